import type { HubspotState } from '../hubspot/state.ts'
import { seedCdnow } from './cdnow.ts'
import { seedHubspotNorthlight } from './northlight/hubspot.ts'
import { seedHubspotReviewsSmall } from './reviews-small/hubspot.ts'
import { seedServiceSmall } from './service-small.ts'

/** Seeds that can be named on the command line. */
export const SEED_NAMES = [
  'empty',
  'cdnow-sample',
  'cdnow-full',
  'cdnow-ten-times',
  'cdnow-sample-synced',
  'cdnow-full-synced',
  'service-small',
  'reviews-small',
  'northlight',
] as const
export type SeedName = (typeof SEED_NAMES)[number]

/** Fills a new state. */
export function seedByName(state: HubspotState, name: SeedName): void {
  if (name === 'cdnow-sample') seedCdnow(state, 'sample')
  if (name === 'cdnow-full') seedCdnow(state, 'full')
  if (name === 'cdnow-ten-times') seedCdnow(state, 'full', { copies: 10 })
  if (name === 'cdnow-sample-synced') seedCdnow(state, 'sample', { synced: true })
  if (name === 'cdnow-full-synced') seedCdnow(state, 'full', { synced: true })
  if (name === 'service-small') seedServiceSmall(state)
  if (name === 'reviews-small') seedHubspotReviewsSmall(state)
  if (name === 'northlight') seedHubspotNorthlight(state)
}
