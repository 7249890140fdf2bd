import type { OrgState } from '../salesforce/state.ts'
import { seedSalesforceCdnow } from './salesforce-cdnow.ts'
import { seedSalesforceOpportunities } from './salesforce-opportunities.ts'

/** Seeds that can be named on the command line. */
export const SALESFORCE_SEED_NAMES = [
  'empty',
  'cdnow-sample',
  'cdnow-full',
  'cdnow-ten-times',
  'opportunities-million',
] as const
export type SalesforceSeedName = (typeof SALESFORCE_SEED_NAMES)[number]

/** Fills a new org. */
export function seedSalesforceByName(org: OrgState, name: SalesforceSeedName): void {
  if (name === 'cdnow-sample') seedSalesforceCdnow(org, 'sample')
  if (name === 'cdnow-full') seedSalesforceCdnow(org, 'full')
  if (name === 'cdnow-ten-times') seedSalesforceCdnow(org, 'full', 10)
  if (name === 'opportunities-million') seedSalesforceOpportunities(org, 1_000_000)
}
