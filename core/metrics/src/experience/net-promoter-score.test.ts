import fc from 'fast-check'
import { expect, test } from 'vitest'
import { netPromoterScore, npsGroup } from './net-promoter-score.ts'
import { answers, flipped, NPS, scale } from './testing/survey-answers.ts'

test('ten people, five promoters, three passives and two detractors: 50 % − 20 % = 30', () => {
  const nps = netPromoterScore(answers(NPS, [9, 10, 9, 10, 9, 7, 8, 8, 0, 6]))
  expect(nps).toMatchObject({ policy: 'nps@1', n: 10, unknown: null })
  expect(nps.score).toBeCloseTo(30, 12)
  // 0.5 + 0.2 − 0.3² = 0.61, and 1.96·√0.061·100.
  expect(nps.variance).toBeCloseTo(0.61, 12)
  expect(nps.margin).toBeCloseTo(48.408, 3)
  expect(nps.promoters).toMatchObject({ count: 5, of: 10, share: 0.5 })
  expect(nps.passives).toMatchObject({ count: 3 })
  expect(nps.detractors).toMatchObject({ count: 2 })
})

test('the shares have their Wilson interval', () => {
  const nps = netPromoterScore(answers(NPS, [9, 10, 9, 10, 9, 7, 8, 8, 0, 6]))
  // 5 of 10: (0.5 + z²/20 ± z·√(0.025 + z²/400)) ÷ (1 + z²/10).
  expect(nps.promoters?.low).toBeCloseTo(0.2366, 4)
  expect(nps.promoters?.high).toBeCloseTo(0.7634, 4)
})

test.each([
  [0, 'detractor'],
  [6, 'detractor'],
  [7, 'passive'],
  [8, 'passive'],
  [9, 'promoter'],
  [10, 'promoter'],
] as const)('%i is a %s', (score, group) => {
  expect(npsGroup(score, NPS)).toBe(group)
})

test('under five answers there is no score, nor any part of one', () => {
  expect(netPromoterScore(answers(NPS, [9, 9, 9, 9]))).toEqual({
    policy: 'nps@1',
    n: 4,
    scales: [{ ...NPS, n: 4 }],
    unknown: 'too-few-answers',
    score: null,
    variance: null,
    margin: null,
    promoters: null,
    passives: null,
    detractors: null,
  })
})

test('another scale than 0–10 has no score, with the reason', () => {
  const five = scale('nps', 1, 5)
  expect(npsGroup(5, five)).toBeNull()
  expect(netPromoterScore(answers(five, [5, 5, 5, 5, 5, 1]))).toMatchObject({
    n: 6,
    score: null,
    unknown: 'other-scale',
  })
})

test('where all are promoters the margin of the formula is 0, and the share still has an interval', () => {
  const nps = netPromoterScore(answers(NPS, [9, 9, 9, 9, 10]))
  expect(nps).toMatchObject({ score: 100, variance: 0, margin: 0 })
  expect(nps.promoters?.low).toBeCloseTo(0.5655, 4)
})

test('a scale on which lower is better is flipped first: the same score for the same opinions', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 5, maxLength: 40 }), (scores) => {
      const straight = netPromoterScore(answers(NPS, scores))
      const turned = netPromoterScore(answers(NPS, scores).map(flipped))
      expect({ ...turned, scales: null }).toEqual({ ...straight, scales: null })
      expect(turned.scales[0]?.direction).toBe('lower')
    }),
  )
})

test('it lies from −100 to 100, and is that of the mean of 1, 0 and −1', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 5, maxLength: 60 }), (scores) => {
      const marks = scores.map((score) => (score >= 9 ? 1 : score <= 6 ? -1 : 0) as number)
      const mean = marks.reduce((sum, mark) => sum + mark, 0) / marks.length
      const variance = marks.reduce((sum, mark) => sum + (mark - mean) ** 2, 0) / marks.length
      const nps = netPromoterScore(answers(NPS, scores))
      expect(nps.score).toBeCloseTo(100 * mean, 9)
      expect(nps.variance).toBeCloseTo(variance, 9)
      expect(Math.abs(nps.score!)).toBeLessThanOrEqual(100)
    }),
  )
})
