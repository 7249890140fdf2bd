import type { Configuration } from '@rapport/config'
import { ConnectorError } from '@rapport/connector'
import { Temporal } from 'temporal-polyfill'

/** The day that everything is evaluated as of: the set one, else the last complete day in the workspace's zone. */
export function evaluationDate(config: Configuration, now: number): string {
  if (config.metrics.asOf !== null) return config.metrics.asOf
  return today(config, now).subtract({ days: 1 }).toString()
}

/**
 * Makes sure that the set day has come: nothing is known of later ones, and scores of a day to come would hide those of today.
 * @throws ConnectorError of kind `config`.
 */
export function mustHaveCome(config: Configuration, now: number): void {
  const { asOf } = config.metrics
  if (asOf === null) return
  const present = today(config, now)
  if (Temporal.PlainDate.compare(asOf, present) <= 0) return
  throw new ConnectorError(
    'config',
    `metrics.asOf in rapport.yaml is ${asOf}, which is still to come (today is ${present} in ${config.timezone}): set a day that has passed, or take it out for the last complete day`,
  )
}

function today(config: Configuration, now: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(config.timezone).toPlainDate()
}
