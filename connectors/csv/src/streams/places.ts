import type { FieldSelection } from '@rapport/connector'
import type { EntityInput } from '@rapport/model'
import { defineFilesStream } from '../checkpointed-files.ts'
import { defineFile, readRecords } from '../file-stream.ts'
import { KeyNumbers } from '../key-numbers.ts'
import { placeOfRow } from '../reviews/place-of-row.ts'
import { findFiles } from '../source-file.ts'

/** Column by model field. */
export const placeColumns = {
  id: 'place_id',
  source: 'source',
  name: 'name',
  brand: 'brand',
  domain: 'domain',
  address: 'address',
  url: 'url',
  company: 'company_id',
  modifiedAt: 'modified_at',
  deleted: 'deleted',
} as const
type Field = keyof typeof placeColumns

const placeFields = { source: 'source', place: 'id' } as const

/** `places.csv`: one place or product a row. */
export const placeFile = defineFile<'place', Field>({
  entity: 'place',
  kind: 'places',
  columns: placeColumns,
  require: (columns) => columns.requireOneOf('id', 'source'),
  startPass: (columns) => (cells) => {
    const text = (field: Field): string | null => columns.optional(cells, field)
    const company = text('company')
    return {
      record: {
        id: placeOfRow(columns, cells, placeFields, undefined),
        name: text('name'),
        brand: text('brand'),
        domain: text('domain')?.toLowerCase() ?? null,
        address: text('address'),
        url: text('url'),
        companies: company === null ? [] : [{ id: company, primary: true }],
        modifiedAt: columns.instant(cells, 'modifiedAt'),
      },
      deleted: columns.yesNo(cells, 'deleted'),
    }
  },
})

/** Where a place stands in the file of reviews. */
const reviewedColumns = { id: 'place_id', source: 'source', name: 'place_name' } as const

/** The places that reviews are about, each once, where no table of places tells more. */
export const reviewedPlaces = defineFile<'place', keyof typeof reviewedColumns>({
  entity: 'place',
  kind: 'reviews',
  columns: reviewedColumns,
  require: (columns, { reviews }) => {
    if (reviews.place === undefined) columns.requireOneOf('id', 'source')
  },
  startPass: (columns, { reviews }) => {
    const seen = new KeyNumbers()
    return (cells) => {
      const id = placeOfRow(columns, cells, placeFields, reviews.place)
      const known = seen.size
      if (seen.numberOf(id) < known) return null
      const record: EntityInput<'place'> = { id, name: columns.optional(cells, 'name') }
      return { record, deleted: false }
    }
  },
})

/** The places of reviews stand where the mapping of reviews says. Only their name has a mapping of its own. */
export function asReviewsSay(own: FieldSelection): FieldSelection {
  const { place: id, source } = own.others?.('review').mapping ?? {}
  const columns = Object.entries({ id, source, name: own.mapping.name })
  const mapping = columns.flatMap(([field, column]) =>
    column === undefined ? [] : [[field, column] as const],
  )
  return { ...own, mapping: Object.fromEntries(mapping) }
}

/** Places, from a table of them, or those that reviews are about. */
export const places = defineFilesStream<'place'>({
  entity: 'place',
  mappable: placeColumns,
  understoodBy: ({ reviews: { place } }) => place,
  find: async (settings) => {
    const table = await findFiles(settings, 'places')
    return table.places === undefined ? findFiles(settings, 'reviews') : table
  },
  selection: (own, { places }) => (places === undefined ? asReviewsSay(own) : own),
  async *rows({ ctx, found, fields }) {
    if (found.places !== undefined) yield* readRecords(ctx, found.places, placeFile, fields)
    if (found.reviews === undefined) return
    for await (const changes of readRecords(ctx, found.reviews, reviewedPlaces, fields)) {
      // A bad row is set aside with the reviews.
      yield changes.filter(({ type }) => type !== 'reject')
    }
  },
})
