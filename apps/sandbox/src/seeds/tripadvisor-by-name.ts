import type { TripadvisorState } from '../tripadvisor/state.ts'
import { seedTripadvisorReviewsSmall } from './reviews-small/tripadvisor.ts'

/** Seeds that can be named on the command line. */
export const TRIPADVISOR_SEED_NAMES = ['empty', 'reviews-small'] as const
export type TripadvisorSeedName = (typeof TRIPADVISOR_SEED_NAMES)[number]

/** Fills a new stand-in. */
export function seedTripadvisorByName(state: TripadvisorState, name: TripadvisorSeedName): void {
  if (name === 'reviews-small') seedTripadvisorReviewsSmall(state)
}
