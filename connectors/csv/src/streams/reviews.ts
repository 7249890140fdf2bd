import { ConnectorError, reviewId } from '@rapport/connector'
import { CellError, readDecimal } from '../cells.ts'
import { defineFilesStream } from '../checkpointed-files.ts'
import type { Columns } from '../columns.ts'
import { defineFile, type ParsedRow, readRecords } from '../file-stream.ts'
import { KeyNumbers } from '../key-numbers.ts'
import { NumberColumn } from '../number-column.ts'
import { readLanguage } from '../reviews/language.ts'
import { type MomentReader, momentReader } from '../reviews/moment.ts'
import { placeOfRow } from '../reviews/place-of-row.ts'
import { type RatingWords, ratingWords, readRating, type Scale } from '../reviews/rating.ts'
import { IdsByTraits } from '../reviews/review-id.ts'
import type { ReviewSettings, Settings } from '../settings.ts'
import { findFiles } from '../source-file.ts'

/** Column by model field; those that `rapport calc reputation` reads have the same names. */
export const reviewColumns = {
  id: 'review_id',
  source: 'source',
  place: 'place_id',
  rating: 'rating',
  scaleMin: 'scale_min',
  scaleMax: 'scale_max',
  createdAt: 'created_at',
  editedAt: 'edited_at',
  title: 'title',
  text: 'text',
  language: 'language',
  author: 'author',
  authorEmail: 'author_email',
  anonymous: 'anonymous',
  orderReference: 'order_reference',
  reply: 'reply',
  repliedAt: 'replied_at',
  modifiedAt: 'modified_at',
  deleted: 'deleted',
} as const
export type ReviewField = keyof typeof reviewColumns

const placeFields = { source: 'source', place: 'place' } as const

/** What all rows of a file are read by. */
interface RowReading {
  readonly columns: Columns<ReviewField>
  readonly settings: ReviewSettings
  readonly words: RatingWords
  readonly moment: MomentReader
  /** Of rows without one. */
  readonly ids: IdsByTraits
}

/**
 * `reviews.csv`: one review a row, of any site. Rows without an id are known by what they say (`IdsByTraits`). Of rows with one id at
 * one place the last counts, and the earlier ones are told.
 */
export const reviewFile = defineFile<'review', ReviewField>({
  entity: 'review',
  kind: 'reviews',
  columns: reviewColumns,
  require: mustHaveColumns,
  startPass: (columns, { reviews: settings }) => {
    const reading = {
      columns,
      settings,
      words: ratingWords(settings.words),
      moment: momentReader(settings),
      ids: new IdsByTraits(),
    }
    const [numbers, lines] = [new KeyNumbers(), new NumberColumn()]
    return (cells, line) => {
      const parsed = readReview(reading, cells)
      const number = numbers.numberOf(parsed.record.id)
      const earlier = lines.get(number)
      lines.set(number, line)
      return earlier === 0 ? parsed : { ...parsed, insteadOf: earlier }
    }
  },
})

/** Reviews of any site. */
export const reviews = defineFilesStream<'review'>({
  entity: 'review',
  mappable: reviewColumns,
  understoodBy: ({ reviews: settings }) => settings,
  find: (settings) => findFiles(settings, 'reviews'),
  async *rows({ ctx, found, fields }) {
    if (found.reviews !== undefined) yield* readRecords(ctx, found.reviews, reviewFile, fields)
  },
})

function mustHaveColumns(columns: Columns<ReviewField>, { reviews: settings }: Settings): void {
  columns.requireOneOf('createdAt')
  columns.requireOneOf('rating', 'text')
  if (settings.place === undefined) columns.requireOneOf('place', 'source')
  for (const end of ['scaleMin', 'scaleMax'] as const) {
    if (settings[end] !== undefined || columns.has(end)) continue
    throw new ConnectorError(
      'config',
      `the file of reviews has no column "${columns.name(end)}": name the end of the scale in settings.reviews.${end}, such as ${end === 'scaleMin' ? 1 : 5}, or map ${end} to its column`,
    )
  }
}

function readReview(
  { columns, settings, words, moment, ids }: RowReading,
  cells: readonly string[],
): ParsedRow<'review'> {
  const text = (field: ReviewField): string | null => columns.optional(cells, field)
  const at = (field: ReviewField): string | null => {
    const written = text(field)
    return written === null ? null : moment(written, columns.name(field))
  }
  const scale = scaleOf(columns, cells, settings)
  const written = text('rating')
  const rating = written === null ? null : readRating(written, columns.name('rating'), scale, words)
  const traits = {
    author: text('author'),
    authorEmail: text('authorEmail'),
    createdAt: moment(columns.cell(cells, 'createdAt'), columns.name('createdAt')),
    title: text('title'),
    text: text('text'),
  }
  const deleted = columns.yesNo(cells, 'deleted')
  if (rating === null && traits.text === null && traits.title === null && !deleted) {
    throw new CellError('the row has neither a rating nor a text: fill one, or take the row out')
  }
  const isAnonymous = columns.yesNo(cells, 'anonymous')
  const placeId = placeOfRow(columns, cells, placeFields, settings.place)
  const [reply, repliedAt, language] = [text('reply'), at('repliedAt'), text('language')]
  return {
    record: {
      ...traits,
      id: reviewId(placeId, columns.has('id') ? columns.id(cells) : ids.idOf({ ...traits, placeId, rating })),
      placeId,
      rating,
      scaleMin: scale.min,
      scaleMax: scale.max,
      author: isAnonymous ? null : traits.author,
      ...(isAnonymous ? { anonymous: true } : {}),
      language: language === null ? null : readLanguage(language, columns.name('language')),
      orderReference: text('orderReference'),
      editedAt: at('editedAt'),
      reply,
      repliedAt,
      replyState: reply === null && repliedAt === null ? 'none' : 'approved',
      modifiedAt: at('modifiedAt'),
    },
    deleted,
  }
}

function scaleOf(columns: Columns<ReviewField>, cells: readonly string[], settings: ReviewSettings): Scale {
  const end = (field: 'scaleMin' | 'scaleMax'): number => {
    const written = columns.optional(cells, field)
    const number = written === null ? settings[field] : Number(readDecimal(written, columns.name(field)))
    if (number !== undefined) return number
    throw new CellError(
      `${columns.name(field)} is empty: write the end of the scale, such as ${field === 'scaleMin' ? 1 : 5}`,
    )
  }
  const scale = { min: end('scaleMin'), max: end('scaleMax') }
  if (scale.min < scale.max) return scale
  throw new CellError(
    `a scale from ${scale.min} to ${scale.max} has no two ends: write the lowest and the highest rating that can be given`,
  )
}
