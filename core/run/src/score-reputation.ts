import type { Configuration } from '@rapport/config'
import { linkPlaces, linkReviewers } from '@rapport/identity'
import { endOfDay, measureReviews, scoreReputation } from '@rapport/score'
import { type Database, ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import type { Counts } from './events.ts'
import { lastMomentOf } from './reports/reputation/reputation-days.ts'

/**
 * Brings up to date what is told of places as of the end of a local day: the rows of reviews that changed, the companies that places
 * belong to, and the reputation of these. A place belongs to a company, so where customers are people, no customer has a reputation.
 * Nothing is done in a workspace that never had a place or a review.
 */
export async function scorePlaces(
  db: Database,
  config: Configuration,
  today: string,
  options: Parameters<typeof measureReviews>[1],
): Promise<Counts> {
  // What was said once must be taken back, so a workspace that lost its last review is scored too.
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from review) or exists (select from place) or exists (select from place_link)
      or exists (select from review_metric) or exists (select from score where ${ofFamily('reputation')}) as some
  `.execute(db)
  if (rows[0]?.some !== true) return {}
  const { placeIdFields, weights } = config.metrics.reputation
  const reviews = await measureReviews(db, options)
  options.signal.throwIfAborted()
  const { linked } = await linkPlaces(db, { placeIdFields, level: config.customer })
  const { known } = await linkReviewers(db, config.customer)
  options.signal.throwIfAborted()
  const asOf = new Date(endOfDay(today, config.timezone))
  const until = lastMomentOf(today, config.timezone)
  const scores = await scoreReputation(db, { asOf, until, weights })
  return { reviewsMeasured: reviews, placesLinked: linked, reviewersLinked: known, reputationScores: scores }
}
