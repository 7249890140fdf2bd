import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { longestAnswer, OutboundGuard } from '@rapport/connector'
import { expect, test } from 'vitest'
import { listRecords } from './objects.ts'
import { connect } from './testing/connection.ts'
import { readTokenInfo } from './token-info.ts'

/** A host of this machine that answers as told. */
async function listen(answer: RequestListener) {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** As the server connects to a host of its own network that the owner allowed. */
const allowed = () => ({ guard: new OutboundGuard({ allowed: ['127.0.0.1'] }), attempts: 1 })
const list = ({ ctx }: ReturnType<typeof connect>) =>
  listRecords(ctx, 'contacts', { after: null, properties: ['email'] })

test('a host that may be private leads nowhere else: no redirect is followed', async () => {
  let asked = 0
  await using elsewhere = await listen((_request, response) => {
    asked += 1
    response.setHeader('content-type', 'application/json').end('{"results":[]}')
  })
  await using vendor = await listen((_request, response) => {
    response.writeHead(302, { location: `${elsewhere.url}/latest/meta-data` }).end()
  })
  await expect(list(connect(vendor.url, allowed()))).rejects.toMatchObject({ status: 302 })
  expect(asked).toBe(0)
})

test('an answer that goes on and on is broken off', async () => {
  const piece = ' '.repeat(1024 * 1024)
  function* pieces() {
    yield '{"results":[]'
    for (let sent = 0; sent <= longestAnswer; sent += piece.length) yield piece
    yield '}'
  }
  await using vendor = await listen((_request, response) => {
    Readable.from(pieces()).pipe(response.setHeader('content-type', 'application/json'))
  })
  await expect(list(connect(vendor.url, allowed()))).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringContaining('the answer is longer than 64 MiB'),
  })
})

test('what is told of the token is not read beyond what it can be', async () => {
  await using vendor = await listen((_request, response) => {
    const padding = 'a'.repeat(5 * 1024 * 1024)
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ hubId: 1, scopes: [], padding }))
  })
  await expect(readTokenInfo(connect(vendor.url, { attempts: 1 }).ctx)).rejects.toMatchObject({
    message: expect.stringContaining('the answer is longer than 4 MiB'),
  })
})
