import type { AnyConnector } from '@rapport/connector'
import { csv } from '@rapport/csv'
import { facebook } from '@rapport/facebook'
import { googleBusiness } from '@rapport/google-business'
import { googlePlaces } from '@rapport/google-places'
import { hubspot } from '@rapport/hubspot'
import { salesforce } from '@rapport/salesforce'
import { tripadvisor } from '@rapport/tripadvisor'
import { trustpilot } from '@rapport/trustpilot'
import { yelp } from '@rapport/yelp'
import { zendesk } from '@rapport/zendesk'

/** Every connector that Rapport comes with. */
export const connectors: readonly AnyConnector[] = [
  hubspot,
  salesforce,
  zendesk,
  facebook,
  googleBusiness,
  googlePlaces,
  tripadvisor,
  trustpilot,
  yelp,
  csv,
]
