import { type RawBuilder, sql } from 'kysely'

/** What tickets a report is about. All that is named must hold. */
export interface ServiceSlice {
  /** Local days on which the tickets began, `YYYY-MM-DD`, both included. */
  readonly from: string
  readonly to: string
  /** By `connection/id`, by id or by name. */
  readonly agent?: string
  readonly team?: string
  readonly channel?: string
  readonly priority?: string
  readonly topic?: string
  readonly customerId?: number
}

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

/** The value by which a ticket is grouped, as text; null where it has none. */
export function groupOf(grouping: ServiceGrouping | null): RawBuilder<string | null> {
  switch (grouping) {
    case null:
      return sql`null::text`
    case 'customer':
      return sql`metric.customer_id::text`
    case 'day':
      return sql`metric.started_on::text`
    case 'week':
    case 'month':
      return sql`date_trunc(${sql.lit(grouping)}, metric.started_on::timestamp)::date::text`
    case 'agent':
    case 'team':
      // Two systems may use one id for two people.
      return sql`metric.connection || '/' || ${sql.ref(`metric.${grouping}`)}`
    default:
      return sql`${sql.ref(`metric.${grouping}`)}`
  }
}

const columns = ['channel', 'priority', 'topic'] as const

/** The condition for tickets of a slice that count. */
export function inSlice(slice: ServiceSlice): RawBuilder<boolean> {
  const conditions = [
    sql`metric.standing = 'counted'`,
    sql`metric.started_on between ${slice.from}::date and ${slice.to}::date`,
  ]
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
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}
