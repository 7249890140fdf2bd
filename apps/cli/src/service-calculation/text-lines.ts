import type { Buffer } from 'node:buffer'
import { readChunks } from '../calculation/byte-chunks.ts'

/** No line may be longer, bytes. */
const LONGEST_LINE = 1 << 20

const [LF, CR] = [0x0a, 0x0d]

/** Takes the lines of a file one by one, from 1. The bytes are valid during the call only. */
export interface LineVisitor {
  readonly line: (bytes: Buffer, number: number) => void
  readonly tooLong: (number: number) => void
}

/**
 * Reads the lines of a file or a pipe, however large, without their ends; empty ones are left out. A line of more than 1 MB is
 * passed over alone. Throws a CommandError where the file cannot be read.
 */
export async function readLines(path: string, file: string, visitor: LineVisitor): Promise<void> {
  let number = 0
  let discards = false
  await readChunks(path, file, LONGEST_LINE, (bytes, from, end) => {
    let start = from
    for (let next = bytes.indexOf(LF, start); next >= 0 && next < end; next = bytes.indexOf(LF, start)) {
      if (discards) discards = false
      else {
        number += 1
        const stop = next > start && bytes[next - 1] === CR ? next - 1 : next
        if (stop > start) visitor.line(bytes.subarray(start, stop), number)
      }
      start = next + 1
    }
    if (end - start < LONGEST_LINE) return discards ? end : start
    if (!discards) {
      number += 1
      visitor.tooLong(number)
      discards = true
    }
    return end
  })
}
