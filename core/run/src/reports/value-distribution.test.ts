import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { highestRows, knownTotal, valueDeciles } from './value-distribution.ts'

const values = (...numbers: readonly number[]): Float64Array => Float64Array.from(numbers)
const anyValues = fc.array(fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.constant(Number.NaN)))

describe('customers in tenths', () => {
  test('start with the most valuable, each with its share of the whole', () => {
    const twenty = Float64Array.from({ length: 20 }, (_, index) => index + 1)
    const [first, ...others] = valueDeciles(twenty)
    expect(first).toEqual({ decile: 1, customers: 2, low: 19, high: 20, value: 39, share: 39 / 210 })
    expect(others.at(-1)).toEqual({ decile: 10, customers: 2, low: 1, high: 2, value: 3, share: 3 / 210 })
  })

  test('hold everybody whose value is known once, and all of the value', () => {
    fc.assert(
      fc.property(anyValues, (numbers) => {
        const deciles = valueDeciles(values(...numbers))
        const known = numbers.filter((value) => !Number.isNaN(value))
        expect(deciles.reduce((sum, { customers }) => sum + customers, 0)).toBe(known.length)
        expect(deciles.reduce((sum, { value }) => sum + value, 0)).toBe(
          known.reduce((sum, one) => sum + one, 0),
        )
      }),
    )
  })

  test('of fewer than ten customers leave out those of nobody', () => {
    expect(valueDeciles(values(5, 7)).map(({ customers }) => customers)).toEqual([1, 1])
    expect(valueDeciles(values(Number.NaN))).toEqual([])
  })

  test('have no share where nobody is worth anything', () => {
    expect(valueDeciles(values(0, 0))[0]?.share).toBeNull()
  })
})

describe('the highest values', () => {
  test('are those that sorting all would put first', () => {
    fc.assert(
      fc.property(anyValues, fc.integer({ min: 1, max: 12 }), (numbers, most) => {
        const sorted = [...numbers.keys()]
          .filter((row) => !Number.isNaN(numbers[row]))
          .sort((left, right) => numbers[right]! - numbers[left]! || left - right)
        expect(highestRows(values(...numbers), most)).toEqual(sorted.slice(0, most))
      }),
    )
  })
})

test('A total leaves out what is unknown, and is unknown where nothing is known', () => {
  expect(knownTotal(values(1, Number.NaN, 2))).toBe(3)
  expect(knownTotal(values(Number.NaN))).toBeNull()
})
