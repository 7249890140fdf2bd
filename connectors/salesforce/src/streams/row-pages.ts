import { ConnectorError } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { errorCodesOf } from '../failures.ts'
import { countRows, queryPage, type Row } from '../query.ts'
import { after, type Position, select } from '../soql.ts'
import { askOnce } from './asked-once.ts'
import { stampOf } from './changes-of-rows.ts'
import { openReading, type Reading } from './reading.ts'

/** Rows in the order of their times and ids. */
export interface OrderedRows {
  readonly rows: readonly Row[]
  /** The place of the last row; null where there are none. */
  readonly last: (Position & { readonly id: string }) | null
  /** Whether more rows follow. */
  readonly isFull: boolean
  /** The reading that gave them: without fields that have gone since it was opened. */
  readonly by: Reading<EntityName>
}

/**
 * The next rows behind a position, under further conditions where given, with one call. Every page is a query of its own: a cursor of Salesforce's gives rows as they
 * were when it was opened, in an order that their times no longer have, and is gone after two days.
 */
export async function readPage<E extends EntityName>(
  reading: Reading<E>,
  position: Position | null,
  more: readonly string[] = [],
): Promise<OrderedRows & { readonly by: Reading<E> }> {
  const { ctx, source } = reading
  return withoutGoneFields(reading, async (by) => {
    const soql = pageQuery(by, [...conditions(by, position), ...more])
    const ask = () => queryPage(ctx, `read ${source.object}`, soql, by.scope)
    const { rows, total } = await (source.isShared ? askOnce(ctx, soql, ask) : ask())
    const last = rows.at(-1)
    return {
      rows,
      last: last === undefined ? null : { at: stampOf(by, last), id: String(last.Id) },
      isFull: rows.length > 0 && (rows.length >= ctx.settings.pageSize || rows.length < total),
      by,
    }
  })
}

/** What the next rows are asked for by. */
export function pageQuery({ ctx, source, fields }: Reading<EntityName>, where: readonly string[]): string {
  return select({
    fields,
    from: source.object,
    where,
    orderBy: `${source.stamp}, Id`,
    limit: ctx.settings.pageSize,
  })
}

/** The newest record behind a position, with one call; null where there is none. */
export async function newestRow(
  reading: Reading<EntityName>,
  position: Position | null,
): Promise<(Position & { readonly id: string }) | null> {
  const { ctx, source } = reading
  const soql = select({
    fields: ['Id', source.stamp],
    from: source.object,
    where: conditions(reading, position),
    orderBy: `${source.stamp} DESC, Id DESC`,
    limit: 1,
  })
  const { rows } = await queryPage(ctx, `find the newest ${source.object}`, soql, reading.scope)
  const row = rows[0]
  return row === undefined ? null : { at: stampOf(reading, row), id: String(row.Id) }
}

/** How many records there are behind a position, with one call. */
export function countBehind(reading: Reading<EntityName>, position: Position | null): Promise<number> {
  return countRows(reading.ctx, reading.source.object, conditions(reading, position), reading.scope)
}

/** What a query for records behind a position asks. */
export function conditions(reading: Reading<EntityName>, position: Position | null): readonly string[] {
  const { stamp, where } = reading.source
  return [...(where === undefined ? [] : [where]), ...(position === null ? [] : [after(stamp, position)])]
}

/** Does something that names fields. Where one of them has gone since they were looked up, they are looked up again. */
export async function withoutGoneFields<E extends EntityName, T>(
  reading: Reading<E>,
  work: (by: Reading<E>) => Promise<T>,
): Promise<T> {
  try {
    return await work(reading)
  } catch (error) {
    if (!(error instanceof ConnectorError) || !errorCodesOf(error).includes('INVALID_FIELD')) throw error
    const { ctx, entity, source, selection, before } = reading
    const again = await openReading(ctx, entity, source, selection, before)
    if (again === null || again.fields.length >= reading.fields.length) throw error
    return work(again)
  }
}
