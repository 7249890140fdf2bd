import type { GoogleBusinessState } from '../google-business/state.ts'
import { seedGoogleReviewsSmall } from './reviews-small/google-business.ts'

/** Seeds that can be named on the command line. */
export const GOOGLE_BUSINESS_SEED_NAMES = ['empty', 'reviews-small'] as const
export type GoogleBusinessSeedName = (typeof GOOGLE_BUSINESS_SEED_NAMES)[number]

/** Fills new accounts. */
export function seedGoogleBusinessByName(state: GoogleBusinessState, name: GoogleBusinessSeedName): void {
  if (name === 'reviews-small') seedGoogleReviewsSmall(state)
}
