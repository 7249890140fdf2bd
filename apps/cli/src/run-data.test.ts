import { expect, it } from 'vitest'
import { runData, stepData } from './run-data.ts'

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 12, 0, 0, second * 1000))
const run = {
  id: 7,
  kind: 'sync',
  state: 'succeeded',
  dry_run: false,
  owner: { pid: 1, host: 'here' },
  started_at: at(0),
  finished_at: at(12.3456),
  summary: { runId: 7, planIds: [12], seconds: 12.345678, secondsByStep: { score: 0.98765 } },
  error: null,
} as const

it('a run is data in one shape, its times to two decimals', () => {
  expect(runData(run)).toEqual({
    id: 7,
    kind: 'sync',
    state: 'succeeded',
    dryRun: false,
    startedAt: at(0),
    finishedAt: at(12.3456),
    seconds: 12.35,
    message: null,
    planIds: [12],
    result: { runId: 7, planIds: [12], seconds: 12.35, secondsByStep: { score: 0.99 } },
  })
})

it('a run that did not end by itself has no result and no time', () => {
  const cut = { ...run, state: 'running', finished_at: null, summary: null } as const
  expect(runData(cut)).toMatchObject({ state: 'running', seconds: null, planIds: [], result: null })
})

it('a step is data in the same shape', () => {
  const step = {
    id: 1,
    run_id: 7,
    position: 0,
    name: 'extract deal',
    connection: 'hubspot',
    state: 'failed',
    attempts: 2,
    counts: { read: 5 },
    error: 'the disk is full',
    started_at: at(1),
    finished_at: at(2.5),
  } as const
  expect(stepData(step)).toEqual({
    name: 'extract deal',
    connection: 'hubspot',
    state: 'failed',
    attempts: 2,
    startedAt: at(1),
    finishedAt: at(2.5),
    seconds: 1.5,
    counts: { read: 5 },
    message: 'the disk is full',
  })
})
