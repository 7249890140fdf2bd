import { type DifferenceInterval, medianDifference, shareDifference } from '@rapport/stats'
import type { Reputation } from './reputation.ts'

/** The figures of some days, with what the variance of their median time to the reply is told from. */
export interface ComparedReputation {
  readonly figures: Reputation
  /** Hours, at `medianSpreadRanks(figures.counts.replyDelays)`; null: there are too few of them. */
  readonly replySpread: { readonly low: number; readonly high: number } | null
}

/**
 * What changed from one period to another: later less earlier, each with its 95 % interval. Null: not known. Of average and reputation no
 * verdict is given: no interval of theirs is defined (METRICS.md, section 5).
 */
export interface ReputationChange {
  readonly sharePositive: DifferenceInterval | null
  readonly answered: DifferenceInterval | null
  /** Of the medians, in hours. */
  readonly replyHours: DifferenceInterval | null
}

/**
 * The change between two periods: of shares Newcombe's interval, of medians that of Price and Bonett. Both take the two samples for
 * independent. Where the earlier reviews are among the later ones, as with all reviews against all up to a day, the two go together, so
 * the interval is wider than it need be: a change that it calls clear is clear all the more.
 */
export function reputationChange(later: ComparedReputation, earlier: ComparedReputation): ReputationChange {
  const positive = ({ figures: { counts } }: ComparedReputation) => ({
    successes: counts.positive,
    trials: counts.rated,
  })
  const answered = ({ figures: { n, counts } }: ComparedReputation) => ({
    successes: counts.answered,
    trials: n,
  })
  const spreadOf = ({ figures, replySpread }: ComparedReputation) => {
    const median = figures.answered.medianHours
    return median === null || replySpread === null
      ? null
      : { median, n: figures.counts.replyDelays, ...replySpread }
  }
  const [now, before] = [spreadOf(later), spreadOf(earlier)]
  return {
    sharePositive: shareDifference(positive(later), positive(earlier)),
    answered: shareDifference(answered(later), answered(earlier)),
    replyHours: now === null || before === null ? null : medianDifference(now, before),
  }
}
