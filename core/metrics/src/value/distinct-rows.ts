/** Rows of several columns with equal rows collapsed. */
export interface DistinctRows {
  /** How many distinct rows there are. */
  readonly count: number
  /** For each distinct row, the first row of the input that has its values. */
  readonly first: Int32Array
  /** For each row of the input, its distinct row. */
  readonly of: Int32Array
  /** For each distinct row, how many rows of the input have its values. */
  readonly size: Float64Array
}

const bits = new Float64Array(1)
const words = new Uint32Array(bits.buffer)

function hashOf(columns: readonly Float64Array[], row: number): number {
  let hash = 0x9e3779b9
  for (const column of columns) {
    bits[0] = column[row] ?? 0
    hash = Math.imul(hash ^ (words[0] ?? 0), 0x85ebca6b)
    hash = Math.imul((hash ^ (hash >>> 15) ^ (words[1] ?? 0)) >>> 0, 0xc2b2ae35)
    hash ^= hash >>> 13
  }
  return hash >>> 0
}

function sameRow(columns: readonly Float64Array[], left: number, right: number): boolean {
  for (const column of columns) if (column[left] !== column[right]) return false
  return true
}

/**
 * Collapses equal rows, in the order of their first appearance. Customers share few different histories (1,000,000
 * customers with whole days of history have about 100,000), so everything after this step costs that much less.
 */
export function distinctRows(columns: readonly Float64Array[]): DistinctRows {
  const rows = columns[0]?.length ?? 0
  let capacity = 16
  while (capacity < rows * 2) capacity *= 2
  const table = new Int32Array(capacity).fill(-1)
  const of = new Int32Array(rows)
  const first = new Int32Array(rows)
  const size = new Float64Array(rows)
  let count = 0
  for (let row = 0; row < rows; row += 1) {
    let slot = hashOf(columns, row) & (capacity - 1)
    for (;;) {
      const held = table[slot] ?? -1
      if (held < 0) {
        table[slot] = count
        first[count] = row
        of[row] = count
        size[count] = 1
        count += 1
        break
      }
      if (sameRow(columns, first[held] ?? 0, row)) {
        of[row] = held
        size[held] = (size[held] ?? 0) + 1
        break
      }
      slot = (slot + 1) & (capacity - 1)
    }
  }
  return { count, first: first.slice(0, count), of, size: size.slice(0, count) }
}
