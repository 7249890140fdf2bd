import {
  DAY_MS,
  localDayOfInstant,
  NO_RATINGS,
  type RatedReview,
  type RatingDistribution,
  type RatingScale,
  type ReputationPeriod,
  SHOWN_PERIODS,
  TrendTallier,
  withRating,
} from '@rapport/metrics'
import { counted, type TallyRequest } from '@rapport/score'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** What reviews come to over time, and by their ratings. */
export interface ReviewHistogram {
  readonly distribution: RatingDistribution
  readonly months: readonly ReputationPeriod[]
  readonly quarters: readonly ReputationPeriod[]
}

interface Row {
  /** A local day, counted from 1970-01-01. */
  readonly day: number
  readonly unit: number | null
  readonly isYesNo: boolean
  readonly count: number
}

/** Scales on which a unit is itself, to the last digit: it is all that is kept of a rating. */
const YES_NO: RatingScale = { min: 0, max: 1 }
const OTHERS: RatingScale = { min: 0, max: 4 }

/**
 * The distribution and the trends of the reviews that are asked for, up to the end of a local day, from how many there are of each rating
 * and day in the zone.
 */
export async function reviewHistogram(
  db: Database,
  request: TallyRequest,
  timezone: string,
): Promise<ReviewHistogram> {
  // Days are told by the clock of the zone, as if it were that of UTC.
  const asOf = (localDayOfInstant(request.asOf.getTime(), timezone) + 1) * DAY_MS - 1
  const { rows } = await sql<Row>`
    select floor(date_part('epoch', metric.created_at at time zone ${timezone}::text) / 86400) as day, metric.unit,
      metric.is_yes_no as "isYesNo", count(*) as count
    from review_metric as metric where ${counted(request)}
    group by 1, 2, 3
  `.execute(db)
  const [months, quarters] = [new TrendTallier('month', asOf), new TrendTallier('quarter', asOf)]
  let distribution = NO_RATINGS
  for (const row of rows) {
    const review = reviewOf(row)
    for (let number = 0; number < row.count; number += 1) {
      months.add(review)
      quarters.add(review)
      distribution = withRating(distribution, review)
    }
  }
  return {
    distribution,
    months: months.trend(SHOWN_PERIODS.month),
    quarters: quarters.trend(SHOWN_PERIODS.quarter),
  }
}

function reviewOf({ day, unit, isYesNo }: Row): Pick<RatedReview, 'rating' | 'scale' | 'createdAt'> {
  const scale = isYesNo ? YES_NO : OTHERS
  return { rating: unit === null ? null : unit * scale.max, scale, createdAt: day * DAY_MS }
}
