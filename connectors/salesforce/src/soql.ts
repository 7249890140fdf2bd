import type { Instant } from '@rapport/model'

/** A place in the order of modified times and ids; without an id it is before all records of that time. */
export interface Position {
  readonly at: Instant
  readonly id: string | null
}

/** A text as SOQL writes it. */
export function quoted(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`
}

/**
 * The condition for records behind a position. The first part alone can use Salesforce's index on the modified time; an `OR`
 * at the top cannot.
 */
export function after(stamp: string, { at, id }: Position): string {
  const from = `${stamp} >= ${at}`
  return id === null ? from : `${from} AND (${stamp} > ${at} OR Id > ${quoted(id)})`
}

/** One query. Conditions are joined by AND. */
export function select(query: {
  readonly fields: readonly string[]
  readonly from: string
  readonly where?: readonly string[]
  readonly orderBy?: string
  readonly limit?: number
}): string {
  const where = query.where ?? []
  return [
    `SELECT ${query.fields.join(', ')} FROM ${query.from}`,
    ...(where.length === 0 ? [] : [`WHERE ${where.join(' AND ')}`]),
    ...(query.orderBy === undefined ? [] : [`ORDER BY ${query.orderBy}`]),
    ...(query.limit === undefined ? [] : [`LIMIT ${query.limit}`]),
  ].join(' ')
}
