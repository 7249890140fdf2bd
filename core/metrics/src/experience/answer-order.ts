import { type SurveyAnswer, unitScore } from './survey-answer.ts'

/** By code units: the order is the same on every machine, whatever its language. */
export const compareTexts = (left: string, right: string): number =>
  left === right ? 0 : left < right ? -1 : 1

/** Higher is better; no answer is behind all answers. */
const standing = ({ score, scale }: SurveyAnswer): number => (score === null ? 2 : unitScore(score, scale))

/**
 * In order of time, at one moment the better ones first, so that the last is the one that counts. Answers that are equal in
 * all they hold are equal here, and no others: nothing depends on the order in which they came.
 */
export const compareAnswers = (left: SurveyAnswer, right: SurveyAnswer): number =>
  left.at - right.at ||
  standing(right) - standing(left) ||
  compareTexts(JSON.stringify(left), JSON.stringify(right))

/** The one of two answers that counts: the later one, at one moment the worse one. */
export const laterAnswer = <Answer extends SurveyAnswer>(left: Answer, right: Answer): Answer =>
  compareAnswers(left, right) >= 0 ? left : right
