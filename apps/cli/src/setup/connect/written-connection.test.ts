import { parseConfiguration } from '@rapport/config'
import { expect, it } from 'vitest'
import { configurationContext } from '../../configuration.ts'
import { connectors } from '../../connectors.ts'
import { completeConnection, type GivenConnection } from './connection-request.ts'
import { withConnection } from './written-connection.ts'

const salesforce = completeConnection(
  {
    connector: 'salesforce',
    auth: { consumerKey: 'key', username: 'ann@example.com' },
    setting: { instanceUrl: 'https://acme.my.salesforce.com' },
  },
  connectors,
)
const parsed = (text: string) => parseConfiguration(text, 'rapport.yaml', configurationContext)

const before = `# The set-up.
timezone: UTC
currency: USD # of all values
connections:
  # The shop's exports.
  shop:
    connector: csv
    settings: { folder: exports }
metrics: { value: { margin: 0.3 } }
`

it('a connection is added, and the rest of the file stays as it is, comments included', () => {
  const text = withConnection(before, salesforce, { replace: false })
  expect(text).toBe(
    before.replace(
      'metrics:',
      `  salesforce:
    connector: salesforce
    auth:
      consumerKey: key
      username: ann@example.com
      privateKey: env:SALESFORCE_PRIVATE_KEY
    settings:
      instanceUrl: https://acme.my.salesforce.com
metrics:`,
    ),
  )
  expect(Object.keys(parsed(text).connections)).toEqual(['shop', 'salesforce'])
})

it.each(['', 'connections:\n', 'connections: {}\n'])('the first connection is added to %j', (connections) => {
  const text = withConnection(`timezone: UTC\ncurrency: USD\n${connections}`, salesforce, { replace: false })
  expect(parsed(text).connections.salesforce).toMatchObject({ connector: 'salesforce' })
})

it('a connection that is there is set up anew only where that is asked for, and keeps its streams', () => {
  const there = withConnection(before, salesforce, { replace: false }).replace(
    'privateKey: env:SALESFORCE_PRIVATE_KEY\n',
    'privateKey: env:OLD\n    streams: [deal]\n',
  )
  expect(() => withConnection(there, salesforce, { replace: false })).toThrow(
    'there is a connection "salesforce" already',
  )
  const { auth, streams } =
    parsed(withConnection(there, salesforce, { replace: true })).connections.salesforce ?? {}
  expect(auth).toEqual(salesforce.auth)
  expect(streams).toEqual(['deal'])
})

it.each<[GivenConnection, auth: Record<string, string>, settings: Record<string, unknown>]>([
  [
    { connector: 'google-business', auth: { clientId: '12.apps.example' } },
    {
      clientId: '12.apps.example',
      clientSecret: 'env:GOOGLE_BUSINESS_CLIENT_SECRET',
      refreshToken: 'env:GOOGLE_BUSINESS_REFRESH_TOKEN',
    },
    {},
  ],
  [
    {
      connector: 'trustpilot',
      setting: { clientId: 'abc', businessUnits: 'acme.example, acme.example.org' },
    },
    { clientSecret: 'env:TRUSTPILOT_CLIENT_SECRET' },
    { clientId: 'abc', businessUnits: ['acme.example', 'acme.example.org'] },
  ],
  [
    { connector: 'facebook', setting: { appId: '4242', pages: '1001' } },
    { accessToken: 'env:FACEBOOK_ACCESS_TOKEN' },
    { appId: '4242', pages: ['1001'] },
  ],
  [
    { connector: 'yelp', setting: { businesses: 'acme-dublin' } },
    { apiKey: 'env:YELP_API_KEY' },
    { businesses: ['acme-dublin'] },
  ],
  [
    { connector: 'google-places', setting: { places: '["ChIJ-northlight-soho"]' } },
    { apiKey: 'env:GOOGLE_PLACES_API_KEY' },
    { places: ['ChIJ-northlight-soho'] },
  ],
  [
    { connector: 'tripadvisor', setting: { places: '1001,1002' } },
    { apiKey: 'env:TRIPADVISOR_API_KEY' },
    { places: ['1001', '1002'] },
  ],
])('a site of reviews is set up from a line of options: %o', (given, auth, settings) => {
  const text = withConnection(before, completeConnection(given, connectors), { replace: false })
  expect(parsed(text).connections[given.connector]).toMatchObject({ auth, settings })
})
