import type { ObjectTypeName } from '../hubspot/object-types.ts'
import { BUILT_IN_GROUP } from '../hubspot/property-catalogue.ts'
import { fromBuiltIn } from '../hubspot/property-definition.ts'
import type { HubspotState } from '../hubspot/state.ts'

/** What HubSpot's own Salesforce integration adds to a portal that it is installed in: the ids of the synced records. */
const properties: readonly [type: ObjectTypeName, name: string][] = [
  ['contacts', 'salesforcecontactid'],
  ['contacts', 'salesforceleadid'],
  ['companies', 'salesforceaccountid'],
  ['deals', 'hs_salesforceopportunityid'],
]

/** Adds the properties of HubSpot's own Salesforce integration to a portal. */
export function installSalesforceIntegration(state: HubspotState): void {
  for (const [type, name] of properties) {
    state.properties(type).store(fromBuiltIn({ name, type: 'string' }, BUILT_IN_GROUP[type]))
  }
}
