import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { longestAnswer } from '@rapport/connector'
import { startSalesforce } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { callClient } from './client.ts'
import { connect } from './testing/connection.ts'

const describeAccount = (connection: ReturnType<typeof connect>, timeoutMs?: number) =>
  callClient(
    connection.ctx,
    { effect: 'read', operation: 'describe Account', ...(timeoutMs === undefined ? {} : { timeoutMs }) },
    (client) => client.describe('Account'),
  )

/** A vendor that answers as told. */
async function listen(answer: RequestListener) {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    connection: (options = {}) =>
      connect({ instanceUrl: `http://127.0.0.1:${port}`, accessToken: 'a-token-of-the-org' }, options),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('every call names the version of the settings and is signed once', async () => {
  const asked: (string | undefined)[] = []
  await using vendor = await listen((request, response) => {
    asked.push(request.url, request.headers.authorization)
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await describeAccount(vendor.connection({ settings: { apiVersion: '67.0' } }))
  expect(asked).toEqual(['/services/data/v67.0/sobjects/Account/describe', 'Bearer a-token-of-the-org'])
})

test('jsforce tries nothing again by itself', async () => {
  let calls = 0
  await using vendor = await listen((_request, response) => {
    calls += 1
    response.writeHead(503).end()
  })
  await expect(describeAccount(vendor.connection({ attempts: 1 }))).rejects.toMatchObject({
    kind: 'transient',
  })
  expect(calls).toBe(1)
})

test('an answer that goes on and on is broken off', async () => {
  const piece = 'a'.repeat(1024 * 1024)
  function* pieces() {
    yield '{"padding":"'
    for (let sent = 0; sent <= longestAnswer; sent += piece.length) yield piece
    yield '"}'
  }
  await using vendor = await listen((_request, response) => {
    Readable.from(pieces()).pipe(response.setHeader('content-type', 'application/json'))
  })
  await expect(describeAccount(vendor.connection({ attempts: 1 }))).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringContaining('the answer is longer than 64 MiB'),
  })
})

test('a call that gets no answer ends when its time is up', async () => {
  await using vendor = await listen(() => {})
  await expect(describeAccount(vendor.connection({ attempts: 1 }), 50)).rejects.toMatchObject({
    kind: 'transient',
    message: expect.stringContaining('no answer within'),
  })
})

test('a redirect is not followed, and the token goes nowhere else', async () => {
  let calls = 0
  await using vendor = await listen((_request, response) => {
    calls += 1
    response.writeHead(302, { location: 'http://127.0.0.1:9/elsewhere' }).end()
  })
  await expect(describeAccount(vendor.connection())).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('My Domain'),
  })
  expect(calls).toBe(1)
})

test('JSON that is cut short is tried again, not taken for text', async () => {
  let calls = 0
  await using vendor = await listen((_request, response) => {
    calls += 1
    response.setHeader('content-type', 'application/json').end(calls === 1 ? '{"fields":' : '{"fields":[]}')
  })
  await expect(describeAccount(vendor.connection())).resolves.toEqual({ fields: [] })
})

test('a token that has ended is renewed once', async () => {
  const server = await startSalesforce()
  const tokens = ['a-token-that-has-ended', server.accessToken]
  const credentials = {
    token: async () => tokens[0] ?? '',
    refresh: async () => {
      tokens.shift()
      return tokens[0] ?? ''
    },
  }
  await connect(server, { credentials }).read('company')
  expect(server.control.log().filter(({ status }) => status === 401)).toHaveLength(1)
  await server.close()
})
