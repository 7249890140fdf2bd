import type { RunEvent } from '@rapport/run'
import { expect, it } from 'vitest'
import { plainProgress } from './plain.ts'

const step = { position: 0, name: 'extract', connection: 'crm', subject: 'contact' } as const

function told(...events: RunEvent[]): string[] {
  const lines: string[] = []
  const onEvent = plainProgress((line) => lines.push(line))
  for (const event of events) onEvent(event)
  return lines
}

it('a finished step is one line', () => {
  const progress: RunEvent = {
    type: 'step-progress',
    step,
    counts: { read: 100 },
    perSecond: 50,
    callsMade: 1,
    callsLeft: null,
    secondsToGo: null,
  }
  const finished: RunEvent = {
    type: 'step-finished',
    step,
    counts: { read: 1200, rejected: 1 },
    seconds: 2.5,
  }

  expect(told({ type: 'step-started', step }, progress, progress, finished)).toEqual([
    'read crm/contact: 1,200 read, 1 set aside (2.5 s)',
  ])
})

it('a failed step says why', () => {
  expect(told({ type: 'step-failed', step, message: 'the disk is full', isParked: false })).toEqual([
    'read crm/contact failed: the disk is full',
  ])
})

it('a step whose vendor has had enough for now waits', () => {
  expect(told({ type: 'step-failed', step, message: 'out of calls until 10:00', isParked: true })).toEqual([
    'read crm/contact waits: out of calls until 10:00',
  ])
})

it('a run that goes on after an interruption says so', () => {
  expect(told({ type: 'run-started', runId: 3, resumed: true })).toEqual([
    'run 3 goes on where an interrupted one stopped',
  ])
})
