import { expect, test } from 'vitest'
import { toInstant } from './values.ts'

test.each([
  ['1709294400000', '2024-03-01T12:00:00.000Z'],
  ['2024-03-01T12:00:00Z', '2024-03-01T12:00:00.000Z'],
  ['2024-03-01T12:00:00.5+01:00', '2024-03-01T11:00:00.500Z'],
  ['2024-03-01T12:00:00', '2024-03-01T12:00:00.000Z'],
  ['2024-03-01', '2024-03-01T00:00:00.000Z'],
])('the time %s is %s', (text, instant) => {
  expect(toInstant(text)).toBe(instant)
})

test.each(['yesterday', '2024-13-01', '99999999999999999'])('%s is no time', (text) => {
  expect(toInstant(text)).toBeUndefined()
})

test('an empty value is unknown', () => {
  expect(toInstant(null)).toBeNull()
})
