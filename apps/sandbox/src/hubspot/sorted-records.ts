import type { RecordVersion } from './record.ts'

/** Orders records by modified time, then id: the order of the search index. */
export function byModified(left: RecordVersion, right: RecordVersion): number {
  return left.modifiedAt - right.modifiedAt || left.id - right.id
}

/** Orders records by id: the order of list pages and of unsorted searches. */
export function byId(left: RecordVersion, right: RecordVersion): number {
  return left.id - right.id
}

/**
 * Record versions in a fixed order. Loading is O(1) per record and sorts once on first use; afterwards an insertion or
 * removal is a binary search and one memmove, so no page ever scans or sorts the whole set.
 */
export class SortedRecords {
  readonly #compare: (left: RecordVersion, right: RecordVersion) => number
  #rows: RecordVersion[] = []
  #sorted = true

  constructor(compare: (left: RecordVersion, right: RecordVersion) => number) {
    this.#compare = compare
  }

  /** All rows, in order. Read only: the array is the live one. */
  get rows(): readonly RecordVersion[] {
    this.#sort()
    return this.#rows
  }

  insert(row: RecordVersion): void {
    const last = this.#rows.at(-1)
    if (last === undefined || this.#compare(last, row) < 0) {
      this.#rows.push(row)
    } else if (!this.#sorted) {
      this.#rows.push(row)
    } else {
      this.#rows.splice(
        this.position((other) => this.#compare(other, row) >= 0),
        0,
        row,
      )
    }
  }

  /** Appends without keeping order; the next read sorts. For seeding. */
  load(row: RecordVersion): void {
    const last = this.#rows.at(-1)
    if (last !== undefined && this.#compare(last, row) >= 0) this.#sorted = false
    this.#rows.push(row)
  }

  /** Removes the row with this version's place in the order. Does nothing when it is not there. */
  remove(row: RecordVersion): void {
    this.#sort()
    const at = this.position((other) => this.#compare(other, row) >= 0)
    if (this.#rows[at]?.id === row.id) this.#rows.splice(at, 1)
  }

  /** Puts `next` in the place of `previous`, in place when its position stays the same. */
  replace(previous: RecordVersion, next: RecordVersion): void {
    if (this.#compare(previous, next) !== 0) {
      this.remove(previous)
      this.insert(next)
      return
    }
    this.#sort()
    const at = this.position((other) => this.#compare(other, previous) >= 0)
    if (this.#rows[at]?.id === previous.id) this.#rows[at] = next
  }

  /** Index of the first row for which `reached` holds; `reached` must be monotone in the order. */
  position(reached: (row: RecordVersion) => boolean): number {
    this.#sort()
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const row = this.#rows[middle]
      if (row !== undefined && reached(row)) high = middle
      else low = middle + 1
    }
    return low
  }

  #sort(): void {
    if (this.#sorted) return
    this.#rows.sort(this.#compare)
    this.#sorted = true
  }
}
