import fc from 'fast-check'
import type { BetterDirection, SurveyAnswer, SurveyKind, SurveyScale } from '../survey-answer.ts'

/** A day of the tests: 1 is 2026-01-01. */
export const day = (number: number): number => Date.UTC(2026, 0, number)

export const NPS: SurveyScale = { kind: 'nps', min: 0, max: 10, direction: 'higher' }
export const CSAT: SurveyScale = { kind: 'csat', min: 1, max: 5, direction: 'higher' }
export const CES: SurveyScale = { kind: 'ces', min: 1, max: 7, direction: 'higher' }
export const OLD_CES: SurveyScale = { kind: 'ces', min: 1, max: 5, direction: 'lower' }
export const CSI: SurveyScale = { kind: 'csi', min: 1, max: 10, direction: 'higher' }

export const scale = (kind: SurveyKind, min: number, max: number, direction: BetterDirection = 'higher') => ({
  kind,
  min,
  max,
  direction,
})

/** An answer to an NPS survey of 1 January, unless told otherwise. */
export const answer = (changes: Partial<SurveyAnswer> = {}): SurveyAnswer => ({
  personId: 'p1',
  scale: NPS,
  score: 9,
  at: day(1),
  delivered: true,
  wave: null,
  question: null,
  ...changes,
})

/** One answer each of as many people as there are scores. */
export const answers = (of: SurveyScale, scores: readonly number[]) =>
  scores.map((score, i) => ({ ...answer({ personId: `p${i}`, scale: of }), score }))

/** The same answer on the same scale with its ends exchanged. */
export const flipped = <Answer extends SurveyAnswer>(one: Answer): Answer => ({
  ...one,
  scale: { ...one.scale, direction: one.scale.direction === 'higher' ? 'lower' : 'higher' },
  score: one.score === null ? null : one.scale.min + one.scale.max - one.score,
})

/** Any answers of a few people on these scales, some of them not answered, not delivered, or at the same moment. */
export const anyAnswers = (scales: readonly SurveyScale[]) =>
  fc.array(
    fc
      .record({
        personId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
        scale: fc.constantFrom(...scales),
        share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null, freq: 4 }),
        at: fc.integer({ min: 1, max: 100 }).map(day),
        delivered: fc.constantFrom(true, null),
        wave: fc.constantFrom(null, null, 'spring'),
        question: fc.constantFrom(null, 'speed'),
      })
      .map(
        ({ share, ...rest }): SurveyAnswer => ({
          ...rest,
          score:
            share === null ? null : Math.round(rest.scale.min + share * (rest.scale.max - rest.scale.min)),
        }),
      ),
    { maxLength: 40 },
  )
