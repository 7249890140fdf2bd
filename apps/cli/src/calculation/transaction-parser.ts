import { Buffer, isUtf8 } from 'node:buffer'
import { CommandError } from '../command-error.ts'
import { AmountCell } from './amount-cell.ts'
import { badAmount, badDate, quoteCell } from './bad-row.ts'
import { currencyCode, currencyNumber } from './currency-cell.ts'
import { hashOfId } from './customer-table.ts'
import { DateCell, type DayOfInstant } from './date-cell.ts'
import { TRANSACTION_COLUMNS, type TransactionColumn } from './header.ts'
import { RowBatch } from './row-batch.ts'
import { problemOfCount, type SplitRow, splitRow, undouble } from './split-row.ts'

/** Longer rows are refused: behind them stands an open quote, or a file that is not CSV. */
export const LONGEST_ROW = 1 << 20

const TOO_LONG = 'the line is longer than 1 MB: is this a CSV file?'
const OPEN_QUOTE = 'a quote is opened and never closed: close it, and double each quote inside a cell'

const LF = 0x0a
const CR = 0x0d
const QUOTE = 0x22
const COMMA = 0x2c

/** What to read, and what to do with it. */
export interface ParserOptions {
  readonly columns: readonly TransactionColumn[]
  /** The name of the file, for messages. */
  readonly file: string
  /** Null for UTC. */
  readonly dayOfInstant: DayOfInstant | null
  /** Later days are bad. */
  readonly today: number
  /** Later days are not looked at. */
  readonly asOf: number
  /** Whether the customer with this hash of its id is read here, and not by another worker. */
  readonly isOwn: (hash: number) => boolean
  /** Whether bad rows, and rows of other workers, are examined here: exactly one worker does. */
  readonly examines: boolean
  /** Takes the rows; afterwards the batch is used again. */
  readonly take: (batch: RowBatch, bytes: Uint8Array) => void
  /** Takes the rows after `asOf`, of which the id alone is looked at. */
  readonly takeLater: (batch: RowBatch, bytes: Uint8Array) => void
  /** Called for each bad row, with the line on which it starts. Rows are skipped unless it throws. */
  readonly reject: (line: number, reason: string, row: string) => void
}

/**
 * Reads rows from bytes. Well-formed rows, which are nearly all, are read in one pass that makes no string and no
 * object; everything unusual is read again from its start, by the letter of RFC 4180 and with a message for what is
 * wrong.
 */
export class TransactionParser {
  /** The line on which the next row starts. */
  line: number
  rows = 0
  skipped = 0
  afterAsOf = 0
  /** The last day of all rows that were read here, those after the evaluation too. */
  lastDay = -Infinity
  readonly #options: ParserOptions
  readonly #roles: Uint8Array
  readonly #batch = new RowBatch()
  readonly #later = new RowBatch()
  readonly #date: DateCell
  readonly #amount = new AmountCell()
  /** The first byte of each of `TRANSACTION_COLUMNS`, and the first byte after each. */
  readonly #starts = new Int32Array(4)
  readonly #ends = new Int32Array(4)
  /** Null before the first row. */
  #currency: number | null = null
  /** In the midst of a row that is too long. */
  #discards = false

  constructor(options: ParserOptions, line: number) {
    this.#options = options
    this.line = line
    this.#date = new DateCell(options.dayOfInstant)
    this.#roles = Uint8Array.from(options.columns, (name) => TRANSACTION_COLUMNS.indexOf(name))
  }

  /** The one currency of the file; null where it says none. */
  get currency(): string | null {
    return this.#currency === null ? null : currencyCode(this.#currency)
  }

  /**
   * Reads all rows that end before `end`. Returns where the first one starts that does not; it is never longer than
   * `LONGEST_ROW`. The last bytes of a file must end with a line feed.
   */
  parse(bytes: Buffer, from: number, end: number, isLast: boolean): number {
    let at = from
    if (this.#discards) {
      const lineEnd = bytes.indexOf(LF, at)
      if (lineEnd < 0 || lineEnd >= end) return end
      at = lineEnd + 1
      this.line += 1
      this.#discards = false
    }
    const lastLineEnd = bytes.lastIndexOf(LF, end - 1)
    for (;;) {
      if (lastLineEnd >= at) at = this.#readRows(bytes, at, lastLineEnd + 1)
      const isOpen = isLast && at < end
      if (end - at <= LONGEST_ROW && !isOpen) break
      at = this.#passOver(bytes, at, end, lastLineEnd)
    }
    this.#flush(bytes)
    return at
  }

  /** Refuses a row that does not end where it should; goes on with the line after. */
  #passOver(bytes: Buffer, from: number, end: number, lastLineEnd: number): number {
    this.rows += 1
    const lineEnd = bytes.indexOf(LF, from)
    if (lineEnd < 0 || lineEnd > lastLineEnd) {
      this.#reject(TOO_LONG, bytes, from, from + 200)
      this.#discards = true
      return end
    }
    this.#reject(OPEN_QUOTE, bytes, from, lineEnd)
    this.line += 1
    return lineEnd + 1
  }

  #flush(bytes: Uint8Array): void {
    if (this.#batch.count > 0) this.#options.take(this.#batch, bytes)
    if (this.#later.count > 0) this.#options.takeLater(this.#later, bytes)
    this.#batch.count = this.#later.count = 0
  }

  /** Reads whole rows up to `end`, which lies after a line feed. Returns the start of one with an open quote, or `end`. */
  #readRows(bytes: Buffer, from: number, end: number): number {
    const roles = this.#roles
    const columns = roles.length
    const starts = this.#starts
    const ends = this.#ends
    let row = from
    while (row < end) {
      let at = row
      let column = 0
      // Any byte above 127: the row must be checked to be UTF-8.
      let bits = 0
      for (;;) {
        let start = at
        let stop = at
        let byte = bytes[at] ?? 0
        if (byte === QUOTE) {
          start = at + 1
          for (at = start; ; at += 1) {
            byte = bytes[at] ?? 0
            if (byte === QUOTE || byte === LF || byte === 0) break
            bits |= byte
          }
          stop = at
          if (byte !== QUOTE) break
          at += 1
          byte = bytes[at] ?? 0
        } else {
          for (;;) {
            if (
              byte <= COMMA &&
              (byte === COMMA || byte === LF || byte === CR || byte === QUOTE || byte === 0)
            ) {
              break
            }
            bits |= byte
            at += 1
            byte = bytes[at] ?? 0
          }
          stop = at
        }
        const role = roles[column] ?? 0
        starts[role] = start
        ends[role] = stop
        column += 1
        if (column === columns || byte !== COMMA) break
        at += 1
      }
      if (bytes[at] === CR) at += 1
      const next = at + 1
      const isPlain =
        column === columns &&
        bytes[at] === LF &&
        next - row <= LONGEST_ROW &&
        (bits < 128 || isUtf8(bytes.subarray(row, next)))
      if (isPlain && this.#readCells(bytes)) {
        this.rows += 1
        this.line += 1
        row = next
      } else {
        const following = this.#readUnusual(bytes, row, end)
        if (following === null) return row
        row = following
      }
    }
    return row
  }

  /** Reads the cells of a row. False where something is wrong with one. */
  #readCells(bytes: Uint8Array): boolean {
    const idStart = this.#starts[0] ?? 0
    const idEnd = this.#ends[0] ?? 0
    if (idStart === idEnd) return false
    const { isOwn, examines, asOf, today } = this.#options
    const hash = hashOfId(bytes, idStart, idEnd)
    const own = isOwn(hash)
    if (!own && !examines) return true
    const date = this.#date
    if (!date.read(bytes, this.#starts[1] ?? 0, this.#ends[1] ?? 0)) return false
    if (!this.#amount.read(bytes, this.#starts[2] ?? 0, this.#ends[2] ?? 0)) return false
    const { day } = date
    if (day > today) return false
    if (examines && this.#roles.length === 4 && !this.#readCurrency(bytes)) return false
    this.lastDay = Math.max(this.lastDay, day)
    if (day > asOf && examines) this.afterAsOf += 1
    if (!own) return true
    const batch = day > asOf ? this.#later : this.#batch
    const row = batch.count
    batch.hashes[row] = hash
    batch.starts[row] = idStart
    batch.ends[row] = idEnd
    batch.lines[row] = this.line
    batch.days[row] = day
    batch.times[row] = date.time
    batch.amounts[row] = this.#amount.units
    batch.decimals[row] = this.#amount.decimals
    batch.count = row + 1
    if (batch.isFull) this.#flush(bytes)
    return true
  }

  /** Reads the currency; false where it is none. Throws where it is another one than that of the rows before. */
  #readCurrency(bytes: Uint8Array): boolean {
    const code = currencyNumber(bytes, this.#starts[3] ?? 0, this.#ends[3] ?? 0)
    if (code === null) return false
    if (code === this.#currency) return true
    if (this.#currency !== null) {
      const [now, before] = [code, this.#currency].map((each) => currencyCode(each) ?? 'no currency')
      throw new CommandError(
        `${this.#options.file} line ${this.line} is in ${now} and the rows before are in ${before}: there are no rates to convert with; keep the rows of one currency, or convert the amounts first`,
      )
    }
    this.#currency = code
    return true
  }

  /**
   * Reads a row with doubled quotes or line breaks in its cells, or one that is bad, or an empty line. Returns the start
   * of the next row; null where a quote is open at the end of the bytes.
   */
  #readUnusual(bytes: Buffer, from: number, end: number): number | null {
    const split = splitRow(bytes, from, end)
    if (split === null) return null
    const { next } = split
    if (split.problem === null && split.starts.length === 1 && split.starts[0] === split.ends[0]) {
      this.line += 1
      return next
    }
    this.rows += 1
    // Taking doubled quotes out changes the bytes, and a bad row is shown as it was.
    const original = Buffer.from(bytes.subarray(from, next))
    const problem = this.#problemOf(split, bytes, original)
    if (problem !== null) this.#reject(problem, original, 0, original.length)
    for (const byte of original) if (byte === LF) this.line += 1
    return next
  }

  /** Takes the row if it is good; says what is wrong with it if not. */
  #problemOf(split: SplitRow, bytes: Buffer, row: Buffer): string | null {
    const { starts, ends, problem, doubled } = split
    if (row.length > LONGEST_ROW) return TOO_LONG
    if (row.includes(0)) return 'the row has a NUL byte: save the file as UTF-8 text'
    if (!isUtf8(row)) return 'the row is not UTF-8: save the file as UTF-8 ("CSV UTF-8" in a spreadsheet)'
    const problemOfForm = problem ?? problemOfCount(split, this.#roles.length)
    if (problemOfForm !== null) return problemOfForm
    this.#roles.forEach((role, column) => {
      const start = starts[column] ?? 0
      const cellEnd = ends[column] ?? 0
      this.#starts[role] = start
      this.#ends[role] = doubled.includes(column) ? undouble(bytes, start, cellEnd) : cellEnd
    })
    return this.#readCells(bytes) ? null : this.#problemOfCells(bytes)
  }

  #problemOfCells(bytes: Buffer): string {
    const textOf = (role: number): string => bytes.toString('utf8', this.#starts[role], this.#ends[role])
    if (textOf(0) === '') return 'customer_id is missing: write one, or take the row out'
    const [, date, amount, currency] = [0, 1, 2, 3].map(textOf)
    if (!this.#date.read(bytes, this.#starts[1] ?? 0, this.#ends[1] ?? 0)) return badDate(date ?? '')
    if (!this.#amount.read(bytes, this.#starts[2] ?? 0, this.#ends[2] ?? 0)) return badAmount(amount ?? '')
    if (this.#date.day > this.#options.today) {
      return `date ${quoteCell(date ?? '')} is in the future: correct it, or take the row out`
    }
    return `currency ${quoteCell(currency ?? '')} is not a currency: write its ISO 4217 code, such as USD or EUR`
  }

  #reject(reason: string, bytes: Buffer, from: number, to: number): void {
    if (!this.#options.examines) return
    this.skipped += 1
    this.#options.reject(this.line, reason, bytes.toString('utf8', from, to).replace(/\r?\n$/, ''))
  }
}
