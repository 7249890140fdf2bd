import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  exchangeRefreshToken,
  noCredentials,
  refreshingToken,
  staticToken,
  type TokenGrant,
} from './credentials.ts'
import { ConnectorError } from './errors.ts'
import { Redactor } from './redaction.ts'
import { failureOf, json, reset, type Script, startVendor, status } from './testing/vendor.ts'

describe('a token that the admin created', () => {
  test('cannot be renewed, and the error says where to set a new one', async () => {
    const credentials = staticToken('secret-token', 'env:HUBSPOT_TOKEN')
    expect(await credentials.token()).toBe('secret-token')
    const error = await failureOf(credentials.refresh('secret-token'))
    expect(error).toMatchObject({ kind: 'auth' })
    expect((error as Error).message).toContain('env:HUBSPOT_TOKEN was refused: create a new one')
  })
})

test('a source without a sign-in has an empty token', async () => {
  expect(await noCredentials.token()).toBe('')
  expect(await noCredentials.refresh('')).toBe('')
})

describe('a token that is renewed', () => {
  const minute = 60_000

  /** An exchange that gives token 1, 2, 3, …, at a clock that the test moves. */
  function exchanges(expiresInMs: number) {
    const clock = { now: 0 }
    const given: TokenGrant[] = []
    const credentials = refreshingToken(
      async () => {
        const grant = { accessToken: `token ${given.length + 1}`, expiresInMs }
        given.push(grant)
        return grant
      },
      () => clock.now,
    )
    return { clock, given, credentials }
  }

  test('is exchanged once for callers that come together', async () => {
    const { credentials, given } = exchanges(30 * minute)
    const tokens = await Promise.all([credentials.token(), credentials.token(), credentials.token()])
    expect(tokens).toEqual(['token 1', 'token 1', 'token 1'])
    expect(given).toHaveLength(1)
  })

  test('is exchanged once for callers whose token was refused together', async () => {
    const { credentials, given } = exchanges(30 * minute)
    const stale = await credentials.token()
    expect(await Promise.all([credentials.refresh(stale), credentials.refresh(stale)])).toEqual([
      'token 2',
      'token 2',
    ])
    expect(await credentials.refresh(stale)).toBe('token 2')
    expect(given).toHaveLength(2)
  })

  test('is renewed a minute before it expires', async () => {
    const { clock, credentials } = exchanges(30 * minute)
    await credentials.token()
    clock.now = 29 * minute - 1
    expect(await credentials.token()).toBe('token 1')
    clock.now = 29 * minute
    expect(await credentials.token()).toBe('token 2')
  })

  test('that lives for less than two minutes is used for half of its life', async () => {
    const { clock, credentials } = exchanges(minute)
    await credentials.token()
    clock.now = minute / 2 - 1
    expect(await credentials.token()).toBe('token 1')
    clock.now = minute / 2
    expect(await credentials.token()).toBe('token 2')
  })

  test('is tried anew after an exchange that failed', async () => {
    let attempts = 0
    const credentials = refreshingToken(
      async () => {
        attempts += 1
        if (attempts === 1) throw new ConnectorError('transient', 'away')
        return { accessToken: 'token', expiresInMs: minute }
      },
      () => 0,
    )
    await expect(credentials.token()).rejects.toThrow('away')
    expect(await credentials.token()).toBe('token')
  })
})

describe('the exchange of a refresh token', () => {
  const secrets = { clientSecret: 'client+secret/1', refreshToken: 'refresh-token-1' }

  async function exchangeWith(script: Script) {
    await using vendor = await startVendor(script)
    const redactor = new Redactor()
    const url = new URL('/oauth/v1/token', vendor.url)
    const outcome = await exchangeRefreshToken({ url, clientId: 'client', ...secrets, redactor }).catch(
      (error: unknown) => error,
    )
    return { outcome, redactor }
  }

  test('sends a form and gives the token with its lifetime', async () => {
    let sent = ''
    const { outcome } = await exchangeWith((request, response) => {
      request.on('data', (chunk: Buffer) => {
        sent += chunk.toString()
      })
      request.on('end', () => json({ access_token: 'fresh-token', expires_in: 1800 })(request, response))
    })
    expect(outcome).toEqual({ accessToken: 'fresh-token', expiresInMs: 1_800_000 })
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

  test('keeps the new tokens out of every text', async () => {
    const { redactor } = await exchangeWith(
      json({ access_token: 'fresh-token', refresh_token: 'rotated-token' }),
    )
    expect(redactor.redact('fresh-token rotated-token')).toBe('[redacted] [redacted]')
  })

  test.each([
    [
      'a refusal asks for a new sign-in',
      json({ error: 'invalid_grant' }, 400),
      'auth',
      /refused the refresh token \(400\): connect again/,
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
