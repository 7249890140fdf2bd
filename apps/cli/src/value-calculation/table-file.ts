import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { CommandError } from '../command-error.ts'

/** A row of a small CSV file: its cells by column, and the line it begins in. */
export interface TableRow {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

/** A CSV file that fits into memory. */
export interface TableFile {
  /** The file's name, for messages. */
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly TableRow[]
}

/**
 * Reads a CSV file with a header. Throws a CommandError where it cannot be read, is no CSV, or a column stands in it
 * twice or not at all; `optional: 'any'` lets in further columns of any name.
 */
export async function readTableFile(
  file: string,
  columns: { readonly required: readonly string[]; readonly optional: 'any' | readonly string[] },
): Promise<TableFile> {
  const name = path.basename(file)
  const records = parseRecords(name, await readText(file))
  const [header, ...rest] = records
  if (header === undefined) {
    throw new CommandError(`${name} is empty: its first line must be ${columns.required.join(',')}`)
  }
  const found = header.record.map((column) => column.trim())
  checkHeader(name, found, columns)
  const rows = rest.map((parsed) => {
    const { record } = parsed
    const line = firstLineOf(parsed)
    if (record.length !== found.length) {
      throw new CommandError(
        `${name} line ${line} has ${record.length} cells and the header ${found.length}: a cell with a comma needs quotes`,
      )
    }
    const cells = Object.fromEntries(found.map((column, index) => [column, (record[index] ?? '').trim()]))
    return { line, cells }
  })
  return { name, columns: found, rows }
}

/** What a file that cannot be read is told of, by the system's code. */
const advice: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'it is a folder: give a file',
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new CommandError(`${file} cannot be read: ${advice[code] ?? code}`)
  }
}

interface ParsedRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** The parser counts the lines to the end of a record; one with line breaks in its cells began before. */
function firstLineOf({ record, info }: ParsedRecord): number {
  return record.reduce((line, cell) => line - (cell.match(/\r\n|\r|\n/g)?.length ?? 0), info.lines)
}

function parseRecords(name: string, text: string): readonly ParsedRecord[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as readonly ParsedRecord[]
  } catch (cause) {
    throw new CommandError(
      `${name} is no CSV file: ${cause instanceof Error ? cause.message : String(cause)}`,
    )
  }
}

/**
 * Columns may stand in any order; `optional: 'any'` takes unknown ones too.
 * @throws CommandError for columns that have no name, stand there twice, are missing or unknown.
 */
export function checkHeader(
  name: string,
  found: readonly string[],
  {
    required,
    optional,
  }: { readonly required: readonly string[]; readonly optional: 'any' | readonly string[] },
): void {
  const nameless = found.indexOf('')
  if (nameless >= 0) {
    throw new CommandError(`${name}: column ${nameless + 1} has no name: name it, or take it out`)
  }
  const twice = found.find((column, index) => found.indexOf(column) !== index)
  if (twice !== undefined) throw new CommandError(`${name} has two columns "${twice}": rename one of them`)
  const missing = required.filter((column) => !found.includes(column))
  if (missing.length > 0) {
    throw new CommandError(
      `${name} has no column ${missing.map((column) => `"${column}"`).join(', ')}; its columns are ${found.join(', ')}`,
    )
  }
  if (optional === 'any') return
  const unknown = found.filter((column) => !required.includes(column) && !optional.includes(column))
  if (unknown.length > 0) {
    throw new CommandError(
      `${name} has unknown columns: ${unknown.join(', ')}; the columns are ${[...required, ...optional].join(', ')}`,
    )
  }
}
