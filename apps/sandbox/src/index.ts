export * from './facebook/index.ts'
export * from './google-business/index.ts'
export * from './google-places/index.ts'
export * from './hubspot/index.ts'
export * from './salesforce/index.ts'
export { SEED_NAMES, type SeedName } from './seeds/by-name.ts'
export { seedCdnow } from './seeds/cdnow.ts'
export { FACEBOOK_SEED_NAMES, type FacebookSeedName } from './seeds/facebook-by-name.ts'
export { GOOGLE_BUSINESS_SEED_NAMES, type GoogleBusinessSeedName } from './seeds/google-business-by-name.ts'
export { GOOGLE_PLACES_SEED_NAMES, type GooglePlacesSeedName } from './seeds/google-places-by-name.ts'
export { SALESFORCE_SEED_NAMES, type SalesforceSeedName } from './seeds/salesforce-by-name.ts'
export { seedSalesforceCdnow } from './seeds/salesforce-cdnow.ts'
export { installSalesforceIntegration } from './seeds/salesforce-integration.ts'
export { seedSalesforceOpportunities } from './seeds/salesforce-opportunities.ts'
export { type SalesforceSmallSeed, seedSalesforceSmall } from './seeds/salesforce-small.ts'
export {
  type DeskActivity,
  type DeskTicket,
  deskOwner,
  loadActivity,
  loadTicket,
  openThread,
  STAGES,
  type ValueFrom,
} from './seeds/service-desk.ts'
export { seedServiceSmall } from './seeds/service-small.ts'
export { type SmallAssociation, type SmallRecord, type SmallSeed, seedSmall } from './seeds/small.ts'
export { TRIPADVISOR_SEED_NAMES, type TripadvisorSeedName } from './seeds/tripadvisor-by-name.ts'
export { TRUSTPILOT_SEED_NAMES, type TrustpilotSeedName } from './seeds/trustpilot-by-name.ts'
export { YELP_SEED_NAMES, type YelpSeedName } from './seeds/yelp-by-name.ts'
export { ZENDESK_SEED_NAMES, type ZendeskSeedName } from './seeds/zendesk-by-name.ts'
export { seedZendeskSmall } from './seeds/zendesk-small.ts'
export { type Sandbox, type SandboxOptions, startSandbox } from './start.ts'
export * from './tripadvisor/index.ts'
export * from './trustpilot/index.ts'
export * from './yelp/index.ts'
export * from './zendesk/index.ts'
