/** A cell: null clears the field, undefined leaves it as it is. */
export type CsvCell = string | number | null | undefined

/** How Salesforce is told to clear a field. A text of these characters cannot be written by a file. */
export const clearing = '#N/A'

/** Bytes that one job takes: 150 MB after an encoding that makes them half as many again. */
export const largestFileBytes = 100_000_000

/** The line of one record. */
export interface CsvLine {
  readonly text: string
  readonly bytes: number
}

/** A file that grows by lines and is held as bytes, outside the heap. */
export class CsvFile {
  readonly #columns: readonly string[]
  readonly header: CsvLine
  #parts: Uint8Array[] = []

  constructor(columns: readonly string[]) {
    this.#columns = columns
    this.header = lineOf(columns)
    this.append([this.header])
  }

  /** The line of a record. It is not in the file yet. */
  line(cell: (column: string) => CsvCell): CsvLine {
    return lineOf(this.#columns.map((column) => cellText(cell(column))))
  }

  /** Adds lines at the end. */
  append(lines: readonly CsvLine[]): void {
    if (lines.length > 0) this.#parts.push(Buffer.from(lines.map(({ text }) => text).join('')))
  }

  /** What it holds, piece by piece, not copied. */
  get parts(): readonly Uint8Array[] {
    return this.#parts
  }

  /** Forgets what it holds. */
  clear(): void {
    this.#parts = []
  }
}

function cellText(value: CsvCell): string {
  if (value === undefined) return ''
  if (value === null) return clearing
  if (typeof value === 'number') return String(value)
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

function lineOf(cells: readonly string[]): CsvLine {
  const text = `${cells.join(',')}\n`
  return { text, bytes: Buffer.byteLength(text) }
}
