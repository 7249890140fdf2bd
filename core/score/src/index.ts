export { contractsAt, isContract, subscriptionOf } from './contracts.ts'
export * from './exchange-rates.ts'
export { customerAnswers } from './experience/answers.ts'
export { experiencePolicy, scoreExperience } from './experience/score-experience.ts'
export { type HealthScoring, scoreHealth } from './health/score-health.ts'
export * from './population.ts'
export * from './rates-file.ts'
export * from './reputation/index.ts'
export * from './score-customers.ts'
export { currentModel, loadState, type ScoreState } from './score-state.ts'
export { customerServicePolicy, saveCustomerService } from './service/customer-service.ts'
export { type ServiceCounts as ServiceScoreCounts, scoreService } from './service/score-service.ts'
export {
  durationSeconds,
  firstContactPolicy,
  serviceCalendar,
  servicePolicy,
} from './service/service-policies.ts'
export { measuredPolicies } from './service/service-state.ts'
export { type ServiceScoreSettings, serviceScoreSettings } from './service/settings.ts'
export { ticketHistories } from './service/stored-events.ts'
export * from './settings.ts'
export * from './transactions.ts'
