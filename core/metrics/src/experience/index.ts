export * from './advocates.ts'
export {
  type AnswerSample,
  FEWEST_ANSWERS,
  type ScaleCount,
  type ScoreUnknown,
} from './answer-sample.ts'
export * from './customer-effort-score.ts'
export * from './customer-satisfaction.ts'
export * from './customer-satisfaction-index.ts'
export * from './latest-answers.ts'
export type { MeanInterval } from './mean-interval.ts'
export * from './net-promoter-score.ts'
export * from './person-waves.ts'
export * from './response-rate.ts'
export * from './review-invitees.ts'
export * from './survey-answer.ts'
export * from './survey-report.ts'
