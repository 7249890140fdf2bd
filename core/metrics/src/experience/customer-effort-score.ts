import { type CustomerRate, customerRate } from '../retention/customer-rate.ts'
import { type AnswerSample, answerSample, FEWEST_ANSWERS, type ScoreUnknown } from './answer-sample.ts'
import { type MeanInterval, meanInterval } from './mean-interval.ts'
import { type Answered, betterIsHigher, type SurveyScale } from './survey-answer.ts'

/** The definition of the customer effort score. */
export const CES_POLICY = 'ces@1'

/** 2.0: "easy to handle", 1–7, 7 is easy. 1.0: "how much effort", 1–5, 5 is much effort. */
export type CesVersion = '1.0' | '2.0'

/** Of those who answered. */
export interface CustomerEffortScore extends AnswerSample {
  readonly policy: typeof CES_POLICY
  /** Null where the answers are on another scale, or on both. */
  readonly version: CesVersion | null
  readonly unknown: ScoreUnknown | null
  /** Of 2.0 on 1–7, higher is easier; of 1.0 on 1–5, lower is easier. */
  readonly mean: MeanInterval | null
  /** Of 2.0 the share of 5–7; 1.0 has none. */
  readonly easy: CustomerRate | null
}

const EASY_FROM = 5

/** Which question the scale is of; null of neither. */
export function cesVersion({ min, max }: SurveyScale): CesVersion | null {
  if (min !== 1) return null
  return max === 7 ? '2.0' : max === 5 ? '1.0' : null
}

/** Whether the score says that it was easy, 5–7 of 2.0; null of another scale. */
export const isEasy = (score: number, scale: SurveyScale): boolean | null =>
  cesVersion(scale) === '2.0' ? betterIsHigher(score, scale) >= EASY_FROM : null

/** The score as its version has it: higher is easier in 2.0, lower is easier in 1.0. */
function ownScore(score: number, scale: SurveyScale, version: CesVersion): number {
  const easier = betterIsHigher(score, scale)
  return version === '2.0' ? easier : scale.min + scale.max - easier
}

/**
 * `ces@1`: CES 2.0 on 1–7 has a mean and the share of 5–7, CES 1.0 on 1–5 a mean of which less is better. A scale that was
 * turned by its source is turned back first. The two are different questions and never pooled.
 */
export function customerEffortScore(answers: readonly Answered[]): CustomerEffortScore {
  const sample = answerSample(answers)
  const versions = new Set(sample.scales.map(cesVersion))
  const [only = null] = versions
  const version = versions.size === 1 ? only : null
  const fixed = { policy: CES_POLICY, ...sample, version } as const
  if (sample.n < FEWEST_ANSWERS) return { ...fixed, unknown: 'too-few-answers', mean: null, easy: null }
  if (version === null) return { ...fixed, unknown: 'other-scale', mean: null, easy: null }
  const mean = meanInterval(
    answers.map(({ score, scale }) => ownScore(score, scale, version)),
    { min: 1, max: version === '2.0' ? 7 : 5 },
  )
  const easy = answers.filter(({ score, scale }) => isEasy(score, scale) === true).length
  return { ...fixed, unknown: null, mean, easy: version === '2.0' ? customerRate(easy, sample.n) : null }
}
