import type { KeywordSide } from './keyword.ts'
import { type TermCounts as Counts, isKeyword, logOddsZ } from './log-odds.ts'
import { slotOf, type TermBounds } from './term-bounds.ts'
import type { TermReader } from './term-reader.ts'

/** A term that is a keyword of its group; its text is not known yet. */
export interface FoundKeyword extends Counts {
  readonly group: number
  /** The 64 bits that stand for the term. */
  readonly first: number
  readonly second: number
  readonly z: number
}

/** Numbers of a term in the table: all documents with it, those of the unhappy, those of the happy. */
const COUNTS = 3

/** Sums of a group: the counts of its words, then those of its pairs. */
const SUMS = 2 * COUNTS

const FIRST_SLOTS = 1 << 12

/**
 * The second pass: in how many documents of a group each term stands that may be in five or more. Rarer ones are counted in the sums
 * alone. 25 bytes a place, of which three in four are taken at most.
 */
export class TermCounts {
  readonly #bounds: TermBounds
  readonly #sums: number[] = []
  #size = 0
  #firsts: Int32Array
  #seconds: Int32Array
  #groups: Int32Array
  #lengths: Uint8Array
  #counts: Uint32Array

  /** @param expected about how many terms there are; the table grows where they are more */
  constructor(bounds: TermBounds, expected = 0) {
    this.#bounds = bounds
    const size = Math.max(FIRST_SLOTS, Math.ceil(1.4 * expected))
    this.#firsts = new Int32Array(size)
    this.#seconds = new Int32Array(size)
    this.#groups = new Int32Array(size)
    this.#lengths = new Uint8Array(size)
    this.#counts = new Uint32Array(COUNTS * size)
  }

  /** Counts the terms that `reader` has read, of one document. */
  add(group: number, reader: TermReader, side: KeywordSide): void {
    const { firsts, seconds, lengths } = reader
    let words = 0
    for (let term = 0; term < reader.count; term += 1) {
      const [first, second, length] = [firsts[term] ?? 0, seconds[term] ?? 0, lengths[term] ?? 0]
      if (length === 1) words += 1
      if (!this.#bounds.mayBeFrequent(first, second, group)) continue
      const counts = COUNTS * this.#find(first, second, group, length)
      this.#counts[counts] = (this.#counts[counts] ?? 0) + 1
      const ofSide = side === 'low' ? counts + 1 : side === 'high' ? counts + 2 : -1
      if (ofSide >= 0) this.#counts[ofSide] = (this.#counts[ofSide] ?? 0) + 1
    }
    this.#addSums(group, words, reader.count - words, side)
  }

  /** The keywords of all groups, in no order. */
  *keywords(): Generator<FoundKeyword> {
    for (let slot = 0; slot < this.#groups.length; slot += 1) {
      const all = this.#counts[COUNTS * slot] ?? 0
      if (all === 0) continue
      const counts = {
        all,
        low: this.#counts[COUNTS * slot + 1] ?? 0,
        high: this.#counts[COUNTS * slot + 2] ?? 0,
      }
      const group = this.#groups[slot] ?? 0
      const sums = SUMS * group + COUNTS * ((this.#lengths[slot] ?? 0) - 1)
      const z = logOddsZ(counts, {
        all: this.#sums[sums] ?? 0,
        low: this.#sums[sums + 1] ?? 0,
        high: this.#sums[sums + 2] ?? 0,
      })
      if (!isKeyword(counts, z)) continue
      yield { group, first: this.#firsts[slot] ?? 0, second: this.#seconds[slot] ?? 0, z, ...counts }
    }
  }

  #addSums(group: number, words: number, pairs: number, side: KeywordSide): void {
    while (this.#sums.length < SUMS * (group + 1)) this.#sums.push(0)
    this.#addTo(SUMS * group, words, side)
    this.#addTo(SUMS * group + COUNTS, pairs, side)
  }

  #addTo(sums: number, number: number, side: KeywordSide): void {
    this.#sums[sums] = (this.#sums[sums] ?? 0) + number
    if (side === null) return
    const ofSide = side === 'low' ? sums + 1 : sums + 2
    this.#sums[ofSide] = (this.#sums[ofSide] ?? 0) + number
  }

  /** The place of a term, a new one where it has none. */
  #find(first: number, second: number, group: number, length: number): number {
    if (4 * this.#size >= 3 * this.#groups.length) this.#grow()
    let slot = slotOf(first, second, group, this.#groups.length)
    while ((this.#lengths[slot] ?? 0) !== 0) {
      if (this.#firsts[slot] === first && this.#seconds[slot] === second && this.#groups[slot] === group)
        return slot
      slot = slot + 1 === this.#groups.length ? 0 : slot + 1
    }
    this.#size += 1
    this.#firsts[slot] = first
    this.#seconds[slot] = second
    this.#groups[slot] = group
    this.#lengths[slot] = length
    return slot
  }

  #grow(): void {
    const [firsts, seconds, groups] = [this.#firsts, this.#seconds, this.#groups]
    const [lengths, counts] = [this.#lengths, this.#counts]
    const size = 2 * groups.length
    this.#firsts = new Int32Array(size)
    this.#seconds = new Int32Array(size)
    this.#groups = new Int32Array(size)
    this.#lengths = new Uint8Array(size)
    this.#counts = new Uint32Array(COUNTS * size)
    this.#size = 0
    for (let old = 0; old < groups.length; old += 1) {
      const length = lengths[old] ?? 0
      if (length === 0) continue
      const slot = this.#find(firsts[old] ?? 0, seconds[old] ?? 0, groups[old] ?? 0, length)
      for (let at = 0; at < COUNTS; at += 1) this.#counts[COUNTS * slot + at] = counts[COUNTS * old + at] ?? 0
    }
  }
}
