export { type AuthenticationKey, authenticationKeysOf } from './authentication-keys.ts'
export type { ConnectorDescription } from './connector-description.ts'
export { type ConfigurationKey, describeConfiguration, describeSettings } from './describe.ts'
export {
  type ConfigurationContext,
  type LoadedConfiguration,
  loadConfiguration,
  parseConfiguration,
} from './load.ts'
export { isCurrency } from './locale-problems.ts'
export { ConfigurationError, type ConfigurationProblem, formatProblem } from './problem.ts'
export { replaceFile } from './replace-file.ts'
export { type ReputationSettings, reputationSettings } from './reputation-settings.ts'
export { cronProblem, isAlertAddress } from './schedule-problems.ts'
export type { AlertChannel, ScheduleAlerts, ScheduleSettings } from './schedule-settings.ts'
export * from './schema.ts'
export { isSecretReference, resolveSecret, SecretError, type SecretSources } from './secret-reference.ts'
export type { ProblemsOfSchedules } from './service-problems.ts'
export { type ServiceSettings, serviceSettings, workingSchedule } from './service-settings.ts'
export {
  configurationTemplate,
  isConnectionOpen,
  secretVariable,
  type TemplateAnswers,
} from './template.ts'
export type { WritableField } from './write-back-problems.ts'
