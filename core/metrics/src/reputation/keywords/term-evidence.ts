import {
  type Keyword,
  type KeywordSide,
  MOST_EXAMPLES,
  quarterName,
  quarterOf,
  TREND_QUARTERS,
} from './keyword.ts'
import { slotOf } from './term-bounds.ts'
import type { FoundKeyword } from './term-counts.ts'
import type { TermReader } from './term-reader.ts'

/** The documents of a group by quarter, and each keyword's: what a trend needs. */
type Quarters = Uint32Array

const NO_PLACE = -1

/** A document that was read, and may be an example. */
export interface ExampleDocument {
  readonly side: KeywordSide
  /** Ms since 1970. */
  readonly createdAt: number
  /** Where the caller finds it again; not below 0. */
  readonly place: number
  /** Of two documents of one moment the one with the lower rank is the example, whichever comes first: 32 bits, of its id. */
  readonly rank: number
}

/**
 * The third pass: texts, trends and examples of the keywords that were found. Memory grows with the keywords alone, some 100 bytes
 * each.
 */
export class TermEvidence {
  readonly #keywords: readonly FoundKeyword[]
  readonly #slots: Int32Array
  readonly #texts: string[] = []
  readonly #quarters: Quarters
  readonly #exampleTimes: Float64Array
  readonly #examplePlaces: Float64Array
  readonly #exampleRanks: Int32Array
  readonly #groupQuarters = new Map<number, Quarters>()
  readonly #firstQuarter: number

  /** @param asOf the moment of the evaluation, in ms since 1970 */
  constructor(keywords: readonly FoundKeyword[], asOf: number) {
    this.#keywords = keywords
    this.#firstQuarter = quarterOf(asOf) - TREND_QUARTERS + 1
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * keywords.length + 2))).fill(NO_PLACE)
    this.#quarters = new Uint32Array(TREND_QUARTERS * keywords.length)
    this.#exampleTimes = new Float64Array(MOST_EXAMPLES * keywords.length).fill(-Infinity)
    this.#examplePlaces = new Float64Array(MOST_EXAMPLES * keywords.length).fill(NO_PLACE)
    this.#exampleRanks = new Int32Array(MOST_EXAMPLES * keywords.length)
    const mask = this.#slots.length - 1
    for (const [index, { first, second, group }] of keywords.entries()) {
      let slot = slotOf(first, second, group, mask + 1)
      while (this.#slots[slot] !== NO_PLACE) slot = (slot + 1) & mask
      this.#slots[slot] = index
    }
  }

  /** Looks at the terms that `reader` has read, of one document. */
  add(group: number, reader: TermReader, document: ExampleDocument): void {
    const { side, createdAt } = document
    const quarter = quarterOf(createdAt) - this.#firstQuarter
    const inTrend = quarter >= 0 && quarter < TREND_QUARTERS
    if (inTrend) {
      const ofGroup = this.#quartersOf(group)
      ofGroup[quarter] = (ofGroup[quarter] ?? 0) + 1
    }
    for (let term = 0; term < reader.count; term += 1) {
      const index = this.#find(reader.firsts[term] ?? 0, reader.seconds[term] ?? 0, group)
      if (index === NO_PLACE) continue
      this.#texts[index] ??= reader.textOf(term)
      if (inTrend) {
        const at = TREND_QUARTERS * index + quarter
        this.#quarters[at] = (this.#quarters[at] ?? 0) + 1
      }
      const z = this.#keywords[index]?.z ?? 0
      if (side === (z > 0 ? 'low' : 'high')) this.#keep(index, document)
    }
  }

  /** The keywords with their groups, in no order. */
  *results(languageOfGroup: (group: number) => string): Generator<readonly [group: number, Keyword<number>]> {
    for (const [index, { group, z, low, high, all }] of this.#keywords.entries()) {
      const places = this.#examplePlaces.subarray(MOST_EXAMPLES * index, MOST_EXAMPLES * (index + 1))
      const ofGroup = this.#quartersOf(group)
      yield [
        group,
        {
          term: this.#texts[index] ?? '',
          language: languageOfGroup(group),
          z,
          low,
          high,
          all,
          trend: Array.from({ length: TREND_QUARTERS }, (_, quarter) => ({
            quarter: quarterName(this.#firstQuarter + quarter),
            documents: this.#quarters[TREND_QUARTERS * index + quarter] ?? 0,
            of: ofGroup[quarter] ?? 0,
          })),
          examples: [...places].filter((place) => place !== NO_PLACE),
        },
      ]
    }
  }

  #quartersOf(group: number): Quarters {
    const found = this.#groupQuarters.get(group)
    if (found !== undefined) return found
    const added = new Uint32Array(TREND_QUARTERS)
    this.#groupQuarters.set(group, added)
    return added
  }

  #find(first: number, second: number, group: number): number {
    const mask = this.#slots.length - 1
    let slot = slotOf(first, second, group, mask + 1)
    for (;;) {
      const index = this.#slots[slot] ?? NO_PLACE
      const keyword = this.#keywords[index]
      if (keyword === undefined) return NO_PLACE
      if (keyword.first === first && keyword.second === second && keyword.group === group) return index
      slot = (slot + 1) & mask
    }
  }

  /** Puts a document among the newest, which stand in order. */
  #keep(index: number, { createdAt, place, rank }: ExampleDocument): void {
    const from = MOST_EXAMPLES * index
    const end = from + MOST_EXAMPLES
    const isBefore = (at: number): boolean => {
      const time = this.#exampleTimes[at] ?? 0
      return createdAt > time || (createdAt === time && rank < (this.#exampleRanks[at] ?? 0))
    }
    let at = end
    while (at > from && isBefore(at - 1)) at -= 1
    if (at === end) return
    for (const [column, value] of [
      [this.#exampleTimes, createdAt],
      [this.#examplePlaces, place],
      [this.#exampleRanks, rank],
    ] as const) {
      column.copyWithin(at + 1, at, end - 1)
      column[at] = value
    }
  }
}
