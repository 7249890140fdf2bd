import { CellError } from '../cells.ts'
import type { Columns } from '../columns.ts'

/**
 * The id of the place that a row is about: the site and the place on it, as far as columns say them, else the place of the
 * settings. Places of several sites in one file are different ones.
 */
export function placeOfRow<Field extends string>(
  columns: Columns<Field>,
  cells: readonly string[],
  fields: { readonly source: Field | 'id'; readonly place: Field | 'id' },
  otherwise: string | undefined,
): string {
  const source = columns.optional(cells, fields.source)
  const place = columns.optional(cells, fields.place) ?? otherwise ?? null
  const parts = [source, place].filter((part) => part !== null)
  if (parts.length > 0) return parts.join('/')
  throw new CellError(
    `${columns.name(fields.place)} is empty: fill it, or name the place of all reviews in settings.reviews.place`,
  )
}
