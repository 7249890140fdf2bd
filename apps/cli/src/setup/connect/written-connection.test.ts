import { parseConfiguration } from '@rapport/config'
import { expect, it } from 'vitest'
import { configurationContext } from '../../configuration.ts'
import { connectors } from '../../connectors.ts'
import { completeConnection } from './connection-request.ts'
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
