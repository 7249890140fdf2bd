import fc from 'fast-check'
import { expect, test } from 'vitest'
import { personWaves } from './person-waves.ts'
import { surveyResponseRate } from './response-rate.ts'
import { answer, anyAnswers, CSAT, day, NPS, scale } from './testing/survey-answers.ts'

const scoresOf = (...parameters: Parameters<typeof personWaves>) =>
  personWaves(...parameters).map(({ answers }) => answers.map(({ score }) => score))

test('the latest answer of a person in a wave counts, whatever came before', () => {
  const first = answer({ score: 3, at: day(1) })
  const second = answer({ score: 9, at: day(20) })
  expect(scoresOf([first, second])).toEqual([[9]])
  expect(scoresOf([second, first])).toEqual([[9]])
})

test('a wave is 30 days from its first answer: what comes on the 30th day after is the next one', () => {
  expect(scoresOf([answer({ score: 3, at: day(1) }), answer({ score: 9, at: day(31) - 1 })])).toEqual([[9]])
  expect(scoresOf([answer({ score: 3, at: day(1) }), answer({ score: 9, at: day(31) })])).toEqual([[3], [9]])
})

test('a wave does not grow with each answer: its length counts from the first', () => {
  const spread = [1, 21, 41].map((at) => answer({ score: at % 10, at: day(at) }))
  expect(scoresOf(spread).length).toBe(2)
})

test('the length of a wave is a setting', () => {
  const two = [answer({ score: 3, at: day(1) }), answer({ score: 9, at: day(10) })]
  expect(scoresOf(two, { waveDays: 7 })).toEqual([[3], [9]])
  expect(scoresOf(two, { waveDays: Infinity })).toEqual([[9]])
  expect(() => personWaves(two, { waveDays: 0 })).toThrow('A wave of 0 days holds nothing')
})

test('a wave that the source names is that wave, however long it takes or how close the next one is', () => {
  const spring = { wave: 'spring' }
  expect(
    scoresOf([
      answer({ ...spring, score: 3, at: day(1) }),
      answer({ ...spring, score: 9, at: day(90) }),
      answer({ wave: 'summer', score: 5, at: day(91) }),
    ]),
  ).toEqual([[9], [5]])
})

test('different people and scales are different waves; of one kind they can be taken together', () => {
  const stars = answer({ scale: CSAT, score: 4, at: day(1) })
  const thumb = answer({ scale: scale('csat', 0, 1), score: 1, at: day(2) })
  expect(scoresOf([stars, thumb, answer({ personId: 'p2', scale: CSAT, score: 2 })])).toEqual([[4], [1], [2]])
  expect(scoresOf([stars, thumb], { apart: 'kind' })).toEqual([[1]])
})

test('of two answers at the same moment the worse one counts, whichever came first', () => {
  const good = answer({ score: 9 })
  const bad = answer({ score: 2 })
  expect(scoresOf([good, bad])).toEqual([[2]])
  expect(scoresOf([bad, good])).toEqual([[2]])
  const effort = { min: 1, max: 5, kind: 'ces', direction: 'lower' } as const
  expect(scoresOf([answer({ scale: effort, score: 1 }), answer({ scale: effort, score: 4 })])).toEqual([[4]])
})

test('a reminder after the answer takes nothing away', () => {
  expect(scoresOf([answer({ score: 9, at: day(1) }), answer({ score: null, at: day(5) })])).toEqual([[9]])
})

test('the order of the answers and duplicates of them change nothing', () => {
  fc.assert(
    fc.property(anyAnswers([NPS, CSAT]), fc.nat(), (some, seed) => {
      const more = some.length === 0 ? [] : [...some.toReversed(), some[seed % some.length]!]
      expect(personWaves(more)).toEqual(personWaves(some))
    }),
  )
})

test('waves have at least one answer or survey each, and no answer is later than that which counts', () => {
  fc.assert(
    fc.property(anyAnswers([NPS]), (some) => {
      const waves = personWaves(some)
      expect(new Set(waves.map(({ latest }) => latest.personId)).size).toBe(
        new Set(some.map(({ personId }) => personId)).size,
      )
      for (const { latest, answers } of waves) if (answers.length > 0) expect(answers.at(-1)).toBe(latest)
    }),
  )
})

test('the response rate is completed ÷ delivered, with its Wilson interval', () => {
  const sent = ['a', 'b', 'c', 'd'].map((personId) => answer({ personId, score: null }))
  const rate = surveyResponseRate(personWaves([...sent, answer({ personId: 'a', score: 9, at: day(3) })]))
  expect(rate).toMatchObject({ rate: { count: 1, of: 4, share: 0.25 }, deliveryUnknown: 0, notDelivered: 0 })
  expect(rate.rate?.low).toBeCloseTo(0.0456, 4)
})

test('a reminder is no second survey, and what bounced does not count as delivered', () => {
  const rate = surveyResponseRate(
    personWaves([
      answer({ personId: 'a', score: null, at: day(1) }),
      answer({ personId: 'a', score: null, at: day(8) }),
      answer({ personId: 'b', score: null, delivered: false }),
    ]),
  )
  expect(rate).toMatchObject({ rate: { count: 0, of: 1 }, notDelivered: 1 })
})

test('answers of which it is not known that the survey was delivered are no 100 %', () => {
  const rate = surveyResponseRate(personWaves([answer({ delivered: null })]))
  expect(rate).toEqual({ rate: null, deliveryUnknown: 1, notDelivered: 0 })
})
