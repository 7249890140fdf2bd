import type { ConfigurationInput } from '@rapport/config'
import type { ReviewSitesAccess, SandboxProcess } from '../sandbox-process.ts'

/** The connections of the demo of reviews, by the names that they have in it. */
export const connectionNames = { crm: 'hubspot', google: 'google', trustpilot: 'trustpilot', live: 'places' }

/** What is written back to the company that places belong to. */
export const written = ['reputation_score', 'average_rating', 'review_count', 'answered_share', 'why']

/** The review sites as connections, and the secrets that these refer to. */
export function reviewSiteConnections({ googleBusiness, trustpilot, googlePlaces }: ReviewSitesAccess): {
  readonly connections: NonNullable<ConfigurationInput['connections']>
  readonly variables: Readonly<Record<string, string>>
} {
  return {
    connections: {
      [connectionNames.google]: {
        connector: 'google-business',
        auth: {
          clientId: googleBusiness.clientId,
          clientSecret: 'env:RAPPORT_DEMO_GOOGLE_SECRET',
          refreshToken: 'env:RAPPORT_DEMO_GOOGLE_REFRESH',
        },
        settings: { baseUrl: googleBusiness.baseUrl, tokenUrl: googleBusiness.tokenUrl },
      },
      [connectionNames.trustpilot]: {
        connector: 'trustpilot',
        auth: { clientSecret: 'env:RAPPORT_DEMO_TRUSTPILOT_SECRET' },
        settings: {
          baseUrl: trustpilot.baseUrl,
          clientId: trustpilot.apiKey,
          businessUnits: ['northlight.example.com'],
          authorBusinessUserId: trustpilot.businessUserId,
        },
      },
      [connectionNames.live]: {
        connector: 'google-places',
        auth: { apiKey: 'env:RAPPORT_DEMO_PLACES_KEY' },
        settings: { baseUrl: googlePlaces.baseUrl, places: googlePlaces.places },
      },
    },
    variables: {
      RAPPORT_DEMO_GOOGLE_SECRET: googleBusiness.clientSecret,
      RAPPORT_DEMO_GOOGLE_REFRESH: googleBusiness.refreshToken,
      RAPPORT_DEMO_TRUSTPILOT_SECRET: trustpilot.apiSecret,
      RAPPORT_DEMO_PLACES_KEY: googlePlaces.apiKey,
    },
  }
}

/** By connection: the field of a company that holds the ids of its places. */
export const placeIdFields = { [connectionNames.crm]: 'google_place_id' }

/** The last day of the reviews. */
export const lastReviewDay = '2026-06-30'

/** The configuration of the demo of reviews, and the secrets that it refers to. */
export function reviewsConfiguration(
  { baseUrl, token }: Pick<SandboxProcess, 'baseUrl' | 'token'>,
  access: ReviewSitesAccess,
): { readonly input: ConfigurationInput; readonly variables: Readonly<Record<string, string>> } {
  const sites = reviewSiteConnections(access)
  return {
    input: {
      workspace: 'demo_reviews',
      timezone: 'UTC',
      currency: 'USD',
      customer: 'company',
      // The stand-ins run here.
      allowPrivateAddresses: ['127.0.0.1'],
      connections: {
        [connectionNames.crm]: {
          connector: 'hubspot',
          auth: { accessToken: 'env:RAPPORT_DEMO_TOKEN' },
          settings: { baseUrl },
          streams: ['company'],
        },
        ...sites.connections,
      },
      metrics: { asOf: lastReviewDay, reputation: { placeIdFields } },
      writeBack: { [connectionNames.crm]: { company: written } },
    },
    variables: { RAPPORT_DEMO_TOKEN: token, ...sites.variables },
  }
}
