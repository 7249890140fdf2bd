import type { ZendeskState } from '../zendesk/state.ts'
import { seedZendeskNorthlight } from './northlight/zendesk.ts'
import { seedZendeskSmall } from './zendesk-small.ts'

/** Seeds that can be named on the command line. */
export const ZENDESK_SEED_NAMES = ['empty', 'zendesk-small', 'northlight'] as const
export type ZendeskSeedName = (typeof ZENDESK_SEED_NAMES)[number]

/** Fills a new account. */
export function seedZendeskByName(state: ZendeskState, name: ZendeskSeedName): void {
  if (name === 'zendesk-small') seedZendeskSmall(state)
  if (name === 'northlight') seedZendeskNorthlight(state)
}
