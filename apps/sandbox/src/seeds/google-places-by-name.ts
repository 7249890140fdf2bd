import type { GooglePlacesState } from '../google-places/state.ts'
import { seedGooglePlacesReviewsSmall } from './reviews-small/google-places.ts'

/** Seeds that can be named on the command line. */
export const GOOGLE_PLACES_SEED_NAMES = ['empty', 'reviews-small'] as const
export type GooglePlacesSeedName = (typeof GOOGLE_PLACES_SEED_NAMES)[number]

/** Fills a new stand-in. */
export function seedGooglePlacesByName(state: GooglePlacesState, name: GooglePlacesSeedName): void {
  if (name === 'reviews-small') seedGooglePlacesReviewsSmall(state)
}
