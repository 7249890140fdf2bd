import { expect, test } from 'vitest'
import { comparedWith, lastDays, lengthOf, presetOf, todayIn } from './date-range.ts'

test('today is that of the workspace, not of the computer', () => {
  const late = new Date('2026-06-30T23:30:00Z')
  expect(todayIn('Europe/Berlin', late)).toBe('2026-07-01')
  expect(todayIn('America/New_York', late)).toBe('2026-06-30')
})

test('the last days end today, and a change of the clocks shifts nothing', () => {
  expect(lastDays(7, '2026-03-31')).toEqual({ from: '2026-03-25', to: '2026-03-31' })
  expect(lengthOf({ from: '2026-03-25', to: '2026-03-31' })).toBe(7)
})

test('the period before has as many days and ends on the eve', () => {
  const june = { from: '2026-06-01', to: '2026-06-28' }
  expect(comparedWith(june, 'previous')).toEqual({ from: '2026-05-04', to: '2026-05-31' })
  expect(comparedWith(june, 'none')).toBeNull()
})

test('a year earlier are the same days, and 29 February is the 28th', () => {
  expect(comparedWith({ from: '2024-02-01', to: '2024-02-29' }, 'year')).toEqual({
    from: '2023-02-01',
    to: '2023-02-28',
  })
})

test('a range is known by its length only where it ends today', () => {
  expect(presetOf(lastDays(28, '2026-06-30'), '2026-06-30')).toBe(28)
  expect(presetOf(lastDays(28, '2026-06-29'), '2026-06-30')).toBeNull()
  expect(presetOf(lastDays(30, '2026-06-30'), '2026-06-30')).toBeNull()
})
