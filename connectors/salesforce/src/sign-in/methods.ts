import type { TokenExchange } from '@rapport/connector'
import type { SalesforceSettings } from '../settings.ts'
import { clientCredentialsSchema, signInAsClient } from './client-credentials.ts'
import { jwtBearerSchema, signInWithJwt } from './jwt-bearer.ts'
import { loginUrlOf } from './login-url.ts'
import { refreshTokenSchema, signInWithRefreshToken } from './refresh-token.ts'
import { webServer } from './web-server.ts'

/** Alike for every flow. */
const newApp: readonly string[] = [
  'In Setup, open External Client App Manager and make an app with OAuth enabled, any callback URL, and the scopes "Manage user data via APIs (api)" and "Perform requests at any time (refresh_token, offline_access)".',
]

/** Every way to sign in, the one to be preferred first. */
export const signInMethods: readonly TokenExchange<SalesforceSettings>[] = [
  {
    type: 'jwtBearer',
    title: 'a signed statement (JWT bearer): no secret leaves this machine, nothing ends by itself',
    steps: [
      'Make a key and its certificate: openssl req -x509 -newkey rsa:2048 -nodes -days 730 -subj /CN=rapport -keyout salesforce.key -out salesforce.crt',
      ...newApp,
      'Under OAuth, enable the JWT Bearer Flow and upload salesforce.crt.',
      'Under Policies, let "Admin approved users are pre-authorized" use it, and give it the permission set or profile of the user that Rapport works as.',
    ],
    schema: jwtBearerSchema,
    secrets: ['privateKey'],
    exchange: (settings, { consumerKey = '', username = '', privateKey = '' }, now, ways) =>
      signInWithJwt({ loginUrl: loginUrlOf(settings), consumerKey, username, privateKey, now, ways }),
  },
  {
    type: 'clientCredentials',
    title: "the app's own secret (client credentials)",
    steps: [
      ...newApp,
      'Under OAuth, enable the Client Credentials Flow.',
      'Under Policies, enable that flow too, and name the user that Rapport works as under "Run As". Where only "Admin approved users are pre-authorized", give the app the permission set or profile of that user, too.',
    ],
    schema: clientCredentialsSchema,
    secrets: ['consumerSecret'],
    exchange: (settings, { consumerKey = '', consumerSecret = '' }, _now, ways) =>
      signInAsClient({ loginUrl: loginUrlOf(settings), consumerKey, consumerSecret, ways }),
  },
  {
    type: 'refreshToken',
    title: 'a refresh token that you already have',
    steps: ['Have the consumer key and secret of the app that the refresh token was given to.'],
    schema: refreshTokenSchema,
    secrets: ['clientSecret', 'refreshToken'],
    rotates: 'refreshToken',
    consent: webServer,
    exchange: (settings, { clientId = '', clientSecret = '', refreshToken = '' }, _now, ways) =>
      signInWithRefreshToken({ loginUrl: loginUrlOf(settings), clientId, clientSecret, refreshToken, ways }),
  },
]
