import { expect, it } from 'vitest'
import { assertionOf, clientOf, type OpenOrg, open, refusal, unauthorised } from './testing/open.ts'

const JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

it('gives an access token for a signed JWT, with which jsforce reads', async () => {
  const server = await open()
  const client = unauthorised(server)
  const assertion = assertionOf(server, server.clock.now)
  const user = await client.authorize({ grant_type: JWT, assertion })
  expect(user).toMatchObject({ id: server.org.integrationUserId, organizationId: server.org.organizationId })
  expect(client.instanceUrl).toBe(server.instanceUrl)
  expect((await client.identity()).username).toBe(server.username)
})

it.each([
  ['another audience', { aud: 'https://elsewhere.example.com' }, 'invalid_grant', 'audience is invalid'],
  [
    'the sandbox login host',
    { aud: 'https://test.salesforce.com' },
    'app_not_found',
    'not installed in this org',
  ],
  ['an expiry that is past', { exp: 1_000 }, 'invalid_grant', 'expired authorization code'],
  [
    'an expiry an hour ahead',
    { exp: Date.UTC(2026, 0, 15, 13) / 1_000 },
    'invalid_grant',
    'invalid assertion',
  ],
  ['an unknown app', { iss: 'nobody' }, 'invalid_client_id', 'client identifier invalid'],
  ['an unknown user', { sub: 'nobody@example.com' }, 'invalid_grant', "user hasn't approved this consumer"],
])('refuses a JWT with %s', async (_, claims, error, description) => {
  const server = await open()
  const assertion = assertionOf(server, server.clock.now, claims)
  const { status, body } = await server.send(
    'POST',
    '//services/oauth2/token',
    `grant_type=${encodeURIComponent(JWT)}&assertion=${assertion}`,
  )
  expect([status, body.error]).toEqual([400, error])
  expect(body.error_description).toContain(description)
})

it.each([
  [
    'a JWT',
    (server: OpenOrg) =>
      `grant_type=${encodeURIComponent(JWT)}&assertion=${assertionOf(server, server.clock.now)}`,
  ],
  [
    'client credentials',
    ({ consumerKey, clientSecret }: OpenOrg) =>
      `grant_type=client_credentials&client_id=${consumerKey}&client_secret=${clientSecret}`,
  ],
])('refuses %s of a user whom no administrator approved for the app', async (_, formOf) => {
  const server = await open({}, { app: { approvedUsernames: [] } })
  const { status, body } = await server.send('POST', '//services/oauth2/token', formOf(server))
  expect([status, body]).toEqual([
    400,
    {
      error: 'invalid_app_access',
      error_description: 'user is not admin approved to access this app',
    },
  ])
})

it('refuses a JWT whose signature is not of the registered key', async () => {
  const server = await open()
  const [head, , signature] = assertionOf(server, server.clock.now).split('.')
  const [, body] = assertionOf(server, server.clock.now, { exp: server.clock.now / 1_000 + 60 }).split('.')
  const work = unauthorised(server).authorize({ grant_type: JWT, assertion: `${head}.${body}.${signature}` })
  expect((await refusal(work)).message).toContain('invalid assertion')
})

it('gives tokens for client credentials, and words a wrong secret as Salesforce does', async () => {
  const server = await open()
  await unauthorised(server).authorize({ grant_type: 'client_credentials' })
  const form = `grant_type=client_credentials&client_id=${server.consumerKey}&client_secret=wrong`
  const { status, body } = await server.send('POST', '//services/oauth2/token', form)
  expect([status, body]).toEqual([
    401,
    { error: 'invalid_client', error_description: 'invalid client credentials' },
  ])
})

it('refuses client credentials of an app without a user to run as', async () => {
  const server = await open({}, { app: { runAs: null } })
  const work = unauthorised(server).authorize({ grant_type: 'client_credentials' })
  expect((await refusal(work)).message).toContain('no client credentials user enabled')
})

it('rotates refresh tokens: each works once', async () => {
  const server = await open()
  const { oauth2 } = unauthorised(server)
  const first = await oauth2.refreshToken(server.refreshToken)
  expect(first.refresh_token).not.toBe(server.refreshToken)
  await expect(oauth2.refreshToken(server.refreshToken)).rejects.toThrow('expired access/refresh token')
  await oauth2.refreshToken(first.refresh_token ?? '')
})

it('answers calls with an expired or an unknown token 401 INVALID_SESSION_ID', async () => {
  const server = await open()
  expect(await refusal(clientOf(server, 'wrong').query('SELECT Id FROM Account'))).toMatchObject({
    errorCode: 'INVALID_SESSION_ID',
  })
  server.clock.now += 7_200_000
  const { status, body } = await server.send('GET', '/limits')
  expect([status, body]).toEqual([
    401,
    [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
  ])
})

it('keeps a session that is used alive', async () => {
  const { send, clock } = await open()
  for (let hour = 0; hour < 4; hour += 1) {
    clock.now += 3_600_000
    expect((await send('GET', '/limits')).status).toBe(200)
  }
})

it('revokes a token', async () => {
  const server = await open()
  await unauthorised(server).oauth2.revokeToken(server.accessToken)
  expect((await server.send('GET', '/limits')).status).toBe(401)
})

it('refuses every call of a user whose profile has no API access', async () => {
  const { send } = await open({}, { permissions: { apiEnabled: false } })
  const { status, body } = await send('GET', '/limits')
  expect([status, body[0].errorCode]).toEqual([403, 'API_DISABLED_FOR_ORG'])
})

it('lists the versions it serves, answers retired ones 410 and unknown ones 404', async () => {
  const { send, client } = await open({}, { oldestVersion: 41 })
  const versions = (await client.request('/services/data')) as { version: string; label: string }[]
  expect([versions[0]?.version, versions.at(-1)]).toMatchObject([
    '41.0',
    { version: '68.0', label: "Winter '27" },
  ])
  const retired = await send('GET', '//services/data/v40.0/limits')
  expect([retired.status, retired.body[0].errorCode]).toEqual([410, 'UNSUPPORTED_API_VERSION'])
  expect((await send('GET', '//services/data/v99.0/limits')).status).toBe(404)
  expect((await send('GET', '/nothing/here')).body[0].errorCode).toBe('NOT_FOUND')
})

it('says on every answer how many calls are used, errors included', async () => {
  const { send, client } = await open({}, { limits: { daily: 50 } })
  expect((await send('GET', '/limits')).headers.get('Sforce-Limit-Info')).toBe('api-usage=1/50')
  expect((await send('GET', '/nothing/here')).headers.get('Sforce-Limit-Info')).toBe('api-usage=2/50')
  await client.limits()
  expect(client.limitInfo.apiUsage).toEqual({ used: 3, limit: 50 })
})
