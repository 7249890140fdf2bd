import { inspect } from 'node:util'
import axios from 'axios'
import { describe, expect, test } from 'vitest'
import { ConnectorError } from './errors.ts'
import { HttpFailure } from './http-answer.ts'
import { connect, failureOf, json, readThing, reset, startVendor, testToken } from './testing/vendor.ts'

/** All that a log or a console could show of an error. */
function everythingIn(error: unknown): string {
  const chain: unknown[] = []
  for (let current = error; current instanceof Error; current = current.cause)
    chain.push(current.message, current.stack)
  return [...chain, JSON.stringify(error), inspect(error, { depth: 12, showHidden: true })].join('\n')
}

const list = { budget: 'general', effect: 'write', operation: 'list things' } as const

/** The error of a call in which a vendor's client throws. */
function thrownByClient(error: unknown, options: Parameters<typeof connect>[1] = {}): Promise<unknown> {
  return failureOf(connect('http://127.0.0.1:1', options).ctx.call(list, async () => Promise.reject(error)))
}

describe('no secret is in an error', () => {
  test('of a request whose connection broke', async () => {
    await using vendor = await startVendor(reset)
    expect(everythingIn(await failureOf(readThing(connect(vendor.url, { attempts: 1 }).ctx)))).not.toContain(
      testToken,
    )
  })

  test('of an answer that repeats the token, in body, header or cookie', async () => {
    await using vendor = await startVendor(
      json({ message: `the token ${testToken} has expired` }, 400, {
        'x-token': testToken,
        'set-cookie': 'session=abcdef',
      }),
    )
    const error = await failureOf(readThing(connect(vendor.url).ctx))
    expect(everythingIn(error)).not.toContain(testToken)
    expect(everythingIn(error)).not.toContain('abcdef')
    expect((error as Error).cause).toMatchObject({
      status: 400,
      body: { message: 'the token [redacted] has expired' },
    })
    expect((error as Error).cause).toBeInstanceOf(HttpFailure)
  })

  test('of a path that holds the token, nor in the record of the call', async () => {
    await using vendor = await startVendor(json({}, 404))
    const { ctx, calls } = connect(vendor.url)
    const error = await failureOf(readThing(ctx, `/tokens/${testToken}`))
    expect(everythingIn(error)).not.toContain(testToken)
    expect(calls.map((call) => call.operation)).toEqual(['GET /tokens/[redacted]'])
  })

  test("of a vendor's client that puts the request into its error", async () => {
    const thrown = Object.assign(new Error(`failed with ${testToken}`), {
      request: { headers: { authorization: `Bearer ${testToken}` } },
      cause: Object.assign(new Error(`inner ${testToken}`), { config: { token: testToken } }),
    })
    const error = await thrownByClient(thrown)
    expect(everythingIn(error)).not.toContain(testToken)
    expect((error as Error).message).toBe('crm: list things: failed with [redacted]')
    expect((error as Error).cause).toMatchObject({
      message: 'failed with [redacted]',
      cause: { message: 'inner [redacted]' },
    })
  })

  test("of the connector's own classification", async () => {
    const classify = (cause: unknown) => new ConnectorError('invalid', `refused ${testToken}`, { cause })
    const error = await thrownByClient(Object.assign(new Error('no'), { token: testToken }), {
      connector: { classify },
    })
    expect(everythingIn(error)).not.toContain(testToken)
    expect(error).toMatchObject({ kind: 'invalid', message: 'crm: refused [redacted]' })
  })

  test('of a client that throws something else than an error', async () => {
    expect(everythingIn(await thrownByClient({ headers: { authorization: testToken } }))).not.toContain(
      testToken,
    )
    expect(everythingIn(await thrownByClient(`text with ${testToken}`))).not.toContain(testToken)
  })

  test('of an axios error inside another error', async () => {
    const refused = await failureOf(
      axios.get('http://127.0.0.1:1/', { headers: { authorization: `Bearer ${testToken}` } }),
    )
    const error = await thrownByClient(new Error('the client failed', { cause: refused }))
    expect(everythingIn(error)).not.toContain(testToken)
    expect(error).toMatchObject({
      kind: 'transient',
      outcome: 'none',
      cause: { cause: { code: 'ECONNREFUSED' } },
    })
  })

  test('of a sign-in that fails, with or without a kind of its own', async () => {
    for (const thrown of [new Error(`sent ${testToken}`), new ConnectorError('auth', `sent ${testToken}`)]) {
      const credentials = { token: async () => Promise.reject(thrown), refresh: async () => '' }
      const error = await failureOf(readThing(connect('http://127.0.0.1:1', { credentials }).ctx))
      expect(error).toBeInstanceOf(ConnectorError)
      expect(everythingIn(error)).not.toContain(testToken)
      expect((error as Error).message).toMatch(/^crm: /)
    }
  })

  test('where causes go in a circle', async () => {
    const thrown = new Error(testToken)
    thrown.cause = thrown
    const error = await thrownByClient(thrown)
    expect(inspect(error, { depth: 20 })).not.toContain(testToken)
  })
})

describe("a vendor's client", () => {
  test('is given the token and gives back what it found', async () => {
    const { ctx, calls } = connect(null)
    expect(await ctx.call(list, async ({ token }) => token.length)).toBe(testToken.length)
    expect(calls).toMatchObject([{ operation: 'list things', effect: 'write', outcome: 'ok' }])
  })

  test('that fails in a way nobody knows is a contract error, with its kind named in the record', async () => {
    const { ctx, calls } = connect(null)
    const failed = ctx.call({ ...list, effect: 'read' }, async () => Promise.reject(new Error('surprise')))
    expect(await failureOf(failed)).toMatchObject({ kind: 'contract', message: 'crm: list things: surprise' })
    expect(calls.map((call) => call.outcome)).toEqual(['contract'])
  })

  test('whose connection fails is tried again for a read', async () => {
    const { ctx } = connect(null)
    let attempts = 0
    const found = await ctx.call({ ...list, effect: 'read' }, async () => {
      attempts += 1
      if (attempts < 3)
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) })
      return 'found'
    })
    expect([found, attempts]).toEqual(['found', 3])
  })
})
