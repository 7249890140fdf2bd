import type { Configuration, ServiceSettings } from '@rapport/config'
import type { CustomerLevel } from '@rapport/model'

/** What the metrics of tickets depend on beside the data. */
export interface ServiceScoreSettings {
  /** Everything is evaluated as of this moment. */
  readonly asOf: Date
  readonly timezone: string
  readonly level: CustomerLevel
  readonly service: ServiceSettings
}

/** The settings of a configuration, as of a moment. */
export function serviceScoreSettings(config: Configuration, asOf: Date): ServiceScoreSettings {
  return { asOf, timezone: config.timezone, level: config.customer, service: config.metrics.service }
}
