import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { exchangeRefreshToken } from './refresh-token.ts'
import { json, reset, type Script, startVendor, status } from './testing/vendor.ts'

describe('the exchange of a refresh token', () => {
  const secrets = { clientSecret: 'client+secret/1', refreshToken: 'refresh-token-1' }

  async function exchangeWith(script: Script) {
    await using vendor = await startVendor(script)
    const url = new URL('/oauth/v1/token', vendor.url)
    const outcome = await exchangeRefreshToken({ url, clientId: 'client', ...secrets }).catch(
      (error: unknown) => error,
    )
    return { outcome }
  }

  test('sends a form and gives the token with its lifetime', async () => {
    let sent = ''
    const { outcome } = await exchangeWith((request, response) => {
      request.on('data', (chunk: Buffer) => {
        sent += chunk.toString()
      })
      request.on('end', () => json({ access_token: 'fresh-token', expires_in: 1800 })(request, response))
    })
    expect(outcome).toEqual({ accessToken: 'fresh-token', expiresInMs: 1_800_000, refreshToken: null })
    expect(Object.fromEntries(new URLSearchParams(sent))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'client',
      client_secret: secrets.clientSecret,
      refresh_token: secrets.refreshToken,
    })
  })

  test('takes a lifetime that is written as text, and half an hour where there is none', async () => {
    expect((await exchangeWith(json({ access_token: 'fresh', expires_in: '60' }))).outcome).toMatchObject({
      expiresInMs: 60_000,
    })
    expect((await exchangeWith(json({ access_token: 'fresh' }))).outcome).toMatchObject({
      expiresInMs: 1_800_000,
    })
  })

  test('gives the refresh token that takes the place of the one that was used', async () => {
    const { outcome: rotated } = await exchangeWith(json({ access_token: 'fresh', refresh_token: 'next' }))
    expect(rotated).toMatchObject({ refreshToken: 'next' })
    const repeated = await exchangeWith(json({ access_token: 'fresh', refresh_token: secrets.refreshToken }))
    expect(repeated.outcome).toMatchObject({ refreshToken: null })
  })

  test.each([
    [
      'a refusal asks for a new sign-in',
      json({ error: 'invalid_grant' }, 400),
      'auth',
      /refused the refresh token \(400\): connect again/,
    ],
    [
      'a refusal of the app, by Basic authentication, is not blamed on the token',
      json({ error: 'invalid_client', error_description: 'Unauthorized' }, 401),
      'auth',
      /^the vendor refused the sign-in \(401\): the client id or secret is not known there/,
    ],
    [
      'nor is one in the form',
      json({ error: 'invalid_client' }, 400),
      'auth',
      /^the vendor refused the sign-in \(400\): the client id or secret is not known there/,
    ],
    ['a failure of the vendor does not', status(503), 'transient', /sign-in: the vendor failed \(503\)/],
    ['too many requests wait', status(429, { 'retry-after': '9' }), 'rate', /too many requests/],
    [
      'a redirect is not followed',
      status(302, { location: 'http://127.0.0.1:1/' }),
      'config',
      /redirects are not followed/,
    ],
    [
      'an answer without a token is no grant',
      json({ token: 'x' }),
      'contract',
      /no usable token: access_token/,
    ],
    [
      'an answer that goes on and on is broken off',
      json({ access_token: 'x', padding: 'a'.repeat(5 * 1024 * 1024) }),
      'contract',
      /the answer is longer than 4 MiB/,
    ],
    ['a connection that breaks may be tried again', reset, 'transient', /the sign-in failed/],
  ] as const)('%s', async (_sentence, script, kind, message) => {
    const { outcome } = await exchangeWith(script)
    expect(outcome).toMatchObject({ kind })
    expect((outcome as Error).message).toMatch(message)
  })

  test('keeps its secrets out of errors, as a console shows them', async () => {
    const echo = json(
      { error: 'invalid_grant', error_description: `${secrets.refreshToken} is no good` },
      400,
    )
    for (const script of [echo, reset]) {
      const shown = inspect((await exchangeWith(script)).outcome, { depth: 12, showHidden: true })
      for (const secret of Object.values(secrets)) {
        expect(shown).not.toContain(secret)
        expect(shown).not.toContain(encodeURIComponent(secret))
      }
    }
  })
})
