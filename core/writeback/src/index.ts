export {
  type ApplyCounts,
  type ApplyOptions,
  type ApplyProgress,
  applyPlan,
  settlePlan,
} from './apply.ts'
export * from './difference.ts'
export { writeFields } from './field-table.ts'
export * from './fields.ts'
export * from './guard-rails.ts'
export * from './holds.ts'
export * from './interrupted-revert.ts'
export { isLeftToPutBack } from './left-to-put-back.ts'
export { type CreatedPlan, createPlan, type PlanRequest } from './plan.ts'
export type { PlanHold } from './plan-lock.ts'
export {
  findUnsettledPlans,
  loadPlan,
  type PlanCounts,
  PlanError,
  type PlanRecord,
  UnsettledPlanError,
} from './plan-record.ts'
export * from './preview.ts'
export { restoreFields } from './restore-fields.ts'
export * from './revert.ts'
export { sameValue, storedValue } from './stored-value.ts'
export * from './target-money.ts'
export * from './wanted.ts'
export * from './wanted-money.ts'
export * from './write-field.ts'
