import { FEWEST_DOCUMENTS } from './log-odds.ts'
import { mixBits, type TermReader } from './term-reader.ts'

const GROUP = 0x9e37_79b1

/** The place of a term of a group in a table of so many places. */
export const slotOf = (first: number, second: number, group: number, places: number): number =>
  Math.floor((mixBits(first ^ Math.imul(group + 1, GROUP) ^ (second >>> 3)) >>> 0) * (places / 2 ** 32))

/**
 * The first pass: in how many documents of a group (the reviews of one place in one language) each term stands at most. All terms
 * share a table of counts, four bits each, so that its size does not grow with the reviews. Terms that meet in a count are counted
 * together: a bound is never too low, and a term with a bound under five is in fewer than five documents.
 */
export class TermBounds {
  /** Two counts a byte. */
  readonly #counts: Uint8Array<ArrayBuffer>
  readonly #places: number
  /** Counts of each group that reached five, which is about how many of its terms are to be counted. */
  readonly #reached: number[] = []

  /** @param bits the table has 2^bits counts, in half as many bytes: 25 for some twenty million terms, which is a million reviews */
  constructor(bits: number) {
    this.#counts = new Uint8Array(2 ** Math.max(0, bits - 1))
    this.#places = 2 * this.#counts.length
  }

  /** Counts the terms that `reader` has read. A document may be counted twice: a bound stays one. */
  add(group: number, reader: TermReader): void {
    const counts = this.#counts
    const { firsts, seconds } = reader
    for (let term = 0; term < reader.count; term += 1) {
      const slot = slotOf(firsts[term] ?? 0, seconds[term] ?? 0, group, this.#places)
      const shift = (slot & 1) << 2
      const both = counts[slot >>> 1] ?? 0
      const count = ((both >>> shift) & 15) + 1
      // It need not be known how many more than five they are.
      if (count > FEWEST_DOCUMENTS) continue
      counts[slot >>> 1] = both + (1 << shift)
      if (count === FEWEST_DOCUMENTS) this.#reached[group] = (this.#reached[group] ?? 0) + 1
    }
  }

  /** Whether a term can be in five documents of the group, or more. */
  mayBeFrequent(first: number, second: number, group: number): boolean {
    const slot = slotOf(first, second, group, this.#places)
    return (((this.#counts[slot >>> 1] ?? 0) >>> ((slot & 1) << 2)) & 15) >= FEWEST_DOCUMENTS
  }

  /** About how many terms of the group may be frequent. */
  frequentTerms(group: number): number {
    return this.#reached[group] ?? 0
  }
}
