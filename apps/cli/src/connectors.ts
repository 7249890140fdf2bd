import type { AnyConnector } from '@rapport/connector'
import { csv } from '@rapport/csv'
import { googleBusiness } from '@rapport/google-business'
import { hubspot } from '@rapport/hubspot'
import { salesforce } from '@rapport/salesforce'
import { trustpilot } from '@rapport/trustpilot'
import { zendesk } from '@rapport/zendesk'

/** Every connector that Rapport comes with. */
export const connectors: readonly AnyConnector[] = [
  hubspot,
  salesforce,
  zendesk,
  googleBusiness,
  trustpilot,
  csv,
]
