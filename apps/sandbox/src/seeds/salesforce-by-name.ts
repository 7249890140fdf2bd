import type { OrgState } from '../salesforce/state.ts'
import { seedSalesforceCdnow } from './salesforce-cdnow.ts'
import { seedSalesforceOpportunities } from './salesforce-opportunities.ts'

/** Seeds that can be named on the command line. */
export const SALESFORCE_SEED_NAMES = [
  'empty',
  'cdnow-sample',
  'cdnow-full',
  'cdnow-ten-times',
  'cdnow-sample-synced',
  'cdnow-full-synced',
  'opportunities-million',
  'accounts-two-hundred-thousand',
] as const
export type SalesforceSeedName = (typeof SALESFORCE_SEED_NAMES)[number]

/** Fills a new org. */
export function seedSalesforceByName(org: OrgState, name: SalesforceSeedName): void {
  if (name === 'cdnow-sample') seedSalesforceCdnow(org, 'sample')
  if (name === 'cdnow-full') seedSalesforceCdnow(org, 'full')
  if (name === 'cdnow-ten-times') seedSalesforceCdnow(org, 'full', { copies: 10 })
  if (name === 'cdnow-sample-synced') seedSalesforceCdnow(org, 'sample', { synced: true })
  if (name === 'cdnow-full-synced') seedSalesforceCdnow(org, 'full', { synced: true })
  if (name === 'opportunities-million') seedSalesforceOpportunities(org, 1_000_000)
  if (name === 'accounts-two-hundred-thousand') seedSalesforceOpportunities(org, 400_000, 2)
}
