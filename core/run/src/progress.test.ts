import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunEvent, StepReference } from './events.ts'
import { stepProgress } from './progress.ts'

const step: StepReference = { position: 0, name: 'extract', connection: 'crm', subject: 'contact' }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'], now: 0 })
  vi.advanceTimersByTime(1_000)
})
afterEach(() => void vi.useRealTimers())

function watch() {
  const events: RunEvent[] = []
  const progress = stepProgress(step, (event) => events.push(event), { made: 7, left: 993 })
  return { events, progress }
}

test('Progress tells the rate since the step began, the calls, and the time to go where the total is known', () => {
  const { events, progress } = watch()
  vi.advanceTimersByTime(2_000)
  progress.report({ read: 100 }, 400)
  expect(events).toEqual([
    {
      type: 'step-progress',
      step,
      counts: { read: 100 },
      perSecond: 50,
      callsMade: 7,
      callsLeft: 993,
      secondsToGo: 6,
    },
  ])
})

test('Where the total is unknown, or nothing is done yet, so is the time to go', () => {
  const { events, progress } = watch()
  vi.advanceTimersByTime(2_000)
  progress.report({ done: 10 })
  vi.advanceTimersByTime(1_000)
  progress.report({ done: 0 }, 400)
  expect(events).toMatchObject([{ secondsToGo: null }, { perSecond: 0, secondsToGo: null }])
})

test('It is told four times a second at most', () => {
  const { events, progress } = watch()
  for (let round = 0; round < 100; round += 1) {
    vi.advanceTimersByTime(10)
    progress.report({ read: round })
  }
  expect(events.length).toBeGreaterThan(2)
  expect(events.length).toBeLessThanOrEqual(4)
})
