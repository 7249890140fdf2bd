export { checkConnection, type OpenConnection, openConnection } from './connection.ts'
export * from './doctor.ts'
export * from './events.ts'
export * from './explain.ts'
export { type AnswerBehind, type ExplainedNumber, explainNumber } from './explain-number.ts'
export type { HealthBehind } from './explained-health.ts'
export type { TicketsOfNumber } from './explained-service.ts'
export type { FamilyScore } from './explanation-families.ts'
export {
  type ExplainedMetric,
  type ExplainedValue,
  explainedMetric,
  explainedNames,
} from './explanation-values.ts'
export type { FailureKind } from './failure-kind.ts'
export { fieldPolicies } from './field-policies.ts'
export * from './forget-connection.ts'
export type { FurtherFamily } from './number-families.ts'
export * from './rename-connection.ts'
export * from './reports/index.ts'
export * from './reviews/index.ts'
export * from './run-records.ts'
export * from './show-reviews.ts'
export { accountKey } from './sign-in/sign-in.ts'
export { applySourceTerms, retentionFor } from './source-terms.ts'
export { ConnectionDataError } from './stored-connections.ts'
export * from './sync.ts'
export * from './workspace.ts'
export * from './write-back.ts'
