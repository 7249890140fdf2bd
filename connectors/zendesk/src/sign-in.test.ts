import { type AuthenticationMethod, refreshingToken } from '@rapport/connector'
import { startZendesk, type ZendeskServer } from '@rapport/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { zendesk } from './index.ts'
import { type ZendeskSettings, zendeskSettings } from './settings.ts'
import { connect, read } from './testing/connection.ts'

async function open(): Promise<ZendeskServer> {
  const server = await startZendesk({ limits: 'off' })
  onTestFinished(() => server.close())
  return server
}

function exchangeBy(type: string) {
  const method = zendesk.authentication.find(
    (one: AuthenticationMethod<ZendeskSettings>) => one.type === type,
  )
  if (method === undefined || !('exchange' in method)) throw new Error(`no sign-in ${type}`)
  return method.exchange
}

const settingsFor = ({ baseUrl }: ZendeskServer) => zendeskSettings.parse({ subdomain: 'sandbox', baseUrl })

test('an API token signs in by Basic authentication', async () => {
  const server = await open()
  const given = { email: server.email, apiToken: server.apiToken }
  const credentials = refreshingToken(() => exchangeBy('apiToken')(settingsFor(server), given, 0), Date.now)
  const { records } = await read(connect(server, { credentials }), 'agent')
  expect(records.size).toBe(1)
})

test('a wrong API token is an error that says what to do', async () => {
  const server = await open()
  const given = { email: server.email, apiToken: 'wrong-token' }
  const credentials = refreshingToken(() => exchangeBy('apiToken')(settingsFor(server), given, 0), Date.now)
  await expect(read(connect(server, { credentials }), 'agent')).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('token access is allowed in Admin Center'),
  })
})

test('a refresh token is exchanged, and replaced by a new one', async () => {
  const server = await open()
  const { clientId, clientSecret, refreshToken } = server
  const grant = await exchangeBy('oauth2')(settingsFor(server), { clientId, clientSecret, refreshToken }, 0)
  expect(grant.refreshToken).not.toBe(refreshToken)
  const { records } = await read(connect({ ...server, accessToken: grant.accessToken }), 'agent')
  expect(records.size).toBe(1)
})

test('without an address of its own, the API is at the account’s subdomain', () => {
  expect(zendesk.baseUrl(zendeskSettings.parse({ subdomain: 'acme' }))).toBe('https://acme.zendesk.com')
})
