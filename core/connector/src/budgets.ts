/** How many requests a vendor allows in a window. Defaults start low; live headers raise them. */
export interface BudgetSpecification {
  readonly name: string
  /** Requests allowed per window. */
  readonly requests: number
  /** Length of the window, in milliseconds. */
  readonly perMs: number
  /** Largest burst. `capacity + refill × window` never exceeds the limit, because a sliding window counts both. */
  readonly capacity?: number
  /** Share of the limit left for the customer's other apps. Default 0.1. */
  readonly reserve?: number
}

/** What one answer's headers say about a budget. */
export interface LimitReading {
  readonly budget: string
  readonly requests?: number
  readonly perMs?: number
  readonly remaining?: number
}

/** A token bucket: at most `capacity` at once, `refillPerMs` from then on. */
export interface TokenBucket {
  readonly capacity: number
  readonly refillPerMs: number
}

/**
 * The bucket that keeps a budget: `capacity + refill × window ≤ limit × (1 − reserve)`, and it always refills. Where less
 * than two requests a window are left, the capacity may be below one: each request then waits for the rest of its token.
 * Requests and window are positive; the reserve is at least 0 and below 1.
 */
export function bucketFor(specification: BudgetSpecification): TokenBucket {
  const usable = specification.requests * (1 - (specification.reserve ?? 0.1))
  const least = usable >= 1.5 ? 1 : usable / 2
  const capacity = Math.max(least, Math.min(specification.capacity ?? 10, Math.floor(usable / 2)))
  return { capacity, refillPerMs: (usable - capacity) / specification.perMs }
}

/** Budgets of one account, shared by every process that spends them. */
export interface Budgets {
  /**
   * Takes one request. Returns how long to wait before sending it, in milliseconds. Where that is longer than `longestWaitMs`
   * (default: any wait will do) nothing is taken: whoever does not wait must not make others wait longer.
   */
  take(specification: BudgetSpecification, longestWaitMs?: number): Promise<number>
  /** After a 429: nobody spends from this budget for `forMs`. */
  exhaust(specification: BudgetSpecification, forMs: number): Promise<void>
  /** Corrects a budget by what the vendor just said. */
  observe(specification: BudgetSpecification, reading: LimitReading): Promise<void>
}
