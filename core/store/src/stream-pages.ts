import type { Compilable } from 'kysely'
import type { Database } from './open.ts'

/**
 * Streams the rows of a query in pages of so many, with flat memory. For what goes through very many rows: each turn of a loop that
 * waits costs, and so the cost is that of the pages.
 */
export async function* streamPages<Row>(
  db: Database,
  query: Compilable<Row>,
  rowsAtOnce: number,
): AsyncIterable<readonly Row[]> {
  for await (const { rows } of db.getExecutor().stream(query.compile(), rowsAtOnce)) yield rows
}
