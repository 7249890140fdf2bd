import { expect, it } from 'vitest'
import { waitText } from './wait-text.ts'

it('says a wait with two units at most', () => {
  expect([0, 45, 60, 3_599, 7_500, 86_400, 273_600].map(waitText)).toEqual([
    '0 s',
    '45 s',
    '1 min',
    '1 h 00 min',
    '2 h 05 min',
    '1 d 0 h',
    '3 d 4 h',
  ])
})

it('keeps the sign of a change, and leaves an unknown wait empty', () => {
  expect(waitText(-7_500)).toBe('−2 h 05 min')
  expect(waitText(null)).toBe('')
})
