import { compareScales, type SurveyAnswer, type SurveyScale, scaleKey } from './survey-answer.ts'

/** No score is told of fewer answers. */
export const FEWEST_ANSWERS = 5

/** Why there is no score: under five answers, or a scale for which the score is not defined. */
export type ScoreUnknown = 'too-few-answers' | 'other-scale'

/** A scale, and how many of the answers were given on it. */
export interface ScaleCount extends SurveyScale {
  readonly n: number
}

/** What a score was made of. More than one scale: it is pooled. */
export interface AnswerSample {
  readonly n: number
  readonly scales: readonly ScaleCount[]
}

/** The scales of some answers, with a count of each; `n` is the sum unless given. */
export function answerSample(answers: Iterable<Pick<SurveyAnswer, 'scale'>>, n?: number): AnswerSample {
  const scales = new Map<string, { scale: SurveyScale; n: number }>()
  let sum = 0
  for (const { scale } of answers) {
    sum += 1
    const key = scaleKey(scale)
    const known = scales.get(key)
    if (known === undefined) scales.set(key, { scale, n: 1 })
    else known.n += 1
  }
  return {
    n: n ?? sum,
    scales: [...scales.values()]
      .sort((left, right) => compareScales(left.scale, right.scale))
      .map(({ scale: { kind, min, max, direction }, n: count }) => ({
        kind,
        min,
        max,
        direction,
        n: count,
      })),
  }
}
