import { accessToken, defineConnector, oauth2 } from '@rapport/connector'
import { checkConnection } from './check.ts'
import { classifyFailure } from './failures.ts'
import { budgets, readLimits } from './limits.ts'
import { paths } from './paths.ts'
import { type HubspotSettings, hubspotSettings } from './settings.ts'
import { companies } from './streams/companies.ts'
import { contacts } from './streams/contacts.ts'
import { deals } from './streams/deals.ts'
import { owners } from './streams/owners.ts'
import { companyTarget } from './targets/company.ts'
import { contactTarget } from './targets/contact.ts'

/** HubSpot: reads companies, contacts, deals and owners, and writes scores to companies and contacts. */
export const hubspot = defineConnector<HubspotSettings>({
  id: 'hubspot',
  title: 'HubSpot',
  settings: hubspotSettings,
  authentication: [accessToken(), oauth2({ tokenUrl: ({ baseUrl }) => new URL(paths.oauthToken, baseUrl) })],
  retention: 'full',
  baseUrl: (settings) => settings.baseUrl,
  budgets,
  readLimits,
  classify: (error) => classifyFailure(error),
  streams: [owners, companies, contacts, deals],
  targets: [companyTarget, contactTarget],
  check: checkConnection,
})

export type { HubspotSettings } from './settings.ts'
