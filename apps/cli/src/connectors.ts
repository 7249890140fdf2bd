import type { AnyConnector } from '@rapport/connector'
import { csv } from '@rapport/csv'
import { hubspot } from '@rapport/hubspot'
import { salesforce } from '@rapport/salesforce'
import { zendesk } from '@rapport/zendesk'

/** Every connector that Rapport comes with. */
export const connectors: readonly AnyConnector[] = [hubspot, salesforce, zendesk, csv]
