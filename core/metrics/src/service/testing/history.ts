import { type BusinessCalendar, businessCalendar, scheduleFile } from '../business-time/index.ts'
import { ticketEventLine } from '../event-line.ts'
import type { TicketEvent } from '../events.ts'
import type { TicketMetricsOptions } from '../read-ticket.ts'
import { RAPPORT_SERVICE_POLICY } from '../service-policy.ts'
import type { TicketMetrics } from '../ticket-metrics.ts'
import { ticketMetrics } from '../ticket-metrics-of.ts'

type Keys = Record<string, unknown>

/** An event of ticket `1` as an events file has it. Times without a date are on Monday 2026-03-02, without a zone in UTC. */
export const event = (type: string, at: string, keys: Keys = {}): TicketEvent => {
  const times = ['ringAt', 'answeredAt', 'endedAt', 'loggedAt'].filter((key) => typeof keys[key] === 'string')
  const moments = Object.fromEntries(times.map((key) => [key, instantText(String(keys[key]))]))
  return ticketEventLine.parse({ ticketId: '1', type, at: instantText(at), ...keys, ...moments })
}

const instantText = (text: string): string => {
  const dated = text.includes('-') ? text : `2026-03-02T${text}`
  return dated.endsWith('Z') ? dated : `${dated.length === 16 ? `${dated}:00` : dated}Z`
}

export const moment = (text: string): number => Date.parse(instantText(text))

export const created = (at: string, keys: Keys = {}) =>
  event('created', at, { initiator: 'customer', channel: 'email', customerId: 'c1', ...keys })
export const asks = (at: string, keys: Keys = {}) =>
  event('message', at, { direction: 'in', author: 'customer', kind: 'email', ...keys })
export const replies = (at: string, keys: Keys = {}) =>
  event('message', at, { direction: 'out', author: 'agent', authorId: 'a1', kind: 'email', ...keys })
export const bot = (at: string, keys: Keys = {}) =>
  event('message', at, { direction: 'out', author: 'bot', kind: 'text', ...keys })
export const status = (at: string, from: string | null, to: string, keys: Keys = {}) =>
  event('status', at, { from, to, ...keys })
export const solved = (at: string) => status(at, 'open', 'solved')
export const reopened = (at: string, keys: Keys = {}) => status(at, 'solved', 'open', keys)

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri']
const everyDay = [...weekdays, 'sat', 'sun']

/** One schedule with the same hours on each of the days. */
export const calendarOf = (timezone: string, days: readonly string[], hours: string, more: Keys = {}) =>
  businessCalendar(
    scheduleFile.parse({
      timezone,
      weekly: Object.fromEntries(days.map((day) => [day, [hours]])),
      ...more,
    }),
  )

export const officeHours = (timezone: string, more: Keys = {}): BusinessCalendar =>
  calendarOf(timezone, weekdays, '09:00-17:00', more)
export const aroundTheClock = (timezone: string): BusinessCalendar =>
  calendarOf(timezone, everyDay, '00:00-24:00')

/** A year later, without a schedule, by the default policy. */
export const options = (change: Partial<TicketMetricsOptions> = {}): TicketMetricsOptions => ({
  asOf: moment('2027-03-02T00:00'),
  calendar: null,
  policy: RAPPORT_SERVICE_POLICY,
  ...change,
})

/** The metrics of a ticket that exists. */
export function metricsOf(
  events: readonly TicketEvent[],
  change: Partial<TicketMetricsOptions> = {},
): TicketMetrics {
  const metrics = ticketMetrics(events, options(change))
  if (metrics === null) throw new Error('Nothing had happened by then.')
  return metrics
}

export const minutes = (count: number): number => count * 60
export const hours = (count: number): number => count * 3600
export const days = (count: number): number => count * 86_400
