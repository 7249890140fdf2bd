import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaUnderCurve } from './area-under-curve.ts'
import { type HealthOutcome, healthBackTest } from './health-back-test.ts'

const outcome = (score: number | null, churned: boolean, bandBefore: HealthOutcome['bandBefore'] = null) => ({
  score,
  churned,
  bandBefore,
})

const outcomes = (lost: readonly number[], kept: readonly number[]): HealthOutcome[] => [
  ...lost.map((score) => outcome(score, true)),
  ...kept.map((score) => outcome(score, false)),
]

describe('the area under the curve', () => {
  const keys = (...values: readonly number[]) => Float64Array.from(values)

  test('is the share of pairs in the right order, ties half', () => {
    // Pairs of {3, 2} and {1, 2, 4}: 3 beats 1 and 2, 2 beats 1 and ties with 2: 3.5 of 6.
    expect(areaUnderCurve(keys(3, 2), keys(1, 2, 4))?.area).toBeCloseTo(3.5 / 6, 12)
  })

  test('has DeLong’s interval on the log odds', () => {
    // Placements of {3, 2} are 2/3 and 1/2, of {1, 2, 4} 1, 3/4 and 0: variances 1/72 and 13/48.
    const found = areaUnderCurve(keys(3, 2), keys(1, 2, 4))!
    const spread = Math.sqrt(1 / 72 / 2 + 13 / 48 / 3)
    const log = Math.log(3.5 / 2.5)
    const wide = (1.959964 * spread) / ((3.5 / 6) * (2.5 / 6))
    expect(found.low).toBeCloseTo(1 / (1 + Math.exp(-(log - wide))), 6)
    expect(found.high).toBeCloseTo(1 / (1 + Math.exp(-(log + wide))), 6)
  })

  test('of a perfect order is 1, and how sure that is cannot be seen', () => {
    expect(areaUnderCurve(keys(5, 6), keys(1, 2))).toEqual({ area: 1, low: null, high: null })
  })

  test('turned round is the rest to 1', () => {
    const some = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(some, some, (first, second) => {
        const straight = areaUnderCurve(keys(...first), keys(...second))!
        const turned = areaUnderCurve(keys(...second), keys(...first))!
        expect(straight.area + turned.area).toBeCloseTo(1, 12)
        const pairs = first.flatMap((a) => second.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)))
        expect(straight.area).toBeCloseTo(pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length, 12)
      }),
    )
  })
})

describe('a back-test', () => {
  test('is 1 where all who were lost had lower scores than all who stayed', () => {
    const found = healthBackTest(outcomes([1, 2, 3, 2, 1], [7, 8, 9, 7, 8]))
    expect(found).toMatchObject({ n: 10, churn: { count: 5, of: 10 }, auc: { area: 1 }, worstDecile: null })
  })

  test('is 0.5 where the score says nothing', () => {
    expect(healthBackTest(outcomes([5, 5, 5, 5, 5], [5, 5, 5, 5, 5])).auc?.area).toBe(0.5)
  })

  test('has no area under five lost or five kept', () => {
    expect(healthBackTest(outcomes([1, 1, 1, 1], [9, 9, 9, 9, 9])).auc).toBeNull()
    expect(healthBackTest(outcomes([1, 1, 1, 1, 1], [9, 9, 9, 9])).auc).toBeNull()
  })

  test('the lift is churn in the tenth with the lowest scores ÷ churn of all', () => {
    // 50 customers with scores 1 to 50: the worst five are 1 to 5, of whom four were lost; ten of all were.
    const lost = [1, 2, 3, 5, 20, 21, 22, 23, 24, 25]
    const kept = Array.from({ length: 50 }, (_, i) => i + 1).filter((score) => !lost.includes(score))
    const { worstDecile } = healthBackTest(outcomes(lost, kept))
    expect(worstDecile).toMatchObject({ of: 5, churn: { share: 0.8 } })
    expect(worstDecile?.lift).toBeCloseTo(0.8 / 0.2, 12)
    // Wilson of 4 in 5.
    expect(worstDecile?.churn.low).toBeCloseTo(0.3755, 4)
  })

  test('where all scores are equal the lift is 1', () => {
    const { worstDecile } = healthBackTest(outcomes(Array(20).fill(5), Array(80).fill(5)))
    expect(worstDecile?.lift).toBeCloseTo(1, 12)
  })

  test('has no lift under 50 customers, and none where nobody was lost', () => {
    expect(healthBackTest(outcomes(Array(9).fill(1), Array(40).fill(9))).worstDecile).toBeNull()
    expect(healthBackTest(outcomes([], Array(60).fill(9))).worstDecile).toBeNull()
  })

  test('tells which of the lost were green 60 days before, of those whose band is known', () => {
    const found = healthBackTest([
      outcome(8, true, 'good'),
      outcome(5, true, 'watch'),
      outcome(2, true, 'risk'),
      outcome(3, true, 'risk'),
      outcome(3, true, null),
      outcome(9, false, 'good'),
    ])
    expect(found).toMatchObject({ greenBefore: { count: 1, of: 4, share: 0.25 }, bandUnknown: 1 })
    expect(healthBackTest([outcome(9, false)]).greenBefore).toBeNull()
  })

  test('leaves out customers without a score, and says how many', () => {
    const found = healthBackTest([...outcomes([1], [9]), outcome(null, true)])
    expect(found).toMatchObject({ n: 2, unknownScores: 1, churn: { count: 1, of: 2 } })
    expect(healthBackTest([])).toMatchObject({ n: 0, churn: null, auc: null, worstDecile: null })
  })

  test('does not depend on the order of the rows', () => {
    const row = fc.record({
      score: fc.option(
        fc.integer({ min: 10, max: 100 }).map((tenth) => tenth / 10),
        { freq: 10 },
      ),
      churned: fc.boolean(),
      bandBefore: fc.constantFrom('good', 'watch', 'risk', null),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 40, maxLength: 90 }), (rows) => {
        expect(healthBackTest(rows.toReversed())).toEqual(healthBackTest(rows))
      }),
    )
  })
})
