import { compensatedSum } from '@rapport/stats'
import { compareTexts } from './answer-order.ts'
import { type AnswerSample, answerSample, FEWEST_ANSWERS, type ScoreUnknown } from './answer-sample.ts'
import { type MeanInterval, meanInterval } from './mean-interval.ts'
import type { PersonWave } from './person-waves.ts'
import { type Answered, scoreOnHundred } from './survey-answer.ts'

/** The definition of the customer satisfaction index. */
export const CSI_POLICY = 'csi@1'

/** One question of the index. */
export interface CsiQuestion {
  /** Null where the source tells no questions apart. */
  readonly question: string | null
  readonly n: number
  /** On 0–100; null under five answers. */
  readonly mean: MeanInterval | null
}

/** Of those who answered; `n` are people and waves, `scales` counts the answers to questions. */
export interface CustomerSatisfactionIndex extends AnswerSample {
  readonly policy: typeof CSI_POLICY
  /** On 0–100; null with its reason. */
  readonly index: MeanInterval | null
  readonly unknown: ScoreUnknown | null
  readonly questions: readonly CsiQuestion[]
}

const HUNDRED = { min: 0, max: 100 } as const

const enough = (values: readonly number[]): MeanInterval | null =>
  values.length < FEWEST_ANSWERS ? null : meanInterval(values, HUNDRED)

/**
 * `csi@1`: each answer on 0–100, the mean of a person's questions, and the mean of these over the people. So everybody
 * weighs the same, however many of the questions were answered.
 */
export function customerSatisfactionIndex(waves: readonly PersonWave[]): CustomerSatisfactionIndex {
  const answered = waves.filter(({ answers }) => answers.length > 0)
  const means = answered.map(({ answers }) => {
    const sum = compensatedSum(
      answers.map(({ score, scale }) => scoreOnHundred(score, scale)).sort((a, b) => a - b),
    )
    return sum / answers.length
  })
  const index = enough(means)
  return {
    policy: CSI_POLICY,
    ...answerSample(
      answered.flatMap(({ answers }) => answers),
      answered.length,
    ),
    index,
    unknown: index === null ? 'too-few-answers' : null,
    questions: questionsOf(answered.flatMap(({ answers }) => answers)),
  }
}

function questionsOf(answers: readonly Answered[]): CsiQuestion[] {
  const byQuestion = Map.groupBy(answers, ({ question }) => question)
  return [...byQuestion]
    .sort(([left], [right]) => compareTexts(left ?? '', right ?? ''))
    .map(([question, own]) => ({
      question,
      n: own.length,
      mean: enough(own.map(({ score, scale }) => scoreOnHundred(score, scale))),
    }))
}
