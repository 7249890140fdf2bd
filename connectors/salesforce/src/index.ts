import { accessToken, defineConnector } from '@rapport/connector'
import { checkConnection } from './check.ts'
import { readExchangeRates } from './exchange-rates.ts'
import { classifyFailure } from './failures.ts'
import { budgets, readLimits } from './limits.ts'
import { recordUrl } from './record-url.ts'
import { type SalesforceSettings, salesforceSettings } from './settings.ts'
import { signInMethods } from './sign-in/methods.ts'
import { streams } from './streams/all.ts'
import { targets } from './targets/index.ts'

/**
 * Salesforce: reads accounts, contacts, opportunities, orders, contracts, cases and users, and writes scores to accounts, contacts
 * and cases.
 */
export const salesforce = defineConnector<SalesforceSettings>({
  id: 'salesforce',
  title: 'Salesforce',
  settings: salesforceSettings,
  authentication: [...signInMethods, accessToken()],
  retention: 'full',
  baseUrl: (settings) => settings.instanceUrl,
  // The org's calls are counted together, whoever makes them.
  accountOf: (settings) => new URL(settings.instanceUrl).host,
  budgets,
  readLimits,
  classify: (error) => classifyFailure(error),
  streams,
  exchangeRates: readExchangeRates,
  targets,
  check: checkConnection,
  recordUrl,
})

export { type SalesforceSettings, salesforceSettings } from './settings.ts'
export {
  deployableProject,
  FieldsNotAllowedError,
  permissionSet,
  targetObjects,
} from './targets/index.ts'
