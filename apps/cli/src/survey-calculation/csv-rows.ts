import { type Buffer, isUtf8 } from 'node:buffer'
import { readChunks } from '../calculation/byte-chunks.ts'
import { type SplitRow, splitRow, undouble } from '../calculation/split-row.ts'
import { LONGEST_ROW } from '../calculation/transaction-parser.ts'

/** Takes the rows of a file one by one, each with the line on which it starts; what cannot be read as a row comes with the reason. */
export interface CsvRowVisitor {
  readonly row: (cells: readonly string[], line: number) => void
  readonly bad: (line: number, reason: string) => void
}

const LF = 0x0a

const TOO_LONG = 'the line is longer than 1 MB: is this a CSV file?'
const OPEN_QUOTE = 'a quote is opened and never closed: close it, and double each quote inside a cell'
const NOT_UTF8 = 'the row is not UTF-8: save the file as UTF-8 ("CSV UTF-8" in a spreadsheet)'

/**
 * Reads a CSV file by RFC 4180, however large, row by row. A bad row ends with its line, so that it takes no good one with
 * it. Cells come without spaces around them; empty lines are none. Throws a CommandError where the file cannot be read.
 */
export async function readCsvRows(path: string, file: string, visitor: CsvRowVisitor): Promise<void> {
  const rows = new CsvRows(visitor)
  await readChunks(path, file, LONGEST_ROW, (bytes, from, end, isLast) => rows.read(bytes, from, end, isLast))
}

class CsvRows {
  readonly #visitor: CsvRowVisitor
  #line = 1
  /** In the midst of a line that is too long. */
  #discards = false

  constructor(visitor: CsvRowVisitor) {
    this.#visitor = visitor
  }

  /** Reads the rows that end before `end`; returns where the first one starts that does not. */
  read(bytes: Buffer, from: number, end: number, isLast: boolean): number {
    let at = this.#discards ? this.#discard(bytes, from, end) : from
    while (at < end) {
      const lastLineEnd = bytes.lastIndexOf(LF, end - 1)
      const row = lastLineEnd < at ? null : splitRow(bytes, at, lastLineEnd + 1)
      if (row !== null) at = this.#take(row, bytes, at)
      else if (isLast || end - at > LONGEST_ROW) at = this.#passOver(bytes, at, end)
      else break
    }
    return at
  }

  #take(row: SplitRow, bytes: Buffer, from: number): number {
    const { next, problem } = row
    const whole = bytes.subarray(from, next)
    const line = this.#line
    for (const byte of whole) if (byte === LF) this.#line += 1
    const reason = problem ?? (isUtf8(whole) ? null : NOT_UTF8)
    if (reason !== null) this.#visitor.bad(line, reason)
    else {
      const cells = cellsOf(row, bytes)
      if (cells.length > 1 || cells[0] !== '') this.#visitor.row(cells, line)
    }
    return next
  }

  /** Leaves out the one line on which a quote is opened that never closes, or which has no end. */
  #passOver(bytes: Buffer, from: number, end: number): number {
    const lineEnd = bytes.indexOf(LF, from)
    const ends = lineEnd >= 0 && lineEnd < end
    this.#visitor.bad(this.#line, ends ? OPEN_QUOTE : TOO_LONG)
    if (ends) {
      this.#line += 1
      return lineEnd + 1
    }
    this.#discards = true
    return end
  }

  #discard(bytes: Buffer, from: number, end: number): number {
    const lineEnd = bytes.indexOf(LF, from)
    if (lineEnd < 0 || lineEnd >= end) return end
    this.#discards = false
    this.#line += 1
    return lineEnd + 1
  }
}

const cellsOf = ({ starts, ends, doubled }: SplitRow, bytes: Buffer): string[] =>
  starts.map((start, column) => {
    const end = ends[column] ?? start
    return bytes.toString('utf8', start, doubled.includes(column) ? undouble(bytes, start, end) : end).trim()
  })
