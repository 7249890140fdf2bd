import { type RawBuilder, sql } from 'kysely'
import { type CursorShape, type Position, readCursor, writeCursor } from './cursor.ts'

/** An order of a list: by an expression, rows without a value last, and by id where values tie. */
export interface Keyset extends CursorShape {
  /** An expression with an index on (it, id), ascending. */
  readonly by: RawBuilder<unknown>
  readonly idBy: RawBuilder<unknown>
  readonly descending: boolean
}

/** One stretch of rows: those with a value, or those without. */
export interface Stretch {
  readonly where: RawBuilder<boolean>
  readonly orderBy: RawBuilder<unknown>
  readonly limit: number
}

/** A row with what it is sorted by. */
export interface SortedRow {
  readonly sortValue: number | string | null
  readonly sortId: number | string
}

/**
 * Reads one page behind a cursor. The rows with a value and those without are read by a query each: so that the index serves both
 * directions with unknown values last. `read` selects `sortValue` and `sortId` beside what it needs.
 */
export async function readPage<Row extends SortedRow>(
  keyset: Keyset,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
  read: (stretch: Stretch) => Promise<readonly Row[]>,
): Promise<{ readonly rows: readonly Row[]; readonly next: string | null }> {
  const after = cursor === undefined ? null : readCursor(cursor, keyset)
  // One more than asked for tells whether there is a next page.
  const wanted = limit + 1
  const known = after !== null && after.value === null ? [] : await read(knownValues(keyset, after, wanted))
  const unknown =
    known.length === wanted
      ? []
      : await read(unknownValues(keyset, after?.value === null ? after : null, wanted - known.length))
  const found = [...known, ...unknown]
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  if (found.length <= limit || last === undefined) return { rows, next: null }
  return { rows, next: writeCursor(keyset.sort, { value: last.sortValue, id: last.sortId }) }
}

const direction = (descending: boolean) => (descending ? sql`desc` : sql`asc`)
const comparison = (descending: boolean) => (descending ? sql`<` : sql`>`)

function knownValues({ by, idBy, descending }: Keyset, after: Position | null, limit: number): Stretch {
  const behind =
    after === null ? sql`true` : sql`(${by}, ${idBy}) ${comparison(descending)} (${after.value}, ${after.id})`
  return {
    where: sql<boolean>`${by} is not null and ${behind}`,
    orderBy: sql`${by} ${direction(descending)}, ${idBy} ${direction(descending)}`,
    limit,
  }
}

function unknownValues({ by, idBy, descending }: Keyset, after: Position | null, limit: number): Stretch {
  const behind = after === null ? sql`true` : sql`${idBy} ${comparison(descending)} ${after.id}`
  return {
    where: sql<boolean>`${by} is null and ${behind}`,
    orderBy: sql`${idBy} ${direction(descending)}`,
    limit,
  }
}
