import type { Buffer } from 'node:buffer'
import { readChunks } from '../calculation/byte-chunks.ts'
import { type SplitRow, splitRow } from '../calculation/split-row.ts'
import { LONGEST_ROW } from '../calculation/transaction-parser.ts'

const LF = 0x0a

/** The rows of a file that are asked for, by where they start. */
export interface AskedRows {
  /** Where the next row starts that is wanted; null after the last. Offsets ascend. */
  readonly next: () => number | null
  /** Takes that row. The bytes are valid during the call only. */
  readonly row: (row: SplitRow, bytes: Buffer) => void
}

/** Reads a file once more, for some of its rows, which were read before. */
export async function readRowsAt(path: string, file: string, { next, row }: AskedRows): Promise<void> {
  let wanted = next()
  let passed = 0
  await readChunks(path, file, LONGEST_ROW, (bytes, from, end) => {
    const lastEnd = bytes.lastIndexOf(LF, end - 1) + 1
    const start = passed - from
    while (wanted !== null && wanted - start < end) {
      const at = wanted - start
      const split = at < lastEnd ? splitRow(bytes, at, lastEnd) : null
      if (split === null) {
        passed += at - from
        return at
      }
      row(split, bytes)
      wanted = next()
    }
    passed += end - from
    return end
  })
}
