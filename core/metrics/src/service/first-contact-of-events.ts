import type { TicketEvent } from './events.ts'
import { type FirstContact, type FirstContactPolicy, firstContact, firstResolution } from './first-contact.ts'
import type { TicketMetricsOptions } from './read-ticket.ts'
import type { TicketMetrics } from './ticket-metrics.ts'
import { ticketMetrics } from './ticket-metrics-of.ts'

/**
 * What a ticket alone says of its first-contact resolution, from its metrics at `asOf` and the events they were made of. Where
 * something happened after the verdict was due, the ticket is looked at as it was then.
 */
export function firstContactOfEvents(
  events: readonly TicketEvent[],
  present: TicketMetrics,
  policy: FirstContactPolicy,
  options: TicketMetricsOptions,
): FirstContact {
  const { asOf } = options
  const maturesAt = firstResolution(present, policy)?.maturesAt ?? null
  const later = maturesAt !== null && events.some(({ at }) => at > maturesAt && at <= asOf)
  const atMaturity = later ? ticketMetrics(events, { ...options, asOf: maturesAt }) : present
  return firstContact(present, atMaturity ?? present, policy, asOf)
}
