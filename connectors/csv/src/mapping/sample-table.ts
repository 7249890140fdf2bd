import { basename, extname } from 'node:path'
import type { Delimiter } from '../settings.ts'
import { openFile } from '../source-file.ts'
import { readRows } from '../table.ts'
import type { TableSample } from './propose-reviews.ts'

/** Enough to tell what a column holds. */
const sampledRows = 200

/**
 * The first line and some rows of a file.
 * @throws ConnectorError of kind `config` where it is not UTF-8, or a quote is never closed; the error of the file system where it
 * cannot be read.
 */
export async function sampleTable(
  path: string,
  options: {
    readonly delimiter: Delimiter | undefined
    readonly timezone: string
    readonly signal: AbortSignal
  },
): Promise<TableSample> {
  const file = await openFile(path)
  const rows: (readonly string[])[] = []
  for await (const { cells } of readRows(file, options.delimiter, options.signal)) {
    rows.push(cells)
    if (rows.length > sampledRows) break
  }
  const [header = [], ...behind] = rows
  return { header, rows: behind, name: placeName(path), timezone: options.timezone }
}

/** `G2 reviews (1).csv` is about the place `g2-reviews-1`. */
function placeName(path: string): string {
  const stem = basename(path, extname(path)).toLowerCase()
  return stem.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'reviews'
}
