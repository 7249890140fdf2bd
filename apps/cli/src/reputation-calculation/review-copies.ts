import { textHash } from '@rapport/metrics'
import type { ReviewBlocks, ReviewNumbers } from './review-blocks.ts'

const FIRST_SLOTS = 1 << 12

/** What tells a review from others: two with one identity are copies of one review. 64 bits stand for it. */
export interface ReviewIdentity {
  readonly first: number
  readonly second: number
}

/** The identity of an id within its source and place; some files number the reviews of each place from 1. */
export function reviewIdentity(source: string, placeId: string, reviewId: string): ReviewIdentity {
  const text = `${source.length} ${placeId.length} ${source}${placeId}${reviewId}`
  return { first: textHash(text, 0x3c6e_f372, 0x0100_0193), second: textHash(text, 0x510e_527f, 0x5bd1_e995) }
}

/**
 * Knows which reviews are copies of one another, and keeps the latest: that of the latest time, then of the latest reply; of
 * two from one moment the worse rating stays, so that the order of the rows decides nothing. 24 bytes a review. Two of a million
 * reviews are taken for one with a probability of 3 · 10⁻⁸.
 */
export class ReviewCopies {
  /** Reviews that count no more. */
  superseded = 0
  readonly #reviews: ReviewBlocks
  #size = 0
  #firsts = new Int32Array(FIRST_SLOTS)
  #seconds = new Int32Array(FIRST_SLOTS)
  /** Numbers of reviews from 1; 0 is none. */
  #numbers = new Int32Array(FIRST_SLOTS)

  constructor(reviews: ReviewBlocks) {
    this.#reviews = reviews
  }

  /** Adds a review that is among the reviews already; it, or its earlier copy, counts no more. */
  add({ first, second }: ReviewIdentity, number: number): void {
    if (2 * this.#size >= this.#numbers.length) this.#grow()
    const slot = this.#slotOf(first, second)
    const other = (this.#numbers[slot] ?? 0) - 1
    if (other < 0) {
      this.#set(slot, first, second, number)
      this.#size += 1
      return
    }
    const replaces = isLater(this.#reviews.at(number), this.#reviews.at(other))
    this.#reviews.supersede(replaces ? other : number)
    this.superseded += 1
    if (replaces) this.#numbers[slot] = number + 1
  }

  #set(slot: number, first: number, second: number, number: number): void {
    this.#firsts[slot] = first
    this.#seconds[slot] = second
    this.#numbers[slot] = number + 1
  }

  #slotOf(first: number, second: number): number {
    const mask = this.#numbers.length - 1
    let slot = first & mask
    while (this.#numbers[slot] !== 0 && !(this.#firsts[slot] === first && this.#seconds[slot] === second)) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  #grow(): void {
    const [firsts, seconds, numbers] = [this.#firsts, this.#seconds, this.#numbers]
    this.#firsts = new Int32Array(2 * numbers.length)
    this.#seconds = new Int32Array(2 * numbers.length)
    this.#numbers = new Int32Array(2 * numbers.length)
    for (const [slot, number] of numbers.entries()) {
      if (number === 0) continue
      const [first, second] = [firsts[slot] ?? 0, seconds[slot] ?? 0]
      this.#set(this.#slotOf(first, second), first, second, number - 1)
    }
  }
}

function isLater(one: ReviewNumbers, other: ReviewNumbers): boolean {
  const difference =
    one.createdAt - other.createdAt ||
    compareUnknownFirst(one.repliedAt, other.repliedAt) ||
    compareUnknownFirst(negative(one.rating), negative(other.rating)) ||
    one.content - other.content
  return difference > 0
}

const negative = (rating: number | null): number | null => (rating === null ? null : -rating)

const compareUnknownFirst = (one: number | null, other: number | null): number =>
  one === other ? 0 : one === null ? -1 : other === null ? 1 : one - other
