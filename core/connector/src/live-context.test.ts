import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { refreshingToken } from './credentials.ts'
import {
  connect,
  failureOf,
  json,
  readThing,
  reset,
  type Script,
  silence,
  startVendor,
  status,
  testToken,
  writeThing,
} from './testing/vendor.ts'

const thing = json({ id: '1' })

describe('a request', () => {
  test('is signed, and gives status, headers and the parsed body', async () => {
    await using vendor = await startVendor(json({ id: '1', unknown: true }, 200, { 'X-Limit': '5' }))
    const { ctx } = connect(vendor.url)
    const answer = await readThing(ctx)
    expect(answer).toMatchObject({ status: 200, headers: { 'x-limit': '5' }, body: { id: '1' } })
    expect(vendor.asked).toEqual(['GET /things/1'])
    expect(vendor.tokens).toEqual([`Bearer ${testToken}`])
  })

  test('carries its query, without what is undefined', async () => {
    await using vendor = await startVendor(thing)
    const { ctx } = connect(vendor.url)
    await ctx.request({
      method: 'GET',
      path: '/things?archived=false',
      query: { limit: 10, after: 'a b', before: undefined },
      budget: 'general',
      effect: 'read',
      schema: z.unknown(),
    })
    expect(vendor.asked).toEqual(['GET /things?archived=false&limit=10&after=a+b'])
  })

  test('takes its turn in the budget and is recorded', async () => {
    await using vendor = await startVendor(thing)
    const { ctx, budgets, calls } = connect(vendor.url)
    await readThing(ctx)
    expect(budgets.taken).toEqual(['general'])
    expect(calls).toEqual([
      {
        connection: 'crm',
        operation: 'GET /things/1',
        budget: 'general',
        effect: 'read',
        attempt: 1,
        outcome: 'ok',
        ms: expect.any(Number),
      },
    ])
  })

  test('of a budget that the connector does not declare is a mistake in the connector', async () => {
    const { ctx } = connect('http://127.0.0.1:1')
    await expect(
      ctx.call({ budget: 'other', effect: 'read', operation: 'x' }, async () => 1),
    ).rejects.toThrow('connector example declares no budget "other"')
  })

  test('whose answer is not as described is a contract error that names the field, and is not repeated', async () => {
    await using vendor = await startVendor(json({ id: 7 }))
    const error = await failureOf(readThing(connect(vendor.url).ctx))
    expect(error).toMatchObject({ kind: 'contract', status: 200 })
    expect((error as Error).message).toMatch(/^crm: GET \/things\/1: unexpected answer: id: /)
    expect(vendor.asked).toHaveLength(1)
  })
})

describe('what is asked before a write', () => {
  test('is asked once its turn has come, and keeps it from leaving', async () => {
    await using vendor = await startVendor(thing)
    let isMine = true
    const beforeWrite = async () => {
      if (!isMine) throw new Error('another process works on this now')
    }
    const { ctx, budgets } = connect(vendor.url, { beforeWrite })
    budgets.onTake = () => {
      isMine = false
    }
    await expect(writeThing(ctx)).rejects.toThrow('another process works on this now')
    expect(vendor.asked).toEqual([])
  })

  test('is asked before each attempt', async () => {
    await using vendor = await startVendor(status(429), thing)
    let asked = 0
    const beforeWrite = async () => {
      asked += 1
    }
    await writeThing(connect(vendor.url, { beforeWrite }).ctx)
    expect(asked).toBe(2)
  })

  test('is not asked before a reading', async () => {
    await using vendor = await startVendor(thing)
    const beforeWrite = () => Promise.reject(new Error('another process works on this now'))
    expect((await readThing(connect(vendor.url, { beforeWrite }).ctx)).status).toBe(200)
  })
})

describe('a sign-in that is refused', () => {
  const renewing = () => {
    let count = 0
    return refreshingToken(
      async () => {
        count += 1
        return { accessToken: `token-${count}`, expiresInMs: 1_000_000 }
      },
      () => 0,
    )
  }

  test('is renewed once, and the call goes on', async () => {
    await using vendor = await startVendor(status(401), thing)
    const { ctx, calls, budgets } = connect(vendor.url, { credentials: renewing() })
    expect((await readThing(ctx)).body).toEqual({ id: '1' })
    expect(vendor.tokens).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(calls.map((call) => call.outcome)).toEqual(['auth', 'ok'])
    expect(budgets.taken).toHaveLength(2)
  })

  test('a second time is final', async () => {
    await using vendor = await startVendor(status(401))
    const error = await failureOf(readThing(connect(vendor.url, { credentials: renewing() }).ctx))
    expect(error).toMatchObject({ kind: 'auth', status: 401 })
    expect(vendor.asked).toHaveLength(2)
  })

  test('and cannot be renewed says what to do', async () => {
    await using vendor = await startVendor(status(401))
    const error = await failureOf(readThing(connect(vendor.url).ctx))
    expect(error).toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(/^crm: the access token from env:TOKEN was refused/),
    })
    expect(vendor.asked).toHaveLength(1)
  })

  test('is renewed for a write too: a refused write had no effect', async () => {
    await using vendor = await startVendor(status(401), thing)
    expect((await writeThing(connect(vendor.url, { credentials: renewing() }).ctx)).status).toBe(200)
  })

  test('for lack of a permission is not renewed', async () => {
    await using vendor = await startVendor(status(403))
    expect(await failureOf(readThing(connect(vendor.url, { credentials: renewing() }).ctx))).toMatchObject({
      kind: 'auth',
      status: 403,
    })
    expect(vendor.asked).toHaveLength(1)
  })
})

describe('too many requests', () => {
  test('empties the budget for as long as the vendor says, in seconds, and the call goes on', async () => {
    await using vendor = await startVendor(status(429, { 'retry-after': '7' }), thing)
    const { ctx, budgets, calls } = connect(vendor.url)
    await readThing(ctx)
    expect(budgets.exhausted).toEqual([{ budget: 'general', forMs: 7000 }])
    expect(calls.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, 'rate'],
      [2, 'ok'],
    ])
  })

  test('understands a date as well', async () => {
    await using vendor = await startVendor(
      status(429, { 'retry-after': 'Fri, 31 Dec 2100 23:59:59 GMT' }),
      thing,
    )
    const { ctx, budgets } = connect(vendor.url, { longestWaitMs: Number.POSITIVE_INFINITY })
    await readThing(ctx)
    expect(budgets.exhausted).toHaveLength(1)
    expect(budgets.exhausted[0]?.forMs).toBeGreaterThan(10_000)
  })

  test('without a word of the vendor waits for one window', async () => {
    await using vendor = await startVendor(status(429), thing)
    const { ctx, budgets } = connect(vendor.url)
    await readThing(ctx)
    expect(budgets.exhausted).toEqual([{ budget: 'general', forMs: 10_000 }])
  })

  test('is tried again for a write: nothing took effect', async () => {
    await using vendor = await startVendor(status(429), thing)
    expect((await writeThing(connect(vendor.url).ctx)).status).toBe(200)
  })

  test('for longer than a run may wait gives up at once, and still tells everybody', async () => {
    await using vendor = await startVendor(status(429, { 'retry-after': '3600' }))
    const { ctx, budgets } = connect(vendor.url)
    expect(await failureOf(readThing(ctx))).toMatchObject({ kind: 'rate', retryAfterMs: 3_600_000 })
    expect(vendor.asked).toHaveLength(1)
    expect(budgets.exhausted).toEqual([{ budget: 'general', forMs: 3_600_000 }])
  })

  test('told by the budget alone for longer than a run may wait says when to come back', async () => {
    await using vendor = await startVendor(thing)
    const { ctx, budgets } = connect(vendor.url)
    budgets.waits.push(3_600_000)
    const error = await failureOf(readThing(ctx))
    expect(error).toMatchObject({
      kind: 'rate',
      message: 'crm: GET /things/1: the budget "general" is used up: run again in 60 min',
    })
    expect(vendor.asked).toEqual([])
    expect(budgets.taken).toEqual([])
  })

  test('in the repetition after a renewed sign-in empties the budget too', async () => {
    await using vendor = await startVendor(status(401), status(429, { 'retry-after': '3' }), thing)
    let count = 0
    const exchange = async () => ({ accessToken: `token-${++count}`, expiresInMs: 1_000_000 })
    const { ctx, budgets } = connect(vendor.url, { credentials: refreshingToken(exchange, () => 0) })
    await readThing(ctx)
    expect(budgets.exhausted).toEqual([{ budget: 'general', forMs: 3000 }])
  })
})

describe('a failure of the vendor', () => {
  const cutShort: Script = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"id":')
    setImmediate(() => response.destroy())
  }
  const truncated: Script = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":')
  }

  test.each([
    ['a 500', status(500)],
    ['a 503', status(503)],
    ['a reset', reset],
    ['a body cut short', cutShort],
    ['half a JSON', truncated],
  ])('%s is tried again for a read', async (_name, script) => {
    await using vendor = await startVendor(script, script, thing)
    expect((await readThing(connect(vendor.url).ctx)).body).toEqual({ id: '1' })
    expect(vendor.asked).toHaveLength(3)
  })

  test.each([
    ['a 500', status(500), 'transient'],
    ['a reset', reset, 'transient'],
    ['a body cut short', cutShort, 'transient'],
    ['half a JSON', truncated, 'transient'],
    ['an unexpected answer', json({}), 'contract'],
  ])('%s is not tried again for a write: it may have taken effect', async (_name, script, kind) => {
    await using vendor = await startVendor(script)
    expect(await failureOf(writeThing(connect(vendor.url).ctx))).toMatchObject({ kind, outcome: 'unknown' })
    expect(vendor.asked).toHaveLength(1)
  })

  test('that goes on is given up after so many attempts, each recorded', async () => {
    await using vendor = await startVendor(status(502))
    const { ctx, calls } = connect(vendor.url, { attempts: 3 })
    expect(await failureOf(readThing(ctx))).toMatchObject({ kind: 'transient', status: 502 })
    expect(calls.map((call) => call.attempt)).toEqual([1, 2, 3])
  })

  test('that says when it is back is not asked before', async () => {
    await using vendor = await startVendor(status(503, { 'retry-after': '5' }), thing)
    const { ctx, budgets } = connect(vendor.url)
    await readThing(ctx)
    expect(budgets.exhausted).toEqual([{ budget: 'general', forMs: 5000 }])
  })

  test('to listen at all certainly had no effect: a write is tried again', async () => {
    const vendor = await startVendor(thing)
    await vendor[Symbol.asyncDispose]()
    const { ctx, calls } = connect(vendor.url, { attempts: 2 })
    expect(await failureOf(writeThing(ctx))).toMatchObject({ kind: 'transient', outcome: 'none' })
    expect(calls).toHaveLength(2)
  })

  test('to answer in time is transient, and unknown for a write', async () => {
    await using vendor = await startVendor(silence)
    const { ctx } = connect(vendor.url)
    const late = ctx.request({
      method: 'POST',
      path: '/things',
      budget: 'general',
      effect: 'write',
      schema: z.unknown(),
      timeoutMs: 20,
    })
    expect(await failureOf(late)).toMatchObject({
      kind: 'transient',
      outcome: 'unknown',
      message: 'crm: POST /things: no answer within 0.02 s',
    })
  })
})

describe('the headers of an answer', () => {
  test('correct the budgets, whatever the status', async () => {
    await using vendor = await startVendor(
      status(500, { 'x-limit': '190' }),
      json({ id: '1' }, 200, { 'x-limit': '200' }),
    )
    const readLimits = (headers: Readonly<Record<string, string>>) => [
      { budget: 'general', requests: Number(headers['x-limit']) },
    ]
    const { ctx, budgets } = connect(vendor.url, { connector: { readLimits } })
    await readThing(ctx)
    expect(budgets.readings.map((reading) => reading.requests)).toEqual([190, 200])
  })

  test.each(['0', 'many', '-1'])('that name a limit of %s are not believed', async (limit) => {
    await using vendor = await startVendor(json({ id: '1' }, 200, { 'x-limit': limit }))
    const readLimits = (headers: Readonly<Record<string, string>>) => [
      { budget: 'general', requests: Number(headers['x-limit']) },
    ]
    const { ctx, budgets } = connect(vendor.url, { connector: { readLimits } })
    await readThing(ctx)
    expect(budgets.readings).toEqual([])
  })
})
