import { type CustomerRate, customerRate } from '../retention/customer-rate.ts'
import { type AnswerSample, answerSample, FEWEST_ANSWERS, type ScoreUnknown } from './answer-sample.ts'
import { type MeanInterval, meanInterval } from './mean-interval.ts'
import { type Answered, betterIsHigher, type SurveyScale, scoreOnTen } from './survey-answer.ts'

/** The definition of customer satisfaction. */
export const CSAT_POLICY = 'csat@1'

/** The mean on 1–10 that is aimed at. */
export const CSAT_TARGET = 9

/** Of those who answered. */
export interface CustomerSatisfaction extends AnswerSample {
  readonly policy: typeof CSAT_POLICY
  /** The share in the top boxes; null with its reason. */
  readonly satisfied: CustomerRate | null
  /** Why there is no share. */
  readonly unknown: ScoreUnknown | null
  /** On 1–10, whatever the scales; null under five answers. */
  readonly mean: MeanInterval | null
  readonly target: typeof CSAT_TARGET
  /** Whether the mean is at least the target. */
  readonly meetsTarget: boolean | null
}

/** A scale with more points is a slider, on which "the top two boxes" would be a hair's breadth. */
const MOST_BOXES = 11
const MOST_POINTS_WITH_ONE_TOP_BOX = 3

/** How many boxes of the scale are its top: one of two or three points, two of more; null of a scale without boxes. */
export function topBoxes({ min, max }: SurveyScale): 1 | 2 | null {
  const points = max - min + 1
  if (!Number.isInteger(min) || !Number.isInteger(max) || points > MOST_BOXES) return null
  return points <= MOST_POINTS_WITH_ONE_TOP_BOX ? 1 : 2
}

/** Whether the score is in the top boxes of its scale, a scale on which lower is better flipped first; null without boxes. */
export function isSatisfied(score: number, scale: SurveyScale): boolean | null {
  const boxes = topBoxes(scale)
  return boxes === null ? null : betterIsHigher(score, scale) > scale.max - boxes
}

/**
 * `csat@1`: the share of answers in the top two boxes (the top box on scales of two and three points), and the mean on
 * 1–10. Answers on several scales are each judged by their own; `scales` says which they were.
 */
export function customerSatisfaction(answers: readonly Answered[]): CustomerSatisfaction {
  const sample = answerSample(answers)
  const fixed = { policy: CSAT_POLICY, ...sample, target: CSAT_TARGET } as const
  if (sample.n < FEWEST_ANSWERS) {
    return { ...fixed, satisfied: null, unknown: 'too-few-answers', mean: null, meetsTarget: null }
  }
  const mean = meanInterval(
    answers.map(({ score, scale }) => scoreOnTen(score, scale)),
    { min: 1, max: 10 },
  )
  const meetsTarget = mean === null ? null : mean.mean >= CSAT_TARGET
  if (sample.scales.some((scale) => topBoxes(scale) === null)) {
    return { ...fixed, satisfied: null, unknown: 'other-scale', mean, meetsTarget }
  }
  const satisfied = answers.filter(({ score, scale }) => isSatisfied(score, scale) === true).length
  return { ...fixed, satisfied: customerRate(satisfied, sample.n), unknown: null, mean, meetsTarget }
}
