import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wilsonInterval } from './wilson-interval.ts'

// Newcombe 1998, Statistics in Medicine 17, table I, method 3 (score method without continuity correction).
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i has the published interval', (successes, trials, low, high) => {
  const interval = wilsonInterval(successes, trials)
  expect(interval?.share).toBe(successes / trials)
  expect(interval?.low).toBeCloseTo(low, 4)
  expect(interval?.high).toBeCloseTo(high, 4)
})

test('the ends are where the score test just rejects: (p − P)² = z²·P(1 − P)/n', () => {
  const { share, low, high } = wilsonInterval(7, 40)!
  for (const end of [low, high]) {
    expect(((share - end) ** 2 * 40) / (end * (1 - end))).toBeCloseTo(1.959_963_984_540_054 ** 2, 10)
  }
})

const counts = fc
  .integer({ min: 1, max: 1_000_000 })
  .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)))

test('the interval lies within 0 and 1, and around the share', () => {
  fc.assert(
    fc.property(counts, ([successes, trials]) => {
      const { share, low, high } = wilsonInterval(successes, trials)!
      expect(low).toBeGreaterThanOrEqual(0)
      expect(low).toBeLessThanOrEqual(share)
      expect(high).toBeGreaterThanOrEqual(share)
      expect(high).toBeLessThanOrEqual(1)
    }),
  )
})

test('successes and failures mirror each other', () => {
  fc.assert(
    fc.property(counts, ([successes, trials]) => {
      const of = wilsonInterval(successes, trials)!
      const mirrored = wilsonInterval(trials - successes, trials)!
      expect(1 - mirrored.high).toBeCloseTo(of.low, 12)
      expect(1 - mirrored.low).toBeCloseTo(of.high, 12)
    }),
  )
})

test('none and all reach 0 and 1 exactly', () => {
  expect(wilsonInterval(0, 3)?.low).toBe(0)
  expect(wilsonInterval(3, 3)?.high).toBe(1)
})

test('no trials have no share', () => {
  expect(wilsonInterval(0, 0)).toBeNull()
})

test('more successes than trials, or an unknown number, is an error that says so', () => {
  expect(() => wilsonInterval(4, 3)).toThrow('4 of 3 is no share')
  expect(() => wilsonInterval(Number.NaN, 3)).toThrow(RangeError)
})
