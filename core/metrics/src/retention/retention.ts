import { type CustomerRate, customerRate } from './customer-rate.ts'

/** How many customers there were around one period. */
export interface PeriodCounts {
  /** Customers at its start. */
  readonly start: number
  /** Customers at its end. */
  readonly end: number
  /** Customers at its end who were none at its start: first-time customers and those who came back. */
  readonly new: number
  /** Customers at its start who were still customers at its end. */
  readonly kept: number
}

/** Retention and churn of one period. */
export interface PeriodRetention extends PeriodCounts {
  /** Customers at its start who were none at its end: start − kept. */
  readonly lost: number
  /** kept ÷ start; null where the period started without customers. */
  readonly retention: CustomerRate | null
  /** 1 − retention. */
  readonly churn: CustomerRate | null
}

/**
 * Retention of a period, kept ÷ start, from counts that were each taken by themselves. Throws a RangeError where the
 * textbook's (end − new) ÷ start would be another number, since then the counts are not of the same customers.
 */
export function retentionOfCounts(counts: PeriodCounts): PeriodRetention {
  const { start, end, kept } = counts
  if (end - counts.new !== kept) {
    throw new RangeError(
      `${end} customers at the end less ${counts.new} new ones are not the ${kept} that were kept; count the same customers in all three.`,
    )
  }
  return {
    start,
    end,
    new: counts.new,
    kept,
    lost: start - kept,
    retention: customerRate(kept, start),
    churn: customerRate(start - kept, start),
  }
}

/**
 * Retention of a period from the sets of its customers: those at its start who are still customers at its end ÷ those
 * at its start. `new` are those at the end but not at the start, so a customer who was lost and won back within the
 * period counts as kept.
 *
 * @example
 * retention(new Set(['a', 'b', 'c', 'd']), new Set(['b', 'c', 'd', 'e'])).retention?.share // 0.75
 */
export function retention<Id>(atStart: ReadonlySet<Id>, atEnd: ReadonlySet<Id>): PeriodRetention {
  let kept = 0
  for (const id of atStart) if (atEnd.has(id)) kept += 1
  let added = 0
  for (const id of atEnd) if (!atStart.has(id)) added += 1
  return retentionOfCounts({ start: atStart.size, end: atEnd.size, new: added, kept })
}
