import {
  type Keyword,
  keywordsInPasses,
  plainReviewText,
  type ReadText,
  sideOf,
  TermBounds,
  TermReader,
  textHash,
} from '@rapport/metrics'
import { formatReference } from '@rapport/model'
import { counted } from '@rapport/score'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import type { ReviewText } from '../extreme-texts.ts'
import { ofPlaces } from '../reputation-report.ts'
import type { ReviewedPlace } from '../reviewed-places.ts'

/** Whose reviews are searched for keywords. */
export interface KeywordRequest {
  /** Ms since 1970. */
  readonly asOf: number
  readonly from: number | null
  readonly places: readonly Pick<ReviewedPlace, 'connection' | 'placeId'>[]
}

/** Some languages of them, which one reader takes. */
export interface LanguagesRequest extends KeywordRequest {
  readonly languages: readonly string[]
  /** Texts in these languages, about. */
  readonly texts: number
}

/** Texts in one language. */
export interface LanguageTexts {
  readonly language: string
  readonly texts: number
}

/** How many texts there are in each language. */
export async function countTexts(db: Database, request: KeywordRequest): Promise<LanguageTexts[]> {
  const { rows } = await sql<LanguageTexts>`
    select metric.language, count(*) as texts from review_metric as metric
    where ${textsOf(request)} group by metric.language order by metric.language
  `.execute(db)
  return rows
}

/** Different terms of a text beside those of the texts before, about. */
const TERMS_PER_TEXT = 20
const [FEWEST_BITS, MOST_BITS] = [16, 26]

/**
 * The keywords of the reviews of some places together, language by language. The texts are read three times from one state of the
 * store, and none is kept: memory grows with the keywords that are found. The examples are read at the end.
 */
export async function storedKeywords(
  db: Database,
  request: LanguagesRequest,
): Promise<Keyword<ReviewText>[]> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const bits = Math.ceil(Math.log2(Math.max(1, request.texts * TERMS_PER_TEXT)))
      const bounds = new TermBounds(Math.min(MOST_BITS, Math.max(FEWEST_BITS, bits)))
      const terms = new TermReader()
      const { languages } = request
      const numbers = new Map(languages.map((language, number) => [language, number]))
      const each = async (groups: ReadonlySet<number>, visit: (text: ReadText) => void): Promise<void> => {
        const wanted = languages.filter((_, number) => groups.has(number))
        for await (const row of textRows(transaction, request, wanted)) {
          const text = plainReviewText(row.text)
          if (text === '') continue
          terms.read(text, row.language)
          visit({
            group: numbers.get(row.language) ?? 0,
            side: sideOf(row.unit),
            createdAt: row.createdAt,
            place: placeOf(row.tuple),
            rank: textHash(row.id, 0, 0x0100_0193),
          })
        }
      }
      await each(new Set(languages.keys()), ({ group }) => bounds.add(group, terms))
      const found = (await keywordsInPasses({ bounds, terms, languages, each }, request.asOf)).map(
        ([, keyword]) => keyword,
      )
      return withExamples(transaction, found)
    })
}

interface TextRow {
  readonly id: string
  readonly language: string
  readonly unit: number | null
  /** Ms since 1970. */
  readonly createdAt: number
  readonly text: string
  /** Where the review is within this state of the store. */
  readonly tuple: string
}

const rowsAtOnce = 1_000

function textRows(
  db: Database,
  request: KeywordRequest,
  languages: readonly string[],
): AsyncIterableIterator<TextRow> {
  const rows = sql<TextRow>`(
    select review.connection || '/' || review.id as id, metric.language, metric.unit,
      date_part('epoch', metric.created_at) * 1000 as "createdAt", review.data->>'text' as text, review.ctid::text as tuple
    from review_metric as metric
    join review on review.connection = metric.connection and review.id = metric.review_id and review.expires_at is null
    where ${textsOf(request)} and metric.language = any(${languages}::text[])
  )`
  return db.selectFrom(rows.as('texts')).selectAll().stream(rowsAtOnce)
}

function textsOf({ asOf, from, places }: KeywordRequest): RawBuilder<unknown> {
  return sql`metric.has_text and ${counted({
    asOf: new Date(asOf),
    from: from === null ? null : new Date(from),
    where: ofPlaces(places),
  })}`
}

/** Places of rows on a page of the store. */
const ROWS_OF_PAGE = 65_536

/** `(12,3)` as one number. */
function placeOf(tuple: string): number {
  const comma = tuple.indexOf(',')
  return Number(tuple.slice(1, comma)) * ROWS_OF_PAGE + Number(tuple.slice(comma + 1, -1))
}

const tupleOf = (place: number): string => `(${Math.floor(place / ROWS_OF_PAGE)},${place % ROWS_OF_PAGE})`

interface ExampleRow {
  readonly tuple: string
  readonly connection: string
  readonly id: string
  readonly rating: number | null
  readonly createdAt: Date
  readonly text: string
}

async function withExamples(
  db: Database,
  keywords: readonly Keyword<number>[],
): Promise<Keyword<ReviewText>[]> {
  const tuples = [...new Set(keywords.flatMap(({ examples }) => examples))].map(tupleOf)
  const { rows } = await sql<ExampleRow>`
    select ctid::text as tuple, connection, id, (data->>'rating')::float8 as rating,
      (data->>'createdAt')::timestamptz as "createdAt", data->>'text' as text
    from review where ctid = any(${tuples}::tid[])
  `.execute(db)
  const reviews = new Map(
    rows.map(({ tuple, connection, id, rating, createdAt, text }) => [
      tuple,
      {
        review: formatReference({ connection, entity: 'review', id }),
        rating,
        createdAt: createdAt.toISOString(),
        text: plainReviewText(text),
      },
    ]),
  )
  return keywords.map((keyword) => ({
    ...keyword,
    examples: keyword.examples.flatMap((place) => reviews.get(tupleOf(place)) ?? []),
  }))
}
