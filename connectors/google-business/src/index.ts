import {
  codeFlow,
  defineConnector,
  explainRefusals,
  oauth2,
  reviewBudgets,
  reviewParts,
} from '@rapport/connector'
import { apis, type GoogleSettings, googleSettings, site } from './site.ts'

const scope = 'https://www.googleapis.com/auth/business.manage'
const tokenUrl = (settings: GoogleSettings): URL => new URL(settings.tokenUrl)
const access =
  'ask for access with the form "Application For Basic API Access" of Google Business Profile, for the project of this OAuth client; once it is granted, the quota is 300 a minute'

/** Google Business Profile: reads locations and their reviews, and replies to them. */
export const googleBusiness = defineConnector<GoogleSettings>({
  ...reviewParts(site),
  id: 'google-business',
  title: 'Google Business Profile',
  settings: googleSettings,
  authentication: [
    {
      ...oauth2<GoogleSettings>({ tokenUrl }),
      title: 'a Google account that manages the locations, by its refresh token',
      steps: [
        `In the Google Cloud console, make a project, and ${access}. Then enable My Business Account Management API, My Business Business Information API and Google My Business API.`,
        'Make an OAuth client, and publish its consent screen: refresh tokens of an app in testing end after 7 days.',
        `Sign in as an owner or manager of the locations, with the scope ${scope}, and keep the refresh token.`,
      ],
      consent: codeFlow<GoogleSettings>({
        vendor: 'Google',
        title: 'a Google account that manages the locations, with your own sign-in in a browser',
        steps: (callback) => [
          `In the Google Cloud console, make a project, and ${access}. Then enable My Business Account Management API, My Business Business Information API and Google My Business API.`,
          `Make an OAuth client of the type "Web application" with the redirect URI ${callback}, and publish its consent screen: refresh tokens of an app in testing end after 7 days.`,
          'Sign in as an owner or manager of the locations.',
        ],
        authorizeUrl: (settings) => new URL(settings.authorizeUrl),
        tokenUrl,
        // Google gives a refresh token for "offline" only, and a second one only where the person is asked again.
        parameters: { scope, access_type: 'offline', prompt: 'consent' },
        takesProofKey: true,
        withoutRefreshToken: 'take the access of the app away at myaccount.google.com, and sign in again',
      }),
    },
  ],
  retention: 'full',
  baseUrl: ({ baseUrl }) => baseUrl ?? apis.reviews,
  hosts: () => Object.values(apis).map((address) => new URL(address).host),
  // Ten edits are fixed, for each location.
  budgets: reviewBudgets(300, 10, 60_000),
  classify: explainRefusals('Google', [
    // A quota of 0 stands for access that was not granted: waiting does not help.
    [429, '"quota_limit_value":"0"', 'auth', access],
    [403, 'SERVICE_DISABLED', 'auth', `enable this API; where it is not listed, ${access}`],
    [403, 'SCOPE_INSUFFICIENT', 'auth', `sign in again with the scope ${scope}`],
    [403, '', 'auth', 'sign in as an owner or manager of the location'],
  ]),
})
