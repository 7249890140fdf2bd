const LF = 0x0a
const CR = 0x0d
const QUOTE = 0x22
const COMMA = 0x2c

/** The cells of one row, by RFC 4180, as places in the bytes. */
export interface SplitRow {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** Where the next row starts. */
  readonly next: number
  /** Why the row cannot be read; the cells are of no use then, and `next` is the next line. */
  readonly problem: string | null
  /** Cells with doubled quotes, which `undoubled` takes out. */
  readonly doubled: readonly number[]
}

const STRAY_QUOTE =
  'a quote stands inside a cell: put the whole cell in quotes, and double each quote inside it'

/** Splits the row at `from`. Null where it does not end before `end`, which lies after a line feed: a quote is open. */
export function splitRow(bytes: Uint8Array, from: number, end: number): SplitRow | null {
  const starts: number[] = []
  const ends: number[] = []
  const doubled: number[] = []
  const bad = (problem: string): SplitRow => {
    return { starts, ends, next: bytes.indexOf(LF, from) + 1, problem, doubled }
  }
  let at = from
  for (;;) {
    if (bytes[at] === QUOTE) {
      const start = at + 1
      let close = bytes.indexOf(QUOTE, start)
      while (close >= 0 && close + 1 < end && bytes[close + 1] === QUOTE) {
        if (doubled.at(-1) !== starts.length) doubled.push(starts.length)
        close = bytes.indexOf(QUOTE, close + 2)
      }
      if (close < 0 || close >= end) return null
      starts.push(start)
      ends.push(close)
      at = close + 1
    } else {
      const start = at
      for (;;) {
        const byte = bytes[at]
        if (byte === COMMA || byte === LF || (byte === CR && bytes[at + 1] === LF)) break
        if (byte === QUOTE) return bad(STRAY_QUOTE)
        at += 1
      }
      starts.push(start)
      ends.push(at)
    }
    if (bytes[at] === CR && bytes[at + 1] === LF) at += 1
    if (bytes[at] === LF) return { starts, ends, next: at + 1, problem: null, doubled }
    if (bytes[at] !== COMMA) return bad(STRAY_QUOTE)
    at += 1
  }
}

/** What is wrong with the number of cells; null if nothing is. */
export function problemOfCount({ starts }: SplitRow, columns: number): string | null {
  if (starts.length === columns) return null
  const more =
    starts.length > columns ? '; a cell with a comma must be in quotes, and a number has a point' : ''
  return `the row has ${starts.length} cell${starts.length === 1 ? '' : 's'} and the header ${columns}: write one for each column${more}`
}

/** Makes one quote of two, in place. Returns where the cell ends then. */
export function undouble(bytes: Uint8Array, start: number, end: number): number {
  let to = start
  for (let at = start; at < end; at += 1) {
    bytes[to] = bytes[at] ?? 0
    to += 1
    if (bytes[at] === QUOTE) at += 1
  }
  return to
}
