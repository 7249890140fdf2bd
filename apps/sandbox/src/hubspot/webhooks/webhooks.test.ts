import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type HubspotServer, startHubspot } from '../server.ts'

const clientSecret = 'the app secret'
interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}
let received: Received[] = []
let statuses: number[] = []
const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
  response.writeHead(statuses.shift() ?? 204).end()
})
let hubspot: HubspotServer
let targetUrl = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  targetUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/a%20b?x=%3A`
  hubspot = await startHubspot({ limits: 'off' })
})
afterAll(async () => {
  await hubspot.close()
  receiver.closeAllConnections()
  receiver.close()
})
beforeEach(() => {
  received = []
  statuses = []
  hubspot.webhooks.deliveries.length = 0
  hubspot.webhooks.subscribe({ targetUrl, clientSecret, retryDelayMs: () => 0 })
})

async function call(method: string, path: string, body?: unknown): Promise<{ id: string }> {
  const response = await fetch(`${hubspot.baseUrl}/crm/v3/objects/${path}`, {
    method,
    headers: { authorization: 'Bearer sandbox-token', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return response.status === 204 ? { id: '' } : ((await response.json()) as { id: string })
}

const eventsSent = (): Record<string, unknown>[] =>
  received.flatMap(({ body }) => JSON.parse(body) as Record<string, unknown>[])

test('tells of what happened to records, signed as HubSpot signs', async () => {
  const { id } = await call('POST', 'contacts', { properties: { email: 'zoe@example.com' } })
  await hubspot.webhooks.settled()
  await call('PATCH', `contacts/${id}`, { properties: { firstname: 'Zoë', email: 'zoe@example.com' } })
  await hubspot.webhooks.settled()
  await call('DELETE', `contacts/${id}`)
  await hubspot.webhooks.settled()
  expect(eventsSent()).toMatchObject([
    { subscriptionType: 'contact.creation', objectId: Number(id), attemptNumber: 0, portalId: 1_234_567 },
    { subscriptionType: 'contact.propertyChange', propertyName: 'firstname', propertyValue: 'Zoë' },
    { subscriptionType: 'contact.deletion', objectId: Number(id) },
  ])
  for (const { headers, body } of received) {
    const timestamp = String(headers['x-hubspot-request-timestamp'])
    const source = `POST${targetUrl.replace('%3A', ':')}${body}${timestamp}`
    const expected = createHmac('sha256', clientSecret).update(source).digest('base64')
    expect(headers['x-hubspot-signature-v3']).toBe(expected)
  }
})

test('tells of a merge with all that took part, of a privacy deletion, and of both ends of a link', async () => {
  const [one, other] = await Promise.all(
    ['one', 'other'].map((name) =>
      call('POST', 'contacts', { properties: { email: `${name}@example.com` } }),
    ),
  )
  const company = await call('POST', 'companies', { properties: { name: 'Shop' } })
  await hubspot.webhooks.settled()
  received = []
  await call('POST', 'contacts/merge', { primaryObjectId: one?.id, objectIdToMerge: other?.id })
  await hubspot.webhooks.settled()
  await fetch(
    `${hubspot.baseUrl}/crm/v4/objects/contacts/${one?.id}/associations/default/companies/${company.id}`,
    {
      method: 'PUT',
      headers: { authorization: 'Bearer sandbox-token' },
    },
  )
  await hubspot.webhooks.settled()
  await call('POST', 'contacts/gdpr-delete', { objectId: one?.id })
  await hubspot.webhooks.settled()
  const [primary, merged] = [Number(one?.id), Number(other?.id)]
  expect(eventsSent()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        subscriptionType: 'contact.merge',
        primaryObjectId: primary,
        mergedObjectIds: [merged],
      }),
      expect.objectContaining({
        subscriptionType: 'contact.associationChange',
        associationType: 'CONTACT_TO_COMPANY',
      }),
      expect.objectContaining({ subscriptionType: 'company.associationChange', toObjectId: primary }),
      expect.objectContaining({ subscriptionType: 'contact.privacyDeletion', objectId: primary }),
    ]),
  )
})

test('sends a hundred events at most together, again until it is answered, and gives up after ten retries', async () => {
  statuses = [500, 503]
  const inputs = Array.from({ length: 100 }, (_, index) => ({
    properties: { email: `p${index}@example.com`, firstname: 'A' },
  }))
  const created = (await call('POST', 'contacts/batch/create', { inputs })) as unknown as {
    results: { id: string }[]
  }
  await hubspot.webhooks.settled()
  expect(hubspot.webhooks.deliveries.map(({ attempt, status }) => [attempt, status])).toEqual([
    [0, 500],
    [1, 503],
    [2, 204],
  ])
  expect(eventsSent().slice(200, 201)).toMatchObject([{ attemptNumber: 2 }])
  received = []
  const changes = created.results.map(({ id }) => ({ id, properties: { firstname: 'B', lastname: 'C' } }))
  await call('POST', 'contacts/batch/update', { inputs: changes })
  await hubspot.webhooks.settled()
  expect(received.map(({ body }) => (JSON.parse(body) as unknown[]).length)).toEqual([100, 100])

  statuses = Array.from({ length: 20 }, () => 401)
  hubspot.webhooks.deliveries.length = 0
  await call('POST', 'contacts', { properties: { email: 'last@example.com' } })
  await hubspot.webhooks.settled()
  expect(hubspot.webhooks.deliveries).toHaveLength(11)
})

test('tells of subscribed types only, and nothing once that has ended', async () => {
  hubspot.webhooks.subscribe({ targetUrl, clientSecret, subscriptions: ['deal.creation'] })
  await call('POST', 'contacts', { properties: { email: 'unheard@example.com' } })
  await call('POST', 'deals', { properties: { dealname: 'Heard' } })
  await hubspot.webhooks.settled()
  hubspot.webhooks.subscribe(null)
  await call('POST', 'deals', { properties: { dealname: 'Unheard' } })
  await hubspot.webhooks.settled()
  expect(eventsSent().map(({ subscriptionType }) => subscriptionType)).toEqual(['deal.creation'])
})
