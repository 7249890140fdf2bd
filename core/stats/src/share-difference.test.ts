import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shareDifference } from './share-difference.ts'

const proportion = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([trials, share]) => ({ trials, successes: Math.round(trials * share) }))

it("gives the published intervals of Newcombe's method 10 (1998, table II)", () => {
  const a = shareDifference({ successes: 56, trials: 70 }, { successes: 48, trials: 80 })
  expect(a?.difference).toBeCloseTo(0.2, 10)
  expect(a?.low).toBeCloseTo(0.0524, 4)
  expect(a?.high).toBeCloseTo(0.3339, 4)
  const b = shareDifference({ successes: 9, trials: 10 }, { successes: 3, trials: 10 })
  expect(b?.low).toBeCloseTo(0.1705, 4)
  expect(b?.high).toBeCloseTo(0.809, 3)
  const c = shareDifference({ successes: 10, trials: 10 }, { successes: 0, trials: 10 })
  expect(c?.low).toBeCloseTo(0.6075, 3)
  expect(c?.high).toBeCloseTo(1, 10)
})

it('is unknown where one of the samples is empty', () => {
  expect(shareDifference({ successes: 0, trials: 0 }, { successes: 1, trials: 2 })).toBeNull()
})

it('turns its sign when the samples change places, and holds the difference', () => {
  fc.assert(
    fc.property(proportion, proportion, (first, second) => {
      const there = shareDifference(first, second)
      const back = shareDifference(second, first)
      expect(there?.difference).toBeCloseTo(-(back?.difference ?? Number.NaN), 12)
      expect(there?.low).toBeCloseTo(-(back?.high ?? Number.NaN), 12)
      expect(there?.low).toBeLessThanOrEqual(there?.difference ?? Number.NaN)
      expect(there?.high).toBeGreaterThanOrEqual(there?.difference ?? Number.NaN)
    }),
  )
})
