export const SURVEY_KINDS = ['nps', 'csat', 'ces', 'csi'] as const

/** Net promoter score, customer satisfaction, customer effort score, customer satisfaction index. */
export type SurveyKind = (typeof SURVEY_KINDS)[number]

/** Which end of a scale is the good one. */
export type BetterDirection = 'higher' | 'lower'

/** What a raw score means: never compared with, or added to, one of another scale before both are converted. */
export interface SurveyScale {
  readonly kind: SurveyKind
  readonly min: number
  readonly max: number
  readonly direction: BetterDirection
}

/** One survey that was sent to a person, and the answer where there is one. Score, scale and direction are as the source gave them. */
export interface SurveyAnswer {
  /** Who was asked. An anonymous answer stands for itself: give it the id of the answer. */
  readonly personId: string
  readonly scale: SurveyScale
  /** Raw; null where the person has not answered. */
  readonly score: number | null
  /** When it was answered, else when it was sent: ms since 1970 in UTC. */
  readonly at: number
  /** Whether it reached the person; null where the source does not tell. */
  readonly delivered: boolean | null
  /** The wave that it belongs to, as the source names it; null where it names none, and `waveDays` decides. */
  readonly wave: string | null
  /** Which question of several; null where there is one. */
  readonly question: string | null
}

/** A survey that was answered. */
export type Answered<Answer extends SurveyAnswer = SurveyAnswer> = Answer & { readonly score: number }

/** A score of 0 is an answer; only null is none. */
export const isAnswered = <Answer extends SurveyAnswer>(answer: Answer): answer is Answered<Answer> =>
  answer.score !== null

/** The same for the same scale, different for different ones: `csat 1 5 higher`. */
export const scaleKey = ({ kind, min, max, direction }: SurveyScale): string =>
  `${kind} ${min} ${max} ${direction}`

/** Kinds in their order, then by the ends of the scale. */
export const compareScales = (left: SurveyScale, right: SurveyScale): number =>
  SURVEY_KINDS.indexOf(left.kind) - SURVEY_KINDS.indexOf(right.kind) ||
  left.min - right.min ||
  left.max - right.max ||
  left.direction.localeCompare(right.direction)

/** The raw score with its scale turned so that more is better: min + max − score where lower is better. */
export const betterIsHigher = (score: number, { min, max, direction }: SurveyScale): number =>
  direction === 'higher' ? score : min + max - score

/** From 0 at the bad end of the scale to 1 at the good one. */
export const unitScore = (score: number, scale: SurveyScale): number =>
  (betterIsHigher(score, scale) - scale.min) / (scale.max - scale.min)

/** On 1–10: 1 + 9·(raw − min) ÷ (max − min), a scale on which lower is better flipped first. */
export const scoreOnTen = (score: number, scale: SurveyScale): number => 1 + 9 * unitScore(score, scale)

/** On 0–100, likewise. */
export const scoreOnHundred = (score: number, scale: SurveyScale): number => 100 * unitScore(score, scale)

/**
 * Why an answer cannot be counted, and what to do; null where it can. Such an answer is set aside with the reason, and
 * stops nothing.
 */
export function surveyProblem({ personId, scale, score, at, delivered }: SurveyAnswer): string | null {
  const { kind, min, max } = scale
  if (personId === '') return 'nobody is named who answered: give an anonymous answer an id of its own'
  if (!Number.isFinite(at)) return 'its time is not known: give the moment of the answer'
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    return `a scale from ${min} to ${max} has no two ends: give the lowest and the highest score that can be chosen`
  }
  if (score === null) return null
  if (!(score >= min && score <= max)) {
    return `the score ${score} is not on its scale from ${min} to ${max}: correct the score or the scale`
  }
  if (kind === 'nps' && !Number.isInteger(score)) {
    return `the score ${score} is no answer to an NPS question, which takes whole numbers: correct it`
  }
  if (delivered === false) {
    return `the score ${score} stands on a survey that was not delivered: correct one of the two`
  }
  return null
}
