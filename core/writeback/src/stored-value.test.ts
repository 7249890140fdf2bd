import { expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { sameValue, storedValue } from './stored-value.ts'

const [clv, probability, lastOrder, asOf, why] = targetFields(
  ['clv', 'probability_alive', 'last_order_at', 'scores_as_of', 'why'],
  'contact',
)

test('money is kept with two decimals', () => {
  expect(storedValue(clv!, 182.4961)).toBe(182.5)
  expect(storedValue(clv!, -2.346)).toBe(-2.35)
  expect(storedValue(clv!, -0.001)).toBe(0)
})

test('a percent is kept with four decimals on 0 to 1', () => {
  expect(storedValue(probability!, 0.123456)).toBe(0.1235)
})

test('a number that came back as text is the same number', () => {
  expect(sameValue(clv!, '182.50', 182.5)).toBe(true)
})

test('an empty text and a value that is not a number are unknown', () => {
  expect(storedValue(why!, ' ')).toBeNull()
  expect(storedValue(clv!, Number.NaN)).toBeNull()
  expect(storedValue(clv!, Number.POSITIVE_INFINITY)).toBeNull()
})

test('a date loses its time, a moment its milliseconds', () => {
  expect(storedValue(lastOrder!, '2026-03-01T10:00:00.000Z')).toBe('2026-03-01')
  expect(sameValue(asOf!, '2026-03-01T01:00:00.999+01:00', '2026-03-01T00:00:00.000Z')).toBe(true)
})

test('a text is cut at 255 characters without splitting a character', () => {
  const cut = storedValue(why!, `${'x'.repeat(253)}😀 and more`)
  expect(cut).toBe(`${'x'.repeat(253)}…`)
  expect(storedValue(why!, 'y'.repeat(255))).toHaveLength(255)
})
