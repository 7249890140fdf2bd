import { createHash } from 'node:crypto'
import { startSalesforce } from '@rapport/sandbox'
import { afterAll, expect, test } from 'vitest'
import { salesforceSettings } from '../settings.ts'
import { signInWithRefreshToken } from './refresh-token.ts'
import { webServer } from './web-server.ts'

const redirectUri = 'http://127.0.0.1:8717/callback'
const verifier = 'v'.repeat(43)
const challenge = createHash('sha256').update(verifier).digest('base64url')

const server = await startSalesforce()
afterAll(() => server.close())
const { consumerKey: clientId, clientSecret, loginUrl } = server
const settings = salesforceSettings.parse({ instanceUrl: server.instanceUrl })
const given = { clientId, clientSecret }

/** The code that the org gives to a person who signs in and allows it. */
async function newCode(): Promise<string> {
  const address = webServer.address(settings, given, { redirectUri, state: 'of-the-test', challenge })
  const response = await fetch(address, { redirect: 'manual' })
  const target = new URL(response.headers.get('location') ?? '')
  expect(target.searchParams.get('state')).toBe('of-the-test')
  return target.searchParams.get('code') ?? ''
}

test('a code gives a refresh token, with which Rapport signs in from then on', async () => {
  const refreshToken = await webServer.exchange(settings, given, {
    redirectUri,
    code: await newCode(),
    verifier,
  })
  const grant = await signInWithRefreshToken({ loginUrl, clientId, clientSecret, refreshToken })
  expect(grant.accessToken).not.toBe('')
})

test('a code is good once', async () => {
  const answer = { redirectUri, code: await newCode(), verifier }
  await webServer.exchange(settings, given, answer)
  await expect(webServer.exchange(settings, given, answer)).rejects.toMatchObject({ kind: 'auth' })
})

test.each([
  ['another verifier', {}, { verifier: 'w'.repeat(43) }, 'The code belongs to another sign-in'],
  ['another callback', {}, { redirectUri: 'http://localhost:8717/callback' }, 'with --callback'],
  ['another secret', { clientSecret: 'another' }, {}, 'auth.clientSecret is not that of the app'],
  ['no secret', { clientSecret: '' }, {}, 'The app requires its consumer secret'],
  ['another app', { clientId: 'another' }, {}, 'auth.clientId is not that of an app'],
])('with %s a code is refused, and what to do is said', async (_name, app, answer, message) => {
  const exchange = webServer.exchange(
    settings,
    { ...given, ...app },
    { redirectUri, code: await newCode(), verifier, ...answer },
  )
  await expect(exchange).rejects.toMatchObject({ kind: 'auth', message: expect.stringContaining(message) })
})
