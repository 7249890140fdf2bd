import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { customerSatisfaction, isSatisfied, topBoxes } from './customer-satisfaction.ts'
import { answers, CSAT, flipped, scale } from './testing/survey-answers.ts'

describe('the top boxes', () => {
  test.each([
    [0, 1, 1],
    [1, 3, 1],
    [1, 4, 2],
    [1, 5, 2],
    [0, 10, 2],
    [0, 100, null],
    [0, 0.5, null],
  ] as const)('of the scale %d to %d are %s', (min, max, boxes) => {
    expect(topBoxes(scale('csat', min, max))).toBe(boxes)
  })

  test('on 1–5 are 4 and 5', () => {
    expect([1, 2, 3, 4, 5].filter((score) => isSatisfied(score, CSAT))).toEqual([4, 5])
  })

  test('on 0–1 and 1–3 are the best answer alone', () => {
    expect([0, 1].filter((score) => isSatisfied(score, scale('csat', 0, 1)))).toEqual([1])
    expect([1, 2, 3].filter((score) => isSatisfied(score, scale('csat', 1, 3)))).toEqual([3])
  })

  test('on 1–5 with 1 as the best are 1 and 2', () => {
    expect([1, 2, 3, 4, 5].filter((score) => isSatisfied(score, scale('csat', 1, 5, 'lower')))).toEqual([
      1, 2,
    ])
  })
})

test('six people on 1–5: four of six satisfied, and a mean on 1–10', () => {
  const csat = customerSatisfaction(answers(CSAT, [5, 5, 4, 4, 3, 1]))
  expect(csat).toMatchObject({ policy: 'csat@1', n: 6, unknown: null, target: 9, meetsTarget: false })
  expect(csat.satisfied).toMatchObject({ count: 4, of: 6, share: 4 / 6 })
  // 5 → 10, 4 → 7.75, 3 → 5.5, 1 → 1: (10 + 10 + 7.75 + 7.75 + 5.5 + 1) ÷ 6.
  expect(csat.mean?.mean).toBeCloseTo(7, 12)
})

test('the mean has the interval of Student’s t, cut at the ends of the scale', () => {
  const { mean } = customerSatisfaction(answers(CSAT, [1, 2, 3, 4, 5]))
  // On 1–10: mean 5.5, standard deviation 2.25·√2.5, t with 4 degrees 2.776445.
  expect(mean?.low).toBeCloseTo(5.5 - (2.776445 * 2.25 * Math.sqrt(2.5)) / Math.sqrt(5), 5)
  const high = customerSatisfaction(answers(CSAT, [5, 5, 5, 5, 1]))
  expect(high.mean).toMatchObject({ mean: 8.2, high: 10 })
})

test('the target of 9 is met by a mean of 9', () => {
  // Eight times 10, twice 5: (8·10 + 2·5) ÷ 10 = 9.
  const scores = [10, 10, 10, 10, 10, 10, 10, 10, 5, 5]
  expect(customerSatisfaction(answers(scale('csat', 1, 10), scores)).meetsTarget).toBe(true)
})

test('a slider from 0 to 100 has a mean, and no top boxes', () => {
  const csat = customerSatisfaction(answers(scale('csat', 0, 100), [0, 100, 100, 100, 100]))
  expect(csat).toMatchObject({ satisfied: null, unknown: 'other-scale' })
  expect(csat.mean?.mean).toBeCloseTo(8.2, 12)
})

test('under five answers there is no score', () => {
  expect(customerSatisfaction(answers(CSAT, [5, 5, 5, 5]))).toMatchObject({
    n: 4,
    satisfied: null,
    mean: null,
    meetsTarget: null,
    unknown: 'too-few-answers',
  })
})

test('pooled, each answer is judged by its own scale, and the scales are named with their counts', () => {
  const pooled = customerSatisfaction([
    ...answers(CSAT, [4, 5, 3]),
    ...answers(scale('csat', 0, 1), [1, 0, 1]),
  ])
  expect(pooled.satisfied).toMatchObject({ count: 4, of: 6 })
  expect(pooled.scales.map(({ min, max, n }) => [min, max, n])).toEqual([
    [0, 1, 3],
    [1, 5, 3],
  ])
})

test('a scale with its ends exchanged gives the same figures', () => {
  const scores = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 5, maxLength: 40 })
  fc.assert(
    fc.property(scores, (own) => {
      const straight = customerSatisfaction(answers(CSAT, own))
      const turned = customerSatisfaction(answers(CSAT, own).map(flipped))
      expect({ ...turned, scales: null }).toEqual({ ...straight, scales: null })
    }),
  )
})
