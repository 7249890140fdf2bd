import { ConnectorError } from '@rapport/connector'
import type { Row, RowValue } from '../query.ts'

/**
 * The rows of a CSV text with a header, as it arrives, those of each chunk together. CSV as RFC 4180 has it, with LF or CRLF. An
 * empty value is null: CSV knows no other. A general parser took most of the time of reading a million records.
 * @throws ConnectorError of kind `transient` where the text ends within a row, or a row has more or fewer values than the header.
 */
export async function* csvRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Row[]> {
  const decoder = new TextDecoder('utf-8')
  const reader = new CsvReader()
  for await (const chunk of chunks) {
    const rows = reader.read(decoder.decode(chunk, { stream: true }))
    if (rows.length > 0) yield rows
  }
  const rows = reader.end(decoder.decode())
  if (rows.length > 0) yield rows
}

const quote = 34
const comma = 44
const lineFeed = 10
const carriageReturn = 13

/** Reads text piece by piece and keeps what is no whole row yet. */
class CsvReader {
  #text = ''
  #at = 0
  #header: readonly string[] | null = null

  read(piece: string): Row[] {
    this.#text = this.#text.slice(this.#at) + piece
    this.#at = 0
    const rows: Row[] = []
    for (let values = this.#next(); values !== null; values = this.#next()) this.#take(values, rows)
    return rows
  }

  /** The last row may lack its line end. */
  end(piece: string): Row[] {
    const rows = this.read(piece)
    if (this.#at === this.#text.length) return rows
    rows.push(...this.read('\n'))
    if (this.#at < this.#text.length) throw cutShort('it ends within a quoted value')
    return rows
  }

  #take(values: readonly string[], rows: Row[]): void {
    if (this.#header === null) {
      this.#header = [...values]
      return
    }
    const header = this.#header
    if (values.length !== header.length) {
      throw cutShort(`a row has ${values.length} values where the header has ${header.length}`)
    }
    const row: Record<string, RowValue> = {}
    for (let column = 0; column < header.length; column++) {
      const value = values[column] ?? ''
      row[header[column] ?? ''] = value === '' ? null : value
    }
    rows.push(row)
  }

  /** The values of the next row; null, with nothing taken, where it is not all there yet. */
  #next(): readonly string[] | null {
    const text = this.#text
    const values: string[] = []
    let at = this.#at
    for (;;) {
      const end = text.charCodeAt(at) === quote ? endOfQuoted(text, at) : endOfBare(text, at)
      // At the last character it is open whether a quote ends the value or stands for one, and what follows a carriage return.
      if (end === -1 || end >= text.length) return null
      values.push(text.charCodeAt(at) === quote ? unquoted(text, at, end) : text.slice(at, end))
      const next = text.charCodeAt(end)
      if (next === comma) {
        at = end + 1
        continue
      }
      if (next === carriageReturn && end + 1 >= text.length) return null
      this.#at = end + (next === carriageReturn && text.charCodeAt(end + 1) === lineFeed ? 2 : 1)
      return values
    }
  }
}

/** Where a quoted value ends, behind its last quote; -1 where that has not come. */
function endOfQuoted(text: string, at: number): number {
  let close = text.indexOf('"', at + 1)
  while (close !== -1 && text.charCodeAt(close + 1) === quote) close = text.indexOf('"', close + 2)
  if (close === -1) return -1
  const next = text.charCodeAt(close + 1)
  if (close + 1 < text.length && next !== comma && next !== lineFeed && next !== carriageReturn) {
    throw cutShort('something stands behind a quoted value')
  }
  return close + 1
}

function unquoted(text: string, at: number, end: number): string {
  const value = text.slice(at + 1, end - 1)
  return value.includes('"') ? value.replaceAll('""', '"') : value
}

/** Where a value without quotes ends: at a comma or a line end; -1 where none has come. */
function endOfBare(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === comma || code === lineFeed || code === carriageReturn) return end
  }
  return -1
}

function cutShort(how: string): ConnectorError {
  return new ConnectorError('transient', `the results of a bulk job were cut short: ${how}`)
}
