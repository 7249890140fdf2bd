import { type RawBuilder, sql } from 'kysely'

/**
 * Rows of text as a table in a query, under `name` and with the named columns: one array per column, which Postgres reads in
 * half the time that JSON takes.
 */
export function textRows<Column extends string>(
  name: string,
  rows: readonly Readonly<Record<Column, string | null>>[],
  columns: readonly Column[],
): RawBuilder<unknown> {
  const arrays = columns.map((column) => sql`${rows.map((row) => row[column])}::text[]`)
  return sql`unnest(${sql.join(arrays)}) as ${sql.table(name)}(${sql.join(columns.map((column) => sql.ref(column)))})`
}
