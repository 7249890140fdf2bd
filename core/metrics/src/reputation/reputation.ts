import { type ShareInterval, wilsonInterval } from '@rapport/stats'
import { starsOf } from './rated-review.ts'
import { DAY_MS, type ReputationTally } from './reputation-tally.ts'

export const AVERAGE_POLICY = 'plain-mean@1'
export const REPUTATION_POLICY = 'decayed-bayes@1'
export const POSITIVE_SHARE_POLICY = 'wilson@1'
export const ANSWERED_POLICY = 'answered@1'
export const REPUTATION_SCORE_POLICY = 'reputation-100@1'

/** Always counted besides the reviews: so many, with so many stars (Trustpilot's TrustScore). */
const PRIOR = { reviews: 7, stars: 3.5 } as const

/** Fewer reviews with stars give no score: yes and no alone do not tell how good a place is on its scale. */
export const FEWEST_RATINGS = 5

/** From so many reviews a year on, more add nothing. */
const FULL_VOLUME = 200
const RECENCY_HALF_LIFE_DAYS = 90

/** What the reputation score is made of. */
export const SCORE_PARTS = ['quality', 'volume', 'recency', 'answered'] as const
export type ScorePart = (typeof SCORE_PARTS)[number]
export type ScoreWeights = Readonly<Record<ScorePart, number>>

/** The weights of `reputation-100@1`, which a workspace may change. */
export const SCORE_WEIGHTS: ScoreWeights = { quality: 0.6, volume: 0.15, recency: 0.1, answered: 0.15 }

/** The reputation score, and what each part of it adds. */
export interface ReputationScore {
  readonly policy: typeof REPUTATION_SCORE_POLICY
  /** 0–100; null under five reviews with stars. */
  readonly score: number | null
  /** Each part on 0–100, and the weight it counts with: unknown parts drop out, and the others share their weight. */
  readonly parts: Readonly<Record<ScorePart, { readonly value: number | null; readonly weight: number }>>
}

/** How many reviews each figure is of: not every review has stars, a rating or an answer. */
export type ReputationCounts = Pick<
  ReputationTally,
  'stars' | 'rated' | 'positive' | 'answered' | 'replyDelays'
>

/** The figures of a place or brand at a moment. */
export interface Reputation {
  /** All reviews, of which the share of answered ones is. */
  readonly n: number
  readonly counts: ReputationCounts
  /** On 1–5; null without stars. */
  readonly average: number | null
  /** On 1–5, newer reviews weighing more and seven of 3.5 stars counted besides; null without stars. */
  readonly reputation: number | null
  /** Positive ratings among all, yes and no included; null without a rating. */
  readonly sharePositive: ShareInterval | null
  readonly answered: {
    /** Null without reviews. */
    readonly share: number | null
    readonly medianHours: number | null
    readonly p90Hours: number | null
  }
  readonly volume: { readonly last30: number; readonly last90: number; readonly last365: number }
  /** Null without reviews. */
  readonly daysSinceNewest: number | null
  readonly score: ReputationScore
}

/** All figures of METRICS.md section 5 that follow from counts, as of a moment in ms since 1970. */
export function reputationOf(
  tally: ReputationTally,
  asOf: number,
  weights: ScoreWeights = SCORE_WEIGHTS,
): Reputation {
  const reputation = decayedReputation(tally)
  const daysSinceNewest = tally.newestAt === null ? null : (asOf - tally.newestAt) / DAY_MS
  return {
    n: tally.n,
    counts: countsOf(tally),
    average: tally.stars === 0 ? null : starsOf(tally.starUnits / tally.stars),
    reputation,
    sharePositive: wilsonInterval(tally.positive, tally.rated),
    answered: {
      share: tally.n === 0 ? null : tally.answered / tally.n,
      medianHours: tally.medianReplyHours,
      p90Hours: tally.p90ReplyHours,
    },
    volume: { last30: tally.last30, last90: tally.last90, last365: tally.last365 },
    daysSinceNewest,
    score: reputationScore(tally, reputation, daysSinceNewest, weights),
  }
}

const countsOf = ({ stars, rated, positive, answered, replyDelays }: ReputationTally): ReputationCounts => ({
  ...{ stars, rated, positive, answered, replyDelays },
})

/** `decayed-bayes@1`: (Σw·x + 7·3.5) ÷ (Σw + 7) on 1–5. Null where no review has stars: the prior alone says nothing of a place. */
function decayedReputation({ stars, weight, weightedUnits }: ReputationTally): number | null {
  if (stars === 0) return null
  // Σw·(1 + 4·unit)
  const weighted = weight + 4 * weightedUnits
  return (weighted + PRIOR.reviews * PRIOR.stars) / (weight + PRIOR.reviews)
}

/** `reputation-100@1`. Throws a RangeError for weights that are below 0 or all 0. */
function reputationScore(
  tally: ReputationTally,
  reputation: number | null,
  daysSinceNewest: number | null,
  weights: ScoreWeights,
): ReputationScore {
  checkWeights(weights)
  const values: Readonly<Record<ScorePart, number | null>> = {
    quality: reputation === null ? null : 25 * (reputation - 1),
    volume: 100 * Math.min(1, Math.log1p(tally.last365) / Math.log1p(FULL_VOLUME)),
    recency: daysSinceNewest === null ? null : 100 * 0.5 ** (daysSinceNewest / RECENCY_HALF_LIFE_DAYS),
    answered: tally.last365 === 0 ? null : (100 * tally.answeredLast365) / tally.last365,
  }
  const known = SCORE_PARTS.filter((part) => values[part] !== null)
  const total = known.reduce((sum, part) => sum + weights[part], 0)
  const parts = Object.fromEntries(
    SCORE_PARTS.map((part) => [
      part,
      { value: values[part], weight: values[part] === null || total === 0 ? 0 : weights[part] / total },
    ]),
  ) as unknown as ReputationScore['parts']
  const score =
    tally.stars < FEWEST_RATINGS || total === 0
      ? null
      : SCORE_PARTS.reduce((sum, part) => sum + parts[part].weight * (parts[part].value ?? 0), 0)
  return { policy: REPUTATION_SCORE_POLICY, score, parts }
}

function checkWeights(weights: ScoreWeights): void {
  const all = SCORE_PARTS.map((part) => weights[part])
  if (all.every((weight) => Number.isFinite(weight) && weight >= 0) && all.some((weight) => weight > 0))
    return
  throw new RangeError(
    `Weights of the reputation score are 0 or more, and not all 0: ${JSON.stringify(weights)}.`,
  )
}
