import { codeFlow, oauth2, type TokenExchange } from '@rapport/connector'
import { paths } from './paths.ts'
import { type HubspotSettings, whereTheAppIs } from './settings.ts'

/** What cannot be done without. An app must be set up with exactly these as required scopes. */
const required = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.companies.read',
  'crm.objects.deals.read',
  'crm.objects.owners.read',
]

/** What is left out where it is not granted. */
const optional = [
  'crm.objects.contacts.write',
  'crm.objects.companies.write',
  'crm.schemas.contacts.write',
  'crm.schemas.companies.write',
  'tickets',
  'conversations.read',
  'crm.objects.feedback_submissions.read',
  'settings.users.teams.read',
]

const tokenUrl = ({ baseUrl }: HubspotSettings): URL => new URL(paths.oauthToken, baseUrl)

/** The sign-in of an OAuth app, by a refresh token that a person obtains in a browser. HubSpot takes no proof key. */
export const signInAsApp: TokenExchange<HubspotSettings> = {
  ...oauth2<HubspotSettings>({ tokenUrl }),
  title: 'an OAuth app, by a refresh token that you already have',
  consent: codeFlow<HubspotSettings>({
    vendor: 'HubSpot',
    title: 'an OAuth app, with your own sign-in in a browser',
    steps: (callback) => [
      `In your HubSpot developer account, make an app with the redirect URL ${callback}.`,
      `Give it the scopes ${required.join(', ')} as required, and as optional what it shall read and write besides: ${optional.join(', ')}.`,
      'Sign in as a super admin of the portal, and choose that portal.',
    ],
    authorizeUrl: (settings) => new URL(paths.authorize, whereTheAppIs(settings)),
    tokenUrl,
    parameters: { scope: required.join(' '), optional_scope: optional.join(' ') },
    takesProofKey: false,
    withoutRefreshToken: 'sign in again',
  }),
}
