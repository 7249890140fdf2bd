import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { ConnectorError } from '@rapport/connector'
import { CsvError, parse } from 'csv-parse'
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
  const parser = parse({
    bom: true,
    delimiter: delimiter ?? detectDelimiter(file.head),
    info: true,
    max_record_size: longestRowBytes,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  })
  // Ending early destroys both; the error, where there is one, reaches the loop through the parser.
  pipeline(createReadStream(file.path, { signal }), parser, () => {})
  let countedTwice = 0
  let startOfLast = 1
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
    }>) {
      const text = record.join('\n')
      // The parser counts a line break of two characters inside quotes as two lines.
      const pairs = text.split('\r\n').length - 1
      countedTwice += pairs
      const breaks = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
      startOfLast = info.lines - countedTwice - breaks
      yield { line: startOfLast, cells: record }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new ConnectorError(
      'config',
      `${file.path}, after line ${startOfLast}: ${error.message}: close the quote that is open there, and double quotes inside a cell`,
      { cause: error },
    )
  }
}
