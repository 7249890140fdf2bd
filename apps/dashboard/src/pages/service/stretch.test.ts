import { expect, test } from 'vitest'
import { stepFor, stretchOf } from './stretch.ts'

const year = { from: '2024-01-10', to: '2024-12-31' }

test.each([
  ['2024-03-04', 'day', '2024-03-04', '2024-03-04'],
  ['2024-02-26', 'week', '2024-02-26', '2024-03-03'],
  ['2024-02-01', 'month', '2024-02-01', '2024-02-29'],
  ['2024-01-08', 'week', '2024-01-10', '2024-01-14'],
  ['2024-12-30', 'week', '2024-12-30', '2024-12-31'],
] as const)('the %s of %s are the days from %s to %s, as far as they are shown', (first, step, from, to) => {
  expect(stretchOf(first, step, year)).toEqual({ from, to })
})

test('a month is seen by days, a quarter by weeks, a year by months', () => {
  expect([31, 90, 365].map(stepFor)).toEqual(['day', 'week', 'month'])
})
