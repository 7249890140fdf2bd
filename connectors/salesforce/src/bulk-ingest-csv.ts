/** A cell: null clears the field, undefined leaves it as it is. */
export type CsvCell = string | number | null | undefined

/** How Salesforce is told to clear a field. A text of these characters cannot be written by a file. */
export const clearing = '#N/A'

/** Bytes of a file beyond which the next one begins: a job takes 150 MB after an encoding that makes it half as large again. */
export const largestFileBytes = 100_000_000

/** Records with the file that holds them. */
export interface CsvFile<T> {
  readonly records: readonly T[]
  readonly csv: string
}

/** Writes records to files of at most so many bytes, all with the same columns. */
export function csvFiles<T>(
  records: readonly T[],
  columns: readonly string[],
  cell: (record: T, column: string) => CsvCell,
  mostBytes = largestFileBytes,
): readonly CsvFile<T>[] {
  const header = lineOf(columns)
  const files: { records: T[]; lines: string[]; bytes: number }[] = []
  for (const record of records) {
    const line = lineOf(columns.map((column) => cellText(cell(record, column))))
    const bytes = Buffer.byteLength(line)
    let file = files.at(-1)
    if (file === undefined || file.bytes + bytes > mostBytes) {
      file = { records: [], lines: [header], bytes: Buffer.byteLength(header) }
      files.push(file)
    }
    file.records.push(record)
    file.lines.push(line)
    file.bytes += bytes
  }
  return files.map((file) => ({ records: file.records, csv: file.lines.join('') }))
}

function cellText(value: CsvCell): string {
  if (value === undefined) return ''
  if (value === null) return clearing
  if (typeof value === 'number') return String(value)
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

function lineOf(cells: readonly string[]): string {
  return `${cells.join(',')}\n`
}
