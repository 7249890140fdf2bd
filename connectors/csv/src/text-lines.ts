import { Buffer, isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import type { SourceFile } from './source-file.ts'

/** A line with something on it, or why it cannot be read. */
export type TextLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly problem: string }

/** No line is longer, bytes: a file without line ends must not fill the memory. */
const longestLineBytes = 1024 * 1024

const [lineFeed, byteOrderMark] = [0x0a, '\ufeff']

/** The lines of a file from 1, some at a time: memory does not grow with the file. Those with nothing on them are left out. */
export async function* readLines(file: SourceFile, signal: AbortSignal): AsyncGenerator<readonly TextLine[]> {
  const begun = new BegunLine()
  let number = 0
  for await (const chunk of createReadStream(file.path, { signal, highWaterMark: 256 * 1024 })) {
    const bytes: Buffer = chunk
    const lines: TextLine[] = []
    let start = 0
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      number += 1
      lines.push(...lineOf(number, begun.end(bytes.subarray(start, end))))
      start = end + 1
    }
    begun.add(bytes.subarray(start))
    if (lines.length > 0) yield lines
  }
  const last = lineOf(number + 1, begun.end(Buffer.alloc(0)))
  if (last.length > 0) yield last
}

/** A line of which not all has come yet. */
class BegunLine {
  #parts: Buffer[] = []
  #length = 0

  add(bytes: Buffer): void {
    this.#length += bytes.length
    if (this.#length > longestLineBytes) this.#parts = []
    else if (bytes.length > 0) this.#parts.push(bytes)
  }

  /** The whole line; null where it is too long. */
  end(bytes: Buffer): Buffer | null {
    this.add(bytes)
    const [first = bytes] = this.#parts
    const line = this.#parts.length > 1 ? Buffer.concat(this.#parts) : first
    const isTooLong = this.#length > longestLineBytes
    this.#parts = []
    this.#length = 0
    return isTooLong ? null : line
  }
}

function lineOf(number: number, bytes: Buffer | null): readonly TextLine[] {
  if (bytes === null) {
    return [{ number, problem: 'the line is longer than 1 MB: write one event on each line' }]
  }
  if (!isUtf8(bytes)) return [{ number, problem: 'the line is not UTF-8: save the file as UTF-8' }]
  const decoded = bytes.toString('utf8')
  // Some programs begin a UTF-8 file with a mark.
  const text = number === 1 && decoded.startsWith(byteOrderMark) ? decoded.slice(1) : decoded
  return text.trim() === '' ? [] : [{ number, text }]
}
