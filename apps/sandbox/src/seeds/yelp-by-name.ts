import type { YelpState } from '../yelp/state.ts'
import { seedYelpReviewsSmall } from './reviews-small/yelp.ts'

/** Seeds that can be named on the command line. */
export const YELP_SEED_NAMES = ['empty', 'reviews-small'] as const
export type YelpSeedName = (typeof YELP_SEED_NAMES)[number]

/** Fills a new stand-in. */
export function seedYelpByName(state: YelpState, name: YelpSeedName): void {
  if (name === 'reviews-small') seedYelpReviewsSmall(state)
}
