import fc from 'fast-check'
import { expect, test } from 'vitest'
import { combinedValue } from './combined-value.ts'

const purchases = { value: 100, low: 60, high: 180 }
const contracts = { value: 50, low: 20, high: 110 }

test('values add, and independent ends add as squares', () => {
  expect(combinedValue(purchases, contracts)).toEqual({ value: 150, low: 100, high: 250 })
})

test('where one part is unknown the value is unknown', () => {
  const unknown = { value: null, low: null, high: null }
  expect(combinedValue(purchases, unknown)).toEqual(unknown)
  expect(combinedValue(unknown, contracts)).toEqual(unknown)
})

test('where only a range of the purchases is told, the range of both is told', () => {
  expect(combinedValue({ value: null, low: 10, high: 900 }, contracts)).toEqual({
    value: null,
    low: 30,
    high: 1010,
  })
})

test('the value lies in its interval, and the interval is no wider than ends added to ends', () => {
  const part = fc
    .tuple(...Array.from({ length: 3 }, () => fc.double({ min: 0, max: 1e6, noNaN: true })))
    .map((drawn) => drawn.sort((left, right) => left - right))
    .map(([low = 0, value = 0, high = 0]) => ({ value, low, high }))
  fc.assert(
    fc.property(part, part, (one, other) => {
      const { value, low, high } = combinedValue(one, other)
      expect(low!).toBeLessThanOrEqual(value! * (1 + 1e-12))
      expect(high!).toBeGreaterThanOrEqual(value! * (1 - 1e-12))
      expect(low!).toBeGreaterThanOrEqual((one.low + other.low) * (1 - 1e-9) - 1e-6)
      expect(high!).toBeLessThanOrEqual((one.high + other.high) * (1 + 1e-9) + 1e-6)
    }),
  )
})
