import type { RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { parkedText, runThroughPauses, waitUntil } from './parked.ts'

const noon = new Date('2026-03-01T12:00:00Z')

it('says until when a run is parked, by the clock of the zone', () => {
  expect(parkedText('2026-03-01T13:05:30Z', 'UTC', noon)).toBe('parked until 13:05')
  expect(parkedText('2026-03-01T13:05:30Z', 'Europe/Berlin', noon)).toBe('parked until 14:05')
})

it('says the day where that is another one', () => {
  expect(parkedText('2026-03-02T00:30:00Z', 'UTC', noon)).toBe('parked until 2026-03-02 00:30')
  expect(parkedText('2026-03-01T23:30:00Z', 'Europe/Berlin', noon)).toBe('parked until 2026-03-02 00:30')
})

it('waits until the moment, and not at all for one that is past', async () => {
  const { signal } = new AbortController()
  const at = Date.now() + 20
  await waitUntil(at, signal)
  expect(Date.now()).toBeGreaterThanOrEqual(at)
  await waitUntil(at, signal)
})

it('ends at once when it is interrupted', async () => {
  const stop = new AbortController()
  const waiting = waitUntil(Date.now() + 3_600_000, stop.signal)
  stop.abort(new Error('interrupted'))
  await expect(waiting).rejects.toThrow('interrupted')
})

const over: RunResult = {
  runId: 3,
  state: 'succeeded',
  dryRun: false,
  connections: null,
  read: {},
  customers: 0,
  scored: 0,
  planned: {},
  written: 0,
  rejected: 0,
  drifted: 0,
  calls: { made: 0, reads: 0, writes: 0 },
  throttled: 0,
  planIds: [],
  seconds: 0,
  secondsByStep: {},
  waitingUntil: null,
  message: null,
  failure: null,
}

it('runs again after each pause, until a run is over', async () => {
  const parked = (runId: number): RunResult => ({
    ...over,
    runId,
    state: 'waiting',
    waitingUntil: new Date(Date.now() + 5).toISOString(),
  })
  const results = [parked(1), parked(2), over]
  const announced: number[] = []
  const result = await runThroughPauses(
    async () => results.shift() ?? over,
    ({ runId }) => announced.push(runId),
    new AbortController().signal,
  )
  expect(result).toBe(over)
  expect(announced).toEqual([1, 2])
})
