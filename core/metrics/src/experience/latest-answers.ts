import { compareTexts, laterAnswer } from './answer-order.ts'
import { isEasy } from './customer-effort-score.ts'
import { isSatisfied } from './customer-satisfaction.ts'
import { npsGroup } from './net-promoter-score.ts'
import {
  type Answered,
  compareScales,
  isAnswered,
  type SurveyAnswer,
  type SurveyScale,
  scaleKey,
  surveyProblem,
} from './survey-answer.ts'

/** The latest answer of each person on each scale and to each question, in order of person, scale and question. */
export function latestAnswers<Answer extends SurveyAnswer>(
  answers: Iterable<Answer>,
  { asOf }: { readonly asOf: number },
): Answered<Answer>[] {
  const latest = new Map<string, Answered<Answer>>()
  for (const answer of answers) {
    if (!isAnswered(answer) || answer.at > asOf || surveyProblem(answer) !== null) continue
    const key = `${scaleKey(answer.scale)}\u0000${answer.personId}\u0000${answer.question ?? ''}`
    const known = latest.get(key)
    latest.set(key, known === undefined ? answer : laterAnswer(known, answer))
  }
  return [...latest.values()].sort(
    (left, right) =>
      compareTexts(left.personId, right.personId) ||
      compareScales(left.scale, right.scale) ||
      compareTexts(left.question ?? '', right.question ?? ''),
  )
}

export type AnswerGroup =
  | 'promoter'
  | 'passive'
  | 'detractor'
  | 'satisfied'
  | 'not_satisfied'
  | 'easy'
  | 'not_easy'

const ofTwo = <Group>(holds: boolean | null, yes: Group, no: Group): Group | null =>
  holds === null ? null : holds ? yes : no

/** Into which group the shares of its kind count the score; null where its scale has none. */
export function answerGroup(score: number, scale: SurveyScale): AnswerGroup | null {
  if (scale.kind === 'nps') return npsGroup(score, scale)
  if (scale.kind === 'csat') return ofTwo(isSatisfied(score, scale), 'satisfied', 'not_satisfied')
  if (scale.kind === 'ces') return ofTwo(isEasy(score, scale), 'easy', 'not_easy')
  return null
}
