import type { FacebookState } from '../facebook/state.ts'
import { seedFacebookReviewsSmall } from './reviews-small/facebook.ts'

/** Seeds that can be named on the command line. */
export const FACEBOOK_SEED_NAMES = ['empty', 'reviews-small'] as const
export type FacebookSeedName = (typeof FACEBOOK_SEED_NAMES)[number]

/** Fills a new stand-in. */
export function seedFacebookByName(state: FacebookState, name: FacebookSeedName): void {
  if (name === 'reviews-small') seedFacebookReviewsSmall(state)
}
