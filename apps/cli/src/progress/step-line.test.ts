import { expect, it } from 'vitest'
import { stepLine } from './step-line.ts'

const step = { position: 0, name: 'extract', connection: 'crm', subject: 'deal' } as const

it('a step that goes on shows rows, rate, calls, what is left of them, and time to go', () => {
  expect(
    stepLine(step, {
      type: 'step-progress',
      step,
      counts: { read: 12_000 },
      perSecond: 1234.5,
      callsMade: 121,
      callsLeft: 249_879,
      secondsToGo: 75,
    }),
  ).toBe('crm/deal  12,000 read, 1,235/s, 121 calls (249,879 left), 1 min 15 s to go')
})

it('what is not known is left out', () => {
  expect(
    stepLine(step, {
      type: 'step-progress',
      step,
      counts: { read: 5 },
      perSecond: 5,
      callsMade: 0,
      callsLeft: null,
      secondsToGo: null,
    }),
  ).toBe('crm/deal  5 read, 5/s')
})

it('one call is told in the singular', () => {
  const progress = { counts: { read: 5 }, perSecond: 5, callsMade: 1, callsLeft: null, secondsToGo: null }
  expect(stepLine(step, { type: 'step-progress', step, ...progress })).toBe('crm/deal  5 read, 5/s, 1 call')
})

it('a step that waits shows what it will work on', () => {
  expect(stepLine(step, null)).toBe('crm/deal')
})
