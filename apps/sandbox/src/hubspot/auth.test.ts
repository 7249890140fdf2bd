import { expect, it } from 'vitest'
import { clientOf, open, refusal } from './testing/open.ts'

const oauthApps = [{ clientId: 'client', clientSecret: 'secret', refreshToken: 'refresh' }]
const grant = 'grant_type=refresh_token&client_id=client&client_secret=secret&refresh_token=refresh'

it('answers a wrong and a missing token with 401', async () => {
  const sandbox = await open()
  const { code, body } = await refusal(clientOf(sandbox, 'wrong').crm.contacts.basicApi.getPage())
  expect([code, body.status, body.category]).toEqual([401, 'error', 'INVALID_AUTHENTICATION'])
  expect((await fetch(`${sandbox.baseUrl}/crm/v3/objects/contacts`)).status).toBe(401)
})

it('names the scopes that a token lacks', async () => {
  const tokens = [{ token: 'reader', scopes: ['crm.objects.contacts.read'] }]
  const { send } = await open({ records: { contacts: [{ id: 1 }] } }, { tokens })
  expect((await send('GET', '/crm/v3/objects/contacts/1', undefined, 'reader')).status).toBe(200)
  const { status, body } = await send('PATCH', '/crm/v3/objects/contacts/1', { properties: {} }, 'reader')
  expect([status, body.category]).toEqual([403, 'MISSING_SCOPES'])
  expect(body.errors[0].context.requiredGranularScopes).toEqual(['crm.objects.contacts.write'])
})

it('hands out access tokens through the vendor client, which expire after 1,800 s', async () => {
  const sandbox = await open({}, { oauthApps })
  const given = await sandbox.client.oauth.tokensApi.create(
    'refresh_token',
    undefined,
    undefined,
    'client',
    'secret',
    'refresh',
  )
  expect([given.expiresIn, given.refreshToken]).toEqual([1_800, 'refresh'])
  const client = clientOf(sandbox, given.accessToken)
  await client.crm.contacts.basicApi.getPage()
  sandbox.clock.now += 1_800_000
  const { code, body } = await refusal(client.crm.contacts.basicApi.getPage())
  expect([code, body.category]).toEqual([401, 'EXPIRED_AUTHENTICATION'])
})

it.each(['/oauth/v1/token', '/oauth/v3/token', '/oauth/2026-09/token'])('refreshes at %s', async (path) => {
  const { send, control } = await open({}, { oauthApps })
  const { status, body } = await send('POST', path, grant)
  expect([status, body.token_type]).toEqual([200, 'bearer'])
  const own = 'grant_type=client_credentials&client_id=client&client_secret=secret'
  expect((await send('POST', path, own)).body.token_use).toBe('client_credentials')
  expect(control.counters().tokensIssued).toBe(2)
})

it('refuses a wrong secret and a wrong refresh token', async () => {
  const { send } = await open({}, { oauthApps })
  expect((await send('POST', '/oauth/v3/token', grant.replace('secret=secret', 'secret=x'))).status).toBe(400)
  expect((await send('POST', '/oauth/v3/token', grant.replace('token=refresh', 'token=x'))).status).toBe(400)
})

it('expires tokens on command, and takes private-app tokens back', async () => {
  const sandbox = await open({}, { oauthApps })
  const { body } = await sandbox.send('POST', '/oauth/v3/token', grant)
  sandbox.control.expireTokens()
  const expired = await sandbox.send('GET', '/crm/v3/owners', undefined, body.access_token)
  expect([expired.status, expired.body.category]).toEqual([401, 'EXPIRED_AUTHENTICATION'])
  sandbox.control.revokeToken('sandbox-token')
  expect((await sandbox.send('GET', '/crm/v3/owners')).body.category).toBe('INVALID_AUTHENTICATION')
})

it('tells what a token is', async () => {
  const { send } = await open({}, { tokens: [{ token: 'pat', scopes: ['tickets'], appId: 9, userId: 8 }] })
  const { body } = await send(
    'POST',
    '/oauth/v2/private-apps/get/access-token-info',
    { tokenKey: 'pat' },
    'pat',
  )
  expect(body).toEqual({ hubId: 1_234_567, appId: 9, userId: 8, scopes: ['tickets'] })
  expect((await send('POST', '/oauth/v2/private-apps/get/access-token-info', { tokenKey: 'x' })).status).toBe(
    404,
  )
})
