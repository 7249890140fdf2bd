import type { Configuration } from '@rapport/config'
import { Temporal } from 'temporal-polyfill'

/** The day that everything is evaluated as of: the set one, else the last complete day in the workspace's zone. */
export function evaluationDate(config: Configuration, now: number): string {
  if (config.metrics.asOf !== null) return config.metrics.asOf
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(config.timezone).toPlainDate()
  return today.subtract({ days: 1 }).toString()
}
