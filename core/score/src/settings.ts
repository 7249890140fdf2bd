import type { Configuration, ValueSettings } from '@rapport/config'

/** What scores depend on beside the data. */
export interface ScoreSettings {
  /** The day, `YYYY-MM-DD`, up to whose end everything is evaluated. */
  readonly asOf: string
  readonly timezone: string
  readonly currency: string
  readonly value: ValueSettings
  /** The present moment: a won deal after it has a wrong date. */
  readonly now: Date
}

/** The settings of a configuration, as of a day. */
export function scoreSettings(config: Configuration, asOf: string, now: Date): ScoreSettings {
  return { asOf, timezone: config.timezone, currency: config.currency, value: config.metrics.value, now }
}
