import { type PeriodRetention, retentionOfCounts } from './retention.ts'

/**
 * Counts customers at the ends of consecutive periods from the ranges of period ends at which each was one, so that a
 * million customers need no set each period. Periods are numbered from `first`; nobody was a customer before it.
 */
export class ActivityRanges {
  readonly #first: number
  readonly #last: number
  /** At each period, what its number differs by from that of the period before. */
  readonly #atEnd: Float64Array
  readonly #kept: Float64Array
  readonly #new: Float64Array
  /** The last period end at which the present customer was one so far. */
  #reached = Number.NEGATIVE_INFINITY

  constructor(first: number, last: number) {
    this.#first = first
    this.#last = last
    const length = Math.max(0, last - first + 1)
    this.#atEnd = new Float64Array(length + 1)
    this.#kept = new Float64Array(length + 1)
    this.#new = new Float64Array(length + 1)
  }

  /** What follows is of the next customer. */
  nextCustomer(): void {
    this.#reached = Number.NEGATIVE_INFINITY
  }

  /**
   * The present customer was one at the end of each period `from` … `to`, none of them where `to` is before `from`.
   * Ranges may overlap and come in order of `from`.
   */
  add(from: number, to: number): void {
    const start = Math.max(from, this.#reached + 1)
    const end = Math.min(to, this.#last)
    if (start > end) return
    const stayed = start === this.#reached + 1
    count(this.#atEnd, start - this.#first, end - this.#first)
    count(this.#kept, start - this.#first + (stayed ? 0 : 1), end - this.#first)
    if (!stayed) count(this.#new, start - this.#first, start - this.#first)
    this.#reached = end
  }

  /** Retention of each period, in order. */
  finish(): PeriodRetention[] {
    const periods: PeriodRetention[] = []
    let start = 0
    let end = 0
    let kept = 0
    let added = 0
    for (let i = 0; i < this.#atEnd.length - 1; i += 1) {
      end += this.#atEnd[i] ?? 0
      kept += this.#kept[i] ?? 0
      added += this.#new[i] ?? 0
      periods.push(retentionOfCounts({ start, end, new: added, kept }))
      start = end
    }
    return periods
  }
}

/** One more from place `from` to `to`. */
function count(differences: Float64Array, from: number, to: number): void {
  if (from > to) return
  differences[from] = (differences[from] ?? 0) + 1
  differences[to + 1] = (differences[to + 1] ?? 0) - 1
}
