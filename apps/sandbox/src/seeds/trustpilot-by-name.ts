import type { TrustpilotState } from '../trustpilot/state.ts'
import { seedTrustpilotReviewsSmall } from './reviews-small/trustpilot.ts'

/** Seeds that can be named on the command line. */
export const TRUSTPILOT_SEED_NAMES = ['empty', 'reviews-small'] as const
export type TrustpilotSeedName = (typeof TRUSTPILOT_SEED_NAMES)[number]

/** Fills a new account. */
export function seedTrustpilotByName(state: TrustpilotState, name: TrustpilotSeedName): void {
  if (name === 'reviews-small') seedTrustpilotReviewsSmall(state)
}
