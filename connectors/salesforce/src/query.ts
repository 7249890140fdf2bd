import { ConnectorError } from '@rapport/connector'
import { z } from 'zod'
import { callClient, type SalesforceContext } from './client.ts'
import { takeForeseen } from './foreseen.ts'
import { paths } from './paths.ts'

/** A value as a query gives it: related objects are flattened to `Account.Name`. */
export type RowValue = string | number | boolean | null
/** One record by field name. */
export type Row = Readonly<Record<string, RowValue>>

/** Whether deleted records are given too. Objects without a recycle bin know no `queryAll`. */
export type QueryScope = 'live' | 'all'

const page = z.object({
  totalSize: z.number(),
  records: z.array(z.record(z.string(), z.unknown())),
})

/** The first page of a query. */
export interface RowPage {
  readonly rows: readonly Row[]
  /** Records that the query has in all: of wide ones, a page holds fewer than were asked for. */
  readonly total: number
}

/** The first page of a query, with one call. */
export async function queryPage(
  ctx: SalesforceContext,
  operation: string,
  soql: string,
  scope: QueryScope = 'live',
): Promise<RowPage> {
  const { records, totalSize } = await query(ctx, operation, soql, scope)
  return { rows: records.map(flatten), total: totalSize }
}

/**
 * The rows of a query that is known to have few, with one call.
 * @throws ConnectorError of kind `contract` where they are more than a page.
 */
export async function queryRows(
  ctx: SalesforceContext,
  operation: string,
  soql: string,
): Promise<readonly Row[]> {
  const { rows, total } = await queryPage(ctx, operation, soql)
  if (rows.length >= total) return rows
  throw new ConnectorError('contract', `${operation}: ${total} records where a page was expected`)
}

/** How many records there are, with one call. */
export async function countRows(
  ctx: SalesforceContext,
  object: string,
  where: readonly string[],
  scope: QueryScope,
): Promise<number> {
  return (await query(ctx, `count ${object}`, countQuery(object, where), scope)).totalSize
}

/** What counts records. */
export function countQuery(object: string, where: readonly string[]): string {
  const condition = where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`
  return `SELECT COUNT() FROM ${object}${condition}`
}

async function query(
  ctx: SalesforceContext,
  operation: string,
  soql: string,
  scope: QueryScope,
): Promise<z.infer<typeof page>> {
  // autoFetch would stop at 10,000 records without a word.
  const options = { autoFetch: false, scanAll: scope === 'all' }
  const foreseen = takeForeseen(ctx, paths.query(ctx.settings, soql, scope))
  const answer: unknown =
    foreseen?.body ??
    (await callClient(ctx, { effect: 'read', operation }, async (connection) =>
      connection.query(soql, options),
    ))
  const parsed = page.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new ConnectorError('contract', `${operation}: the answer is no page of records`, {
    cause: parsed.error,
  })
}

function flatten(record: Readonly<Record<string, unknown>>): Row {
  const row: Record<string, RowValue> = {}
  for (const [name, value] of Object.entries(record)) {
    if (name === 'attributes') continue
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
      row[name] = value as RowValue
    } else if (typeof value === 'object') {
      for (const [inner, nested] of Object.entries(flatten({ ...value }))) row[`${name}.${inner}`] = nested
    }
  }
  return row
}
