import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import type { AnyConnector } from '@rapport/connector'
import { hubspot } from '@rapport/hubspot'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const secret = 'the client secret of the app'
const publicUrl = 'https://rapport.example.com/behind'
let server: TestServer

beforeAll(async () => {
  server = await startTestServer({
    config: {
      publicUrl,
      connections: {
        'hub spot': {
          connector: 'hubspot',
          auth: { accessToken: 'env:TOKEN' },
          settings: { webhookSecret: 'env:SECRET' },
        },
        files: { connector: 'csv' },
      },
    },
  })
  const connectors = server.workspace.connectors as Map<string, AnyConnector>
  connectors.set('hubspot', hubspot)
  server.workspace.environment.SECRET = secret
})
afterAll(() => server[Symbol.asyncDispose]())

const path = '/api/webhooks/hub%20spot?from=%3A%20%C3%A9'
/** As HubSpot signs it: of the escapes in the address, `%3A` is decoded. */
const signedUrl = `${publicUrl}${path.replace('%3A', ':')}`
const events = JSON.stringify([
  { subscriptionType: 'contact.creation', objectId: 1, occurredAt: Date.now() },
  { subscriptionType: 'product.creation', objectId: 2, occurredAt: Date.now() },
])

function post(
  body: string,
  {
    to = path,
    at = Date.now(),
    headers = {},
  }: { to?: string; at?: number; headers?: Record<string, string> } = {},
): Promise<{ status: number | undefined; body: string }> {
  const signature = createHmac('sha256', secret).update(`POST${signedUrl}${body}${at}`).digest('base64')
  const { port } = new URL(server.running.url)
  return new Promise((resolve, reject) => {
    const sent = request({
      ...{ host: '127.0.0.1', port, path: to, method: 'POST' },
      headers: {
        'content-type': 'application/json',
        'x-hubspot-request-timestamp': String(at),
        'x-hubspot-signature-v3': signature,
        ...headers,
      },
    })
    sent.on('error', reject)
    sent.on('response', async (response) => {
      let text = ''
      for await (const chunk of response) text += String(chunk)
      resolve({ status: response.statusCode, body: text })
    })
    sent.end(body)
  })
}

/** Sends a body that the server may stop reading. Returns the first line of the answer. */
function postBlanks(bytes: number): Promise<string> {
  const socket = connect(Number(new URL(server.running.url).port), '127.0.0.1')
  socket.write(`POST ${path} HTTP/1.1\r\nHost: rapport\r\nContent-Length: ${bytes}\r\n\r\n`)
  socket.write(Buffer.alloc(bytes, 32))
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('data', (data) => {
      resolve(String(data).split('\r\n')[0] ?? '')
      socket.destroy()
    })
  })
}

const queued = () =>
  server.workspace.store.db.selectFrom('webhook_record').select(['connection', 'id']).execute()

test('a signed webhook is taken in without a session, by the address of the set-up, whatever host or origin it names', async () => {
  expect(await post(events)).toEqual({ status: 204, body: '' })
  expect(await queued()).toEqual([{ connection: 'hub spot', id: '1' }])
  const headers = { host: 'evil.example', origin: 'https://evil.example' }
  expect(await post(events, { headers })).toMatchObject({ status: 204 })
  const metrics = await (await server.ask('/metrics')).text()
  expect(metrics).toContain('rapport_webhook_events_total{connection="hub spot"} 4')
})

test('what is not signed, or at another time, is refused, and the answer holds no secret and no reason', async () => {
  const before = await queued()
  const refused = [
    await post(events, { headers: { 'x-hubspot-signature-v3': 'no' } }),
    await post(events, { at: Date.now() - 301_000 }),
    await post(events, { at: Date.now() + 301_000 }),
  ]
  for (const { status, body } of refused) {
    expect(status).toBe(401)
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/not-signed' })
  }
  expect(new Set(refused.map(({ body }) => JSON.parse(body).detail)).size).toBe(1)
  expect(await queued()).toEqual(before)
  expect(server.lines.join('')).toContain('too old')
  expect(server.lines.join('')).not.toContain(secret)
})

test('a connection that is not there, one without webhooks, and no route at all look the same', async () => {
  const answers = []
  for (const name of ['nowhere', 'files', '__proto__']) {
    const { status, body } = await post(events, { to: `/api/webhooks/${name}` })
    const { instance: _, ...told } = JSON.parse(body) as Record<string, unknown>
    answers.push({ status, told })
  }
  expect(answers[0]).toMatchObject({ status: 404 })
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

test('a body that a proxy sends in pieces is taken in as any other, and refused as soon as it is too large', async () => {
  const headers = { 'transfer-encoding': 'chunked' }
  expect(await post(events, { headers })).toEqual({ status: 204, body: '' })
  expect(await post(' '.repeat(8 * 1024 * 1024 + 1), { headers })).toMatchObject({ status: 413 })
})

test('a body that is too large is refused, and one that is no list of events too', async () => {
  expect(await postBlanks(8 * 1024 * 1024 + 1)).toContain('413')
  expect(await post('{"objectId":1}')).toMatchObject({ status: 400 })
  expect(await post('')).toMatchObject({ status: 400 })
})

test('how the webhooks of a connection stand is shown with it: the last, what waits, and what was refused', async () => {
  const owner = await server.signIn('owner')
  const shown = async (name: string) => {
    const answer = await owner.ask('/api/connections')
    const { items } = (await answer.json()) as {
      items: { name: string; webhooks: { refused: number } | null }[]
    }
    return items.find((one) => one.name === name)?.webhooks
  }
  await post(events)
  const before = await shown('hub spot')
  expect(before).toMatchObject({ waiting: 1, failing: 0, lastAt: expect.any(String) })
  await post(events, { headers: { 'x-hubspot-signature-v3': 'no' } })
  expect((await shown('hub spot'))?.refused).toBe((before?.refused ?? 0) + 1)
  expect(await shown('files')).toBe(null)
})

test('an event with a sign that no database keeps is taken in: it must not be sent again and again', async () => {
  const told = JSON.stringify([
    { subscriptionType: 'contact\u0000.creation', objectId: 7, occurredAt: Date.now() },
    { subscriptionType: 'half a sign \ud800', objectId: 8, occurredAt: Date.now() },
    { subscriptionType: 'contact.creation', objectId: 9, occurredAt: Date.now() },
  ])
  expect(await post(told)).toEqual({ status: 204, body: '' })
  expect((await queued()).map(({ id }) => id)).toContain('9')
  const tallied = await server.workspace.store.db.selectFrom('webhook_tally').select('kind').execute()
  expect(tallied.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['contact\ufffd.creation', 'half a sign \ufffd']),
  )
})
