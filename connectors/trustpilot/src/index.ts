import {
  clientCredentials,
  defineConnector,
  explainRefusals,
  reviewBudgets,
  reviewParts,
} from '@rapport/connector'
import { site, type TrustpilotSettings, trustpilotSettings } from './site.ts'

const tokenPath = '/v1/oauth/oauth-business-users-for-applications/accesstoken'
const appOfAccount =
  'check that the app belongs to a business user of this business unit, with the right to read its reviews'

/** Trustpilot: reads business units and their service reviews, and replies to them. */
export const trustpilot = defineConnector<TrustpilotSettings>({
  ...reviewParts(site),
  id: 'trustpilot',
  title: 'Trustpilot',
  settings: trustpilotSettings,
  authentication: [
    {
      ...clientCredentials<TrustpilotSettings>({
        tokenUrl: ({ baseUrl }) => new URL(`${baseUrl}${tokenPath}`),
        clientId: ({ clientId }) => clientId,
      }),
      steps: [
        'In Trustpilot Business, open Integrations > Developers > APIs, and make an application: it has a key and a secret.',
        'Set settings.clientId to the key: it is no secret, and names the application in public calls.',
        'For replies, set settings.authorBusinessUserId to the id of the business user who signs them.',
      ],
    },
  ],
  retention: 'full',
  baseUrl: ({ baseUrl }) => baseUrl,
  // The vendor's recommendation for all calls: 833 in five minutes, 10,000 in an hour, which is the same.
  budgets: reviewBudgets(750, 83, 300_000),
  classify: explainRefusals('Trustpilot', [[403, '', 'auth', appOfAccount]]),
})
