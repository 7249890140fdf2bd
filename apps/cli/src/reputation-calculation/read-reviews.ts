import type { Buffer } from 'node:buffer'
import {
  type LanguageGuesser,
  loadLanguageGuesser,
  plainReviewText,
  type RatingScale,
  TermBounds,
  TermReader,
  textHash,
  UNKNOWN_LANGUAGE,
} from '@rapport/metrics'
import type { SplitRow } from '../calculation/split-row.ts'
import { CommandError } from '../command-error.ts'
import { cellOf, readSplitRows } from '../survey-calculation/csv-rows.ts'
import type { SetAsideRow } from '../survey-calculation/responses-file.ts'
import { checkHeader } from '../value-calculation/table-file.ts'
import { NumberedTexts } from './numbered-texts.ts'
import type { PartitionTask } from './partition.ts'
import { ReviewBlocks } from './review-blocks.ts'
import { ReviewCopies, reviewIdentity } from './review-copies.ts'
import { type FileReview, REVIEW_COLUMNS, reviewOf } from './review-row.ts'

/** Rows set aside of which the reasons are kept; of the others only the number. */
export const LISTED_BAD_ROWS = 10_000

/** The reviews of the places of one part, without their texts, which stay in the file. */
export interface ReadReviews {
  readonly reviews: ReviewBlocks
  readonly places: readonly string[]
  readonly sources: readonly string[]
  readonly scales: readonly RatingScale[]
  /** Of each group of keywords: its language. */
  readonly languages: readonly string[]
  /** The column of the text in the file. */
  readonly textColumn: number
  readonly bounds: TermBounds
  readonly terms: TermReader
  readonly rows: number
  readonly copies: number
  readonly afterAsOf: number
  readonly badRows: number
  readonly setAside: readonly SetAsideRow[]
}

/** The first pass over the file: all that is known of each review but its words, and at most how often each term is used. */
export async function readReviews(task: PartitionTask): Promise<ReadReviews> {
  const reader = new ReviewReader(task, await loadLanguageGuesser())
  await readSplitRows(task.path, task.file, {
    row: (row, bytes, line, offset) => reader.row(row, bytes, line, offset),
    bad: (line, reason) => reader.bad(line, reason),
  })
  return reader.result()
}

const PLACE_COLUMN = REVIEW_COLUMNS.indexOf('place_id')
const TEXT_COLUMN = REVIEW_COLUMNS.indexOf('text')

class ReviewReader {
  readonly #task: PartitionTask
  readonly #guessLanguage: LanguageGuesser
  readonly #reviews = new ReviewBlocks()
  readonly #copies = new ReviewCopies(this.#reviews)
  readonly #places = new NumberedTexts()
  readonly #sources = new NumberedTexts()
  readonly #scaleTexts = new NumberedTexts()
  readonly #scales: RatingScale[] = []
  readonly #groups = new NumberedTexts()
  readonly #languages: string[] = []
  readonly #bounds: TermBounds
  readonly #terms = new TermReader()
  readonly #setAside: SetAsideRow[] = []
  /** Where each of `REVIEW_COLUMNS` stands; null before the header. */
  #columns: readonly number[] | null = null
  #rows = 0
  #afterAsOf = 0
  #badRows = 0

  constructor(task: PartitionTask, guessLanguage: LanguageGuesser) {
    this.#task = task
    this.#guessLanguage = guessLanguage
    this.#bounds = new TermBounds(task.bits)
  }

  /** What no place is known of is the first reader's. */
  bad(line: number, reason: string): void {
    if (this.#columns === null) throw new CommandError(`${this.#task.file} line ${line}: ${reason}`)
    if (this.#task.partition === 0) this.#putAside(line, reason)
  }

  row(row: SplitRow, bytes: Buffer, line: number, offset: number): void {
    if (this.#columns === null) {
      this.#columns = this.#header(row, bytes)
      return
    }
    if (row.starts.length !== this.#columns.length) {
      const cells = row.starts.length
      this.bad(
        line,
        `the row has ${cells} cells and the header ${this.#columns.length}: a cell with a comma needs quotes`,
      )
      return
    }
    const placeId = cellOf(row, bytes, this.#columns[PLACE_COLUMN] ?? 0)
    if ((textHash(placeId, 0, 0x0100_0193) >>> 0) % this.#task.partitions !== this.#task.partition) return
    const cells = Object.fromEntries(
      REVIEW_COLUMNS.map((column, index) => [
        column,
        index === PLACE_COLUMN ? placeId : cellOf(row, bytes, this.#columns?.[index] ?? 0),
      ]),
    ) as Record<(typeof REVIEW_COLUMNS)[number], string>
    const read = reviewOf(cells, this.#task.tomorrow)
    if ('reason' in read) {
      this.#putAside(line, read.reason)
      return
    }
    this.#rows += 1
    if (read.review.createdAt > this.#task.asOf) this.#afterAsOf += 1
    else this.#add(read.review, offset)
  }

  result(): ReadReviews {
    if (this.#columns === null) {
      throw new CommandError(
        `${this.#task.file} is empty: its first line must be ${REVIEW_COLUMNS.join(',')}`,
      )
    }
    return {
      reviews: this.#reviews,
      places: this.#places.texts,
      sources: this.#sources.texts,
      scales: this.#scales,
      languages: this.#languages,
      textColumn: this.#columns[TEXT_COLUMN] ?? 0,
      bounds: this.#bounds,
      terms: this.#terms,
      rows: this.#rows,
      copies: this.#copies.superseded,
      afterAsOf: this.#afterAsOf,
      badRows: this.#badRows,
      setAside: this.#setAside,
    }
  }

  #header(row: SplitRow, bytes: Buffer): readonly number[] {
    const found = row.starts.map((_, column) => cellOf(row, bytes, column).replace(/^\uFEFF/, ''))
    checkHeader(this.#task.file, found, { required: REVIEW_COLUMNS, optional: [] })
    return REVIEW_COLUMNS.map((column) => found.indexOf(column))
  }

  #putAside(line: number, reason: string): void {
    this.#rows += 1
    this.#badRows += 1
    if (this.#setAside.length < LISTED_BAD_ROWS) this.#setAside.push({ line, reason })
  }

  #add(review: FileReview, offset: number): void {
    const { source, placeId, reviewId, rating, scale, isTimed, createdAt, repliedAt } = review
    const text = plainReviewText(review.text)
    const isUnknown = review.language === UNKNOWN_LANGUAGE && text !== ''
    const language = isUnknown ? this.#guessLanguage(text) : review.language
    const place = this.#places.numberOf(placeId)
    const group = this.#groups.numberOf(`${place} ${language}`)
    this.#languages[group] ??= language
    const scaleNumber = this.#scaleTexts.numberOf(`${scale.min} ${scale.max}`)
    this.#scales[scaleNumber] ??= scale
    const identity = reviewIdentity(source, placeId, reviewId)
    const number = this.#reviews.add({
      place,
      source: this.#sources.numberOf(source),
      group,
      scale: scaleNumber,
      rating,
      createdAt,
      repliedAt,
      offset,
      rank: identity.first,
      content: textHash(text, textHash(`${language} ${scale.min} ${scale.max}`, 0, 0x0100_0193), 0x0100_0193),
      isTimed,
      hasText: text !== '',
    })
    this.#copies.add(identity, number)
    // A copy that will not count is counted too: a bound may be too high.
    if (text === '') return
    this.#terms.read(text, language)
    this.#bounds.add(group, this.#terms)
  }
}
