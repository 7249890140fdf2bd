import { type RawBuilder, sql } from 'kysely'

/**
 * On which day a figure counts. `start`: all figures of a ticket on the day it began. `event`: each on the day that it happened,
 * so that one ticket can be in the figures of several days.
 */
export const SERVICE_DAYS = ['start', 'event'] as const
export type ServiceDay = (typeof SERVICE_DAYS)[number]

/** What tickets a report is about. All that is named must hold. */
export interface ServiceSlice {
  /** By default `start`. */
  readonly dayOf?: ServiceDay
  /** Local days, `YYYY-MM-DD`, both included: on which the tickets began, or the events happened. */
  readonly from: string
  readonly to: string
  /** By `connection/id`, by id or by name. */
  readonly agent?: string
  readonly team?: string
  readonly channel?: string
  readonly priority?: string
  readonly topic?: string
  readonly customerId?: number
  /** Only tickets of these agents, each `connection/agent:id`: whose own figures they are. */
  readonly agents?: readonly string[]
  /** Only tickets of these customers; null stands for tickets without one. */
  readonly customers?: readonly (number | null)[]
}

/** Fewer tickets, or next replies, than this are no figures of an agent (METRICS.md, section 1). */
export const fewestOfAgent = 5

/** Whether figures of a slice are those of one person. */
export const isOfAgent = ({ agent, agents }: ServiceSlice): boolean =>
  agent !== undefined || agents !== undefined

/** By what the tickets of a report are grouped. */
export const SERVICE_GROUPINGS = [
  'agent',
  'team',
  'channel',
  'priority',
  'topic',
  'customer',
  'day',
  'week',
  'month',
] as const
export type ServiceGrouping = (typeof SERVICE_GROUPINGS)[number]

/** What happens to a ticket that figures are counted by: with which column has its local day. */
const eventDays = { start: 'started_on', response: 'response_on', resolution: 'first_resolved_on' } as const
/** `start`: the ticket began. `response`: it was first answered, or the target passed. `resolution`: it was solved at first. */
export type TicketEventKind = keyof typeof eventDays

/** The rows of a slice under the name `metric`: by events, a ticket has a row for each that happened on the days. */
export function slicedTickets({ dayOf = 'start', from, to }: ServiceSlice): RawBuilder<unknown> {
  if (dayOf === 'start') return sql`ticket_metric as metric`
  const kinds = Object.entries(eventDays).map(
    ([kind, column]) => sql`
      select ${sql.lit(kind)}::text as event, ${sql.ref(column)} as counted_on, * from ticket_metric
      where ${sql.ref(column)} between ${from}::date and ${to}::date`,
  )
  return sql`(${sql.join(kinds, sql` union all `)}) as metric`
}

/** The condition for rows of `slicedTickets` that stand for an event of the kind. */
export function happened(kind: TicketEventKind, { dayOf = 'start' }: ServiceSlice): RawBuilder<boolean> {
  return dayOf === 'start' ? sql<boolean>`true` : sql<boolean>`metric.event = ${sql.lit(kind)}`
}

/** The day that a row of `slicedTickets` counts on. */
function countedDay({ dayOf = 'start' }: ServiceSlice): RawBuilder<string> {
  return sql.ref(dayOf === 'start' ? 'metric.started_on' : 'metric.counted_on')
}

/** The value by which a ticket is grouped, as text; null where it has none. */
export function groupOf(grouping: ServiceGrouping | null, slice: ServiceSlice): RawBuilder<string | null> {
  switch (grouping) {
    case null:
      return sql`null::text`
    case 'customer':
      return sql`metric.customer_id::text`
    case 'day':
      return sql`${countedDay(slice)}::text`
    case 'week':
    case 'month':
      return sql`date_trunc(${sql.lit(grouping)}, ${countedDay(slice)}::timestamp)::date::text`
    case 'agent':
    case 'team':
      // Two systems may use one id for two people.
      return sql`metric.connection || '/' || ${sql.ref(`metric.${grouping}`)}`
    default:
      return sql`${sql.ref(`metric.${grouping}`)}`
  }
}

/** The columns that `groupOf` is made of, as they are. */
export function groupColumns(
  grouping: ServiceGrouping | null,
  slice: ServiceSlice,
): readonly RawBuilder<unknown>[] {
  switch (grouping) {
    case null:
      return []
    case 'customer':
      return [sql.ref('metric.customer_id')]
    case 'day':
    case 'week':
    case 'month':
      return [countedDay(slice)]
    case 'agent':
    case 'team':
      return [sql.ref('metric.connection'), sql.ref(`metric.${grouping}`)]
    default:
      return [sql.ref(`metric.${grouping}`)]
  }
}

const columns = ['channel', 'priority', 'topic'] as const

/** The condition for rows of `slicedTickets` that count. */
export const inSlice = (slice: ServiceSlice): RawBuilder<boolean> =>
  sql<boolean>`metric.standing = 'counted' and ${ofSlice(slice)}`

/** The same for tickets that are in no figure too, such as spam. */
export function ofSlice(slice: ServiceSlice): RawBuilder<boolean> {
  const conditions = [sql`${countedDay(slice)} between ${slice.from}::date and ${slice.to}::date`]
  for (const column of columns) {
    const wanted = slice[column]
    if (wanted !== undefined) conditions.push(sql`${sql.ref(`metric.${column}`)} = ${wanted}`)
  }
  for (const whose of ['agent', 'team'] as const) {
    const wanted = slice[whose]
    if (wanted === undefined) continue
    const column = sql.ref(`metric.${whose}`)
    conditions.push(sql`(
      ${column} = ${wanted} or metric.connection || '/' || ${column} = ${wanted}
      or (metric.connection, ${column}) in (select connection, id from ${sql.table(whose)} where data->>'name' = ${wanted})
    )`)
  }
  if (slice.customerId !== undefined) conditions.push(sql`metric.customer_id = ${slice.customerId}`)
  if (slice.agents !== undefined)
    conditions.push(sql`metric.connection || '/agent:' || metric.agent = any(${slice.agents}::text[])`)
  if (slice.customers !== undefined) {
    const ids = slice.customers.filter((id) => id !== null)
    const among = sql`metric.customer_id = any(${ids}::bigint[])`
    conditions.push(slice.customers.includes(null) ? sql`(${among} or metric.customer_id is null)` : among)
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}
