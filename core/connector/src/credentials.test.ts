import { describe, expect, test } from 'vitest'
import { noCredentials, refreshingToken, staticToken, type TokenGrant } from './credentials.ts'
import { ConnectorError } from './errors.ts'
import { failureOf } from './testing/vendor.ts'

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
