import { accessToken, defineConnector, oauth2 } from '@rapport/connector'
import { checkConnection } from './check.ts'
import { classifyFailure } from './failures.ts'
import { budgets, readLimits } from './limits.ts'
import { tokenPath } from './paths.ts'
import { type SalesforceSettings, salesforceSettings } from './settings.ts'
import { streams } from './streams/all.ts'

/** Salesforce: reads accounts, contacts, opportunities, orders, contracts and users. */
export const salesforce = defineConnector<SalesforceSettings>({
  id: 'salesforce',
  title: 'Salesforce',
  settings: salesforceSettings,
  authentication: [oauth2({ tokenPath }), accessToken()],
  retention: 'full',
  baseUrl: (settings) => settings.instanceUrl,
  budgets,
  readLimits,
  classify: (error) => classifyFailure(error),
  streams,
  targets: [],
  check: checkConnection,
})

export type { SalesforceSettings } from './settings.ts'
