import { type Buffer, isUtf8 } from 'node:buffer'
import { readChunks } from '../calculation/byte-chunks.ts'
import { type SplitRow, splitRow, undouble } from '../calculation/split-row.ts'
import { LONGEST_ROW } from '../calculation/transaction-parser.ts'

/** Takes the rows of a file one by one, each with the line on which it starts; what cannot be read as a row comes with the reason. */
export interface CsvRowVisitor {
  readonly row: (cells: readonly string[], line: number) => void
  readonly bad: (line: number, reason: string) => void
}

/** The same, before cells are made of it: the bytes are valid during the call only, `cellOf` takes a cell out. */
export interface SplitRowVisitor {
  /** `offset` is where the row starts in the file. */
  readonly row: (row: SplitRow, bytes: Buffer, line: number, offset: number) => void
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
  await readSplitRows(path, file, {
    row: (row, bytes, line) => visitor.row(cellsOf(row, bytes), line),
    bad: visitor.bad,
  })
}

/** The same for a reader who needs few of the cells. */
export async function readSplitRows(path: string, file: string, visitor: SplitRowVisitor): Promise<void> {
  const rows = new CsvRows(visitor)
  await readChunks(path, file, LONGEST_ROW, (bytes, from, end, isLast) => rows.read(bytes, from, end, isLast))
}

/** One cell of a row, without spaces around it. Asked for once: it undoes doubled quotes in the bytes. */
export function cellOf({ starts, ends, doubled }: SplitRow, bytes: Buffer, column: number): string {
  const start = starts[column] ?? 0
  const end = ends[column] ?? start
  return bytes.toString('utf8', start, doubled.includes(column) ? undouble(bytes, start, end) : end).trim()
}

class CsvRows {
  readonly #visitor: SplitRowVisitor
  #line = 1
  /** Where the next row starts in the file. */
  #offset = 0
  /** In the midst of a line that is too long. */
  #discards = false

  constructor(visitor: SplitRowVisitor) {
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
    const [line, offset] = [this.#line, this.#offset]
    for (let at = bytes.indexOf(LF, from); at >= 0 && at < next; at = bytes.indexOf(LF, at + 1))
      this.#line += 1
    this.#offset += next - from
    const reason = problem ?? (isUtf8(bytes.subarray(from, next)) ? null : NOT_UTF8)
    if (reason !== null) this.#visitor.bad(line, reason)
    else if (row.starts.length > 1 || cellsOf(row, bytes)[0] !== '')
      this.#visitor.row(row, bytes, line, offset)
    return next
  }

  /** Leaves out the one line on which a quote is opened that never closes, or which has no end. */
  #passOver(bytes: Buffer, from: number, end: number): number {
    const lineEnd = bytes.indexOf(LF, from)
    const ends = lineEnd >= 0 && lineEnd < end
    this.#visitor.bad(this.#line, ends ? OPEN_QUOTE : TOO_LONG)
    this.#offset += (ends ? lineEnd + 1 : end) - from
    if (ends) {
      this.#line += 1
      return lineEnd + 1
    }
    this.#discards = true
    return end
  }

  #discard(bytes: Buffer, from: number, end: number): number {
    const lineEnd = bytes.indexOf(LF, from)
    const isOver = lineEnd >= 0 && lineEnd < end
    this.#offset += (isOver ? lineEnd + 1 : end) - from
    if (!isOver) return end
    this.#discards = false
    this.#line += 1
    return lineEnd + 1
  }
}

const cellsOf = (row: SplitRow, bytes: Buffer): string[] =>
  row.starts.map((_, column) => cellOf(row, bytes, column))
