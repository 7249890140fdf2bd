import { release, reserve } from './reserved-memory.ts'
import { BATCH_ROWS, type RowBatch } from './row-batch.ts'

const FREE = 0
const PRIME = 0x0100_0193

/** From here on the table only doubles. */
const MANY_SLOTS = 1 << 18

/** Ends each id among the stored bytes. An id holds no such byte: rows with one are refused. */
const END = 0

const OFFSET = 0x811c_9dc5 | 0

/** The last steps of MurmurHash3, which spread a hash over all bits. */
function spread(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2_ae35)
  return twice ^ (twice >>> 16)
}

/** The hash of an id: FNV-1a, spread. */
export function hashOfId(bytes: Uint8Array, start: number, end: number): number {
  let hash = OFFSET
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), PRIME)
  return spread(hash)
}

/**
 * Numbers customers in the order in which they appear. The ids lie one after the other in one array of bytes; a
 * million of them cost about 30 MB, where a Map of strings would cost ten times that.
 */
export class CustomerTable {
  /** How many customers there are. */
  count = 0
  #bytes = new Uint8Array(1 << 15)
  #used = 0
  /** Two numbers a slot: the customer + 1, and where its id starts. */
  #slots = new Uint32Array(2 << 12)
  #mask = (1 << 12) - 1
  readonly #places = new Uint32Array(BATCH_ROWS)
  /** The line on which each customer appeared first. */
  #firstLines = new Uint32Array(1 << 11)

  /**
   * Replaces the hash of each row of the batch by the number of its customer; a new one where the id is not known. A
   * table of a million ids is far larger than the processor's caches, and a look-up waits for memory twice. So the
   * places are touched beforehand in loops without decisions, in which the processor waits for many at once.
   */
  number(batch: RowBatch, bytes: Uint8Array): void {
    const { hashes, starts, ends, lines, count } = batch
    const places = this.#places
    let touched = 0
    for (let row = 0; row < count; row += 1) {
      places[row] = this.#slots[2 * ((hashes[row] ?? 0) & this.#mask) + 1] ?? 0
    }
    for (let row = 0; row < count; row += 1) touched ^= this.#bytes[places[row] ?? 0] ?? 0
    // A use of the sum, lest the loop above be left out as being without effect. No byte of UTF-8 makes it negative.
    if (touched < 0) return
    for (let row = 0; row < count; row += 1) {
      hashes[row] = this.#numberOf(bytes, starts[row] ?? 0, ends[row] ?? 0, hashes[row] ?? 0, lines[row] ?? 0)
    }
  }

  #numberOf(bytes: Uint8Array, start: number, end: number, hash: number, line: number): number {
    const slots = this.#slots
    const known = this.#bytes
    let slot = hash & this.#mask
    for (;;) {
      const held = slots[2 * slot] ?? FREE
      if (held === FREE) return this.#add(slot, bytes, start, end, line)
      let at = slots[2 * slot + 1] ?? 0
      let from = start
      while (from < end && bytes[from] === known[at]) {
        from += 1
        at += 1
      }
      if (from === end && known[at] === END) return held - 1
      slot = (slot + 1) & this.#mask
    }
  }

  /** How many customers of this table the other one does not have. */
  countOutside(other: CustomerTable): number {
    let outside = 0
    let at = 0
    for (let customer = 0; customer < this.count; customer += 1) {
      const end = this.#bytes.indexOf(END, at)
      if (!other.#has(this.#bytes, at, end)) outside += 1
      at = end + 1
    }
    return outside
  }

  #has(bytes: Uint8Array, start: number, end: number): boolean {
    let slot = hashOfId(bytes, start, end) & this.#mask
    for (; this.#slots[2 * slot] !== FREE; slot = (slot + 1) & this.#mask) {
      const at = this.#slots[2 * slot + 1] ?? 0
      const length = end - start
      let same = 0
      while (same < length && bytes[start + same] === this.#bytes[at + same]) same += 1
      if (same === length && this.#bytes[at + length] === END) return true
    }
    return false
  }

  /** The ids, each ended by a zero byte, and the lines they appeared on. The table is of no use afterwards. */
  finish(): { ids: Uint8Array<ArrayBuffer>; firstLines: Uint32Array<ArrayBuffer> } {
    const result = {
      ids: this.#bytes.subarray(0, this.#used),
      firstLines: this.#firstLines.subarray(0, this.count),
    }
    release(this.#slots)
    return result
  }

  #add(slot: number, bytes: Uint8Array, start: number, end: number, line: number): number {
    const length = end - start
    while (this.#used + length + 1 > this.#bytes.length) {
      const larger = new Uint8Array(reserve(this.#bytes.length * 2))
      larger.set(this.#bytes)
      release(this.#bytes)
      this.#bytes = larger
    }
    if (this.count === this.#firstLines.length) {
      const larger = new Uint32Array(reserve(this.count * 8))
      larger.set(this.#firstLines)
      release(this.#firstLines)
      this.#firstLines = larger
    }
    const customer = this.count
    this.#slots[2 * slot] = customer + 1
    this.#slots[2 * slot + 1] = this.#used
    this.#firstLines[customer] = line
    for (let at = start; at < end; at += 1) this.#bytes[this.#used + at - start] = bytes[at] ?? 0
    this.#used += length + 1
    this.count += 1
    if (this.count * 2 > this.#mask) this.#grow()
    return customer
  }

  /** More slots. The ids lie in the order of their numbers, so they are found again by walking over them. */
  #grow(): void {
    const slotCount = (this.#mask + 1) * (this.#mask < MANY_SLOTS ? 4 : 2)
    const mask = slotCount - 1
    const slots = new Uint32Array(reserve(8 * slotCount), 0, 2 * slotCount)
    const bytes = this.#bytes
    let at = 0
    for (let customer = 0; customer < this.count; customer += 1) {
      const start = at
      let hash = OFFSET
      for (let byte = bytes[at] ?? END; byte !== END; byte = bytes[at] ?? END) {
        hash = Math.imul(hash ^ byte, PRIME)
        at += 1
      }
      at += 1
      let slot = spread(hash) & mask
      while (slots[2 * slot] !== FREE) slot = (slot + 1) & mask
      slots[2 * slot] = customer + 1
      slots[2 * slot + 1] = start
    }
    release(this.#slots)
    this.#slots = slots
    this.#mask = mask
  }
}
