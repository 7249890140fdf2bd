import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { ConnectorError } from '@rapport/connector'
import { CsvError, type Options, parse } from 'csv-parse'
import { type Delimiter, delimiters } from './settings.ts'
import type { SourceFile } from './source-file.ts'

/** One row of a file. */
export interface Row {
  /** The line on which it starts; the header is on line 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** No row is longer than this: a quote that is never closed must not fill the memory with the rest of the file. */
const longestRowBytes = 1024 * 1024

/** The delimiter that stands most often in the first line, outside of quotes. A single column has none: a comma then. */
export function detectDelimiter(head: string): Delimiter {
  const [line = ''] = head.replace(/"[^"]*"/g, '').split(/\r?\n/, 1)
  const counts = delimiters.map((delimiter) => ({ delimiter, count: line.split(delimiter).length - 1 }))
  const [most] = counts.sort((a, b) => b.count - a.count)
  return most !== undefined && most.count > 0 ? most.delimiter : ','
}

/**
 * The rows of a file, the header first, one at a time: memory does not grow with the file.
 * @throws ConnectorError of kind `config` where a quote is never closed.
 */
export async function* readRows(
  file: SourceFile,
  delimiter: Delimiter | undefined,
  signal: AbortSignal,
): AsyncGenerator<Row> {
  let lastLine = 1
  let countedTwice = 0
  const options: Options<Row, string[]> = {
    bom: true,
    delimiter: delimiter ?? detectDelimiter(file.head),
    max_record_size: longestRowBytes,
    // At once and not where the rows are used, which is later: an error must name the line before it.
    on_record: (cells, { lines }) => {
      // The parser counts a line break of two characters inside quotes as two lines.
      countedTwice += cells.join('\n').split('\r\n').length - 1
      lastLine = lines - countedTwice
      const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
      return { line: lastLine - breaks, cells }
    },
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  }
  // The types of the package know rows of another shape only where columns are named.
  const parser = parse(options as unknown as Options)
  // Ending early destroys both; the error, where there is one, reaches the loop through the parser.
  pipeline(createReadStream(file.path, { signal }), parser, () => {})
  try {
    yield* parser as AsyncIterable<Row>
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new ConnectorError(
      'config',
      `${file.path}, after line ${lastLine}: ${error.message}: close the quote that is open there, and double quotes inside a cell`,
      { cause: error },
    )
  }
}
