import { Buffer } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'
import { plainReviewText } from '@rapport/metrics'
import { splitRow } from '../calculation/split-row.ts'
import { LONGEST_ROW } from '../calculation/transaction-parser.ts'
import { CommandError } from '../command-error.ts'
import { printable } from '../printable.ts'
import { cellOf } from '../survey-calculation/csv-rows.ts'
import { REVIEW_COLUMNS } from './review-row.ts'

/** A review as an example. */
export interface ReviewExample {
  readonly source: string
  readonly reviewId: string
  /** As it was given; null without one. */
  readonly rating: number | null
  readonly createdAt: string
  /** Without markup, on one line; of a long text the beginning. */
  readonly text: string
}

/** Signs of a text that are shown. */
const SHOWN_SIGNS = 200

const FIRST_BYTES = 1 << 12
const LF = 0x0a

/** Reads single reviews of a file, by where their rows start. Closes the file with `using`. */
export class ReviewExamples implements Disposable {
  readonly #descriptor: number
  readonly #file: string
  readonly #columns: readonly number[]

  /** Throws a CommandError where the file cannot be read any more. */
  constructor(path: string, file: string) {
    this.#file = file
    this.#descriptor = openSync(path, 'r')
    const header = this.#cellsAt(0).map((cell) => cell.replace(/^\uFEFF/, ''))
    this.#columns = REVIEW_COLUMNS.map((column) => header.indexOf(column))
  }

  at(offset: number): ReviewExample {
    const cells = this.#cellsAt(offset)
    const cell = (column: (typeof REVIEW_COLUMNS)[number]): string =>
      cells[this.#columns[REVIEW_COLUMNS.indexOf(column)] ?? -1] ?? ''
    const text = printable(plainReviewText(cell('text')))
    const signs = [...text]
    return {
      source: cell('source'),
      reviewId: cell('review_id'),
      rating: cell('rating') === '' ? null : Number(cell('rating')),
      createdAt: cell('created_at'),
      text: signs.length > SHOWN_SIGNS ? `${signs.slice(0, SHOWN_SIGNS).join('')}…` : text,
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor)
  }

  #cellsAt(offset: number): string[] {
    for (let size = FIRST_BYTES; size <= 2 * LONGEST_ROW; size *= 4) {
      const bytes = Buffer.alloc(size + 1)
      const read = readSync(this.#descriptor, bytes, 0, size, offset)
      // The last line may lack its line feed.
      if (read < size) bytes[read] = LF
      const end = bytes.lastIndexOf(LF, Math.min(read, size)) + 1
      const row = end === 0 ? null : splitRow(bytes, 0, end)
      if (row !== null) return row.starts.map((_, column) => cellOf(row, bytes, column))
    }
    throw new CommandError(
      `${this.#file} was changed while it was read: run the command again when it is written`,
    )
  }
}
