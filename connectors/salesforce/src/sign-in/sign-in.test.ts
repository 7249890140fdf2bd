import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type SalesforceServer, startSalesforce } from '@rapport/sandbox'
import { afterAll, expect, test } from 'vitest'
import { salesforceSettings } from '../settings.ts'
import { connect } from '../testing/connection.ts'
import { signInAsClient } from './client-credentials.ts'
import { signInWithJwt } from './jwt-bearer.ts'
import { signInMethods } from './methods.ts'
import { signInWithRefreshToken } from './refresh-token.ts'

const server = await startSalesforce()
afterAll(() => server.close())

const { consumerKey, username, privateKey, clientSecret, refreshToken, loginUrl } = server
const byJwt = (over: Partial<Parameters<typeof signInWithJwt>[0]> = {}) =>
  signInWithJwt({ loginUrl, consumerKey, username, privateKey, now: Date.now(), ...over })

test('a signed statement gives a token that Salesforce takes', async () => {
  const { accessToken } = await byJwt()
  const { upserts } = await connect({ ...server, accessToken }).read('agent')
  expect(upserts).toBeGreaterThan(0)
})

test('the app itself signs in as the user that it runs as', async () => {
  const { accessToken } = await signInAsClient({ loginUrl, consumerKey, consumerSecret: clientSecret })
  const { upserts } = await connect({ ...server, accessToken }).read('agent')
  expect(upserts).toBeGreaterThan(0)
})

test('a refresh token gives a token, and is worth nothing afterwards', async () => {
  const once = { loginUrl, clientId: consumerKey, clientSecret, refreshToken }
  const grant = await signInWithRefreshToken(once)
  expect(grant.refreshToken).not.toBeNull()
  await expect(signInWithRefreshToken(once)).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('connect again'),
  })
  await expect(
    signInWithRefreshToken({ ...once, refreshToken: grant.refreshToken ?? '' }),
  ).resolves.toMatchObject({ accessToken: expect.any(String) })
})

test.each([
  ['ahead', 3_600_000, '60 min ahead of'],
  ['behind', -3_600_000, '60 min behind'],
])('a clock that is %s is said to be', async (_name, skew, said) => {
  await expect(byJwt({ now: Date.now() + skew })).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining(said),
  })
})

test('a refusal that a clock has no part in is not blamed on one that is a little wrong', async () => {
  await expect(byJwt({ username: 'someone@example.com', now: Date.now() + 90_000 })).rejects.toMatchObject({
    message: expect.stringContaining('Pre-authorise someone@example.com'),
  })
})

test('a user that the app is not approved for is named', async () => {
  await expect(byJwt({ username: 'someone@example.com' })).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('Pre-authorise someone@example.com'),
  })
})

test.each([
  [
    'a signed statement',
    'Pre-authorise integration@sandbox.example.com',
    (org: SalesforceServer) => signInWithJwt({ ...org, now: Date.now() }),
  ],
  [
    'client credentials',
    'Pre-authorise the user that "Run As" names',
    ({ clientSecret, ...org }: SalesforceServer) => signInAsClient({ ...org, consumerSecret: clientSecret }),
  ],
])('by %s, a user whom no administrator approved for the app is told where to', async (_, advice, signIn) => {
  const org = await startSalesforce({ app: { approvedUsernames: [] } })
  const failure = await signIn(org).catch((error: unknown) => error)
  await org.close()
  expect(failure).toMatchObject({
    kind: 'auth',
    message: expect.stringContaining(
      `user is not admin approved to access this app [invalid_app_access]. ${advice}: in External Client App Manager`,
    ),
  })
})

test('a key of another certificate is told from a wrong clock', async () => {
  const other = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  await expect(byJwt({ privateKey: other.privateKey })).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('does not belong to the certificate'),
  })
})

test('what is no key is a mistake of the set-up, and is not shown', async () => {
  const failure = await byJwt({ privateKey: 'a-secret-that-is-no-key' }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ kind: 'config' })
  expect(String(failure)).not.toContain('a-secret')
})

test('an app that does not exist is named as the mistake', async () => {
  await expect(byJwt({ consumerKey: 'unknown' })).rejects.toMatchObject({
    message: expect.stringContaining('consumerKey'),
  })
  await expect(signInAsClient({ loginUrl, consumerKey, consumerSecret: 'wrong' })).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('consumerSecret'),
  })
})

test('a token endpoint that is down is no refusal', async () => {
  server.control.fail({ path: '*/token', fault: { kind: 'status', status: 503 } })
  await expect(byJwt()).rejects.toMatchObject({ kind: 'transient' })
  server.control.fail({ path: '*/token', fault: { kind: 'reset' } })
  await expect(byJwt()).rejects.toMatchObject({ kind: 'transient' })
})

test('an answer that goes on and on is broken off', async () => {
  const endless = createServer((_request, response) => {
    response.end(JSON.stringify({ access_token: 'x', padding: 'a'.repeat(5 * 1024 * 1024) }))
  })
  endless.listen(0, '127.0.0.1')
  await once(endless, 'listening')
  const { port } = endless.address() as AddressInfo
  await expect(byJwt({ loginUrl: `http://127.0.0.1:${port}` })).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringContaining('the answer is longer than 4 MiB'),
  })
  endless.closeAllConnections()
  endless.close()
})

test('each method takes what its schema names, with secrets by reference only', async () => {
  const [jwt] = signInMethods
  const settings = salesforceSettings.parse({ instanceUrl: server.instanceUrl })
  const given = { consumerKey, username, privateKey: 'file:key.pem' }
  expect(jwt?.schema.safeParse(given).success).toBe(true)
  expect(jwt?.schema.safeParse({ ...given, privateKey }).success).toBe(false)
  await expect(jwt?.exchange(settings, { ...given, privateKey }, Date.now())).resolves.toMatchObject({
    accessToken: expect.any(String),
  })
})
