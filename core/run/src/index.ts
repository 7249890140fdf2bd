export { mustBePublic } from './address-guard.ts'
export { listAlerts } from './alerts/deliver-alerts.ts'
export { checkConnection, type OpenConnection, openConnection } from './connection.ts'
export * from './customers/index.ts'
export * from './doctor.ts'
export * from './events.ts'
export * from './explain.ts'
export { type AnswerBehind, type ExplainedNumber, explainNumber } from './explain-number.ts'
export type { HealthBehind } from './explained-health.ts'
export type { TicketsOfNumber } from './explained-service.ts'
export type { FamilyScore } from './explanation-families.ts'
export { whyUnscored } from './explanation-lines.ts'
export {
  type ExplainedMetric,
  type ExplainedValue,
  explainedMetric,
  explainedNames,
} from './explanation-values.ts'
export type { FailureKind } from './failure-kind.ts'
export { fieldPolicies } from './field-policies.ts'
export * from './forget-connection.ts'
export { type FurtherFamily, familyOf as numberFamily } from './number-families.ts'
export { outboundGuard } from './outbound-guard.ts'
export * from './place-decisions.ts'
export { type RecordPage, type RecordPages, recordPages } from './record-pages.ts'
export * from './rejects/index.ts'
export * from './rename-connection.ts'
export * from './reports/index.ts'
export { momentInForce } from './reports/scores-in-force.ts'
export * from './reviews/index.ts'
export {
  finishRun,
  listRuns,
  planOrderOf,
  type RunRequest,
  type RunSettings,
  showRun,
} from './run-records.ts'
export { FileSchedules } from './schedules/file-schedules.ts'
export { nextTimes } from './schedules/next-times.ts'
export { runScheduleNow } from './schedules/run-schedule-now.ts'
export {
  listSchedules,
  pauseSchedule,
  ScheduleError,
  type ScheduleView,
  synchronizeSchedules,
} from './schedules/schedule-records.ts'
export * from './show-reviews.ts'
export { type KeyRotation, rotateKey } from './sign-in/rotate-key.ts'
export { type KeySources, obtainSealingKey } from './sign-in/sealing-key.ts'
export { secretOf } from './sign-in/secret-of.ts'
export { accountKey } from './sign-in/sign-in.ts'
export {
  listSecrets,
  openStoredSecret,
  removeSecret,
  type StoredSecret,
  secretName,
  storeSecret,
} from './sign-in/stored-secrets.ts'
export { applySourceTerms, retentionFor } from './source-terms.ts'
export { ConnectionDataError } from './stored-connections.ts'
export * from './sync.ts'
export * from './webhooks/index.ts'
export * from './without-customer.ts'
export { cancelRequest, cancelRun } from './worker/cancel-run.ts'
export { PlanRequestError, requestPlan, type WantedPlan } from './worker/request-plan.ts'
export { listRequests } from './worker/request-records.ts'
export { requestRun, type WantedRun } from './worker/request-run.ts'
export {
  type BudgetView,
  type RunView,
  runProgress,
  type StepView,
  viewRun,
} from './worker/run-progress.ts'
export {
  type RunningWorker,
  startWorker,
  type WorkerLogger,
  type WorkerOptions,
} from './worker/start-worker.ts'
export * from './workspace.ts'
export * from './write-back.ts'
