import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTellingWorkspace, type TellingWorkspace } from '../testing/told.ts'
import { acceptWebhook, type IncomingWebhook } from './accept-webhook.ts'

let told: TellingWorkspace
beforeAll(async () => {
  told = await openTellingWorkspace()
})
afterAll(() => told[Symbol.asyncDispose]())
beforeEach(() => sql`truncate webhook_record, webhook_tally`.execute(told.workspace.store.db))

const request: IncomingWebhook = {
  method: 'POST',
  target: '/api/webhooks/crm',
  headers: { secret: 'a secret' },
  body: Buffer.from('[]'),
}
const accept = (more: Partial<IncomingWebhook> = {}, connection = 'crm') =>
  acceptWebhook(told.workspace, connection, { ...request, ...more })
const queue = () =>
  told.workspace.store.db
    .selectFrom('webhook_record')
    .select(['entity', 'id', 'event', 'event_at'])
    .orderBy('entity')
    .orderBy('id')
    .execute()

test('a connection that is not there, or has no webhooks, is answered as if nothing were', async () => {
  for (const name of ['nowhere', '__proto__', 'toString', '']) {
    expect(await accept({}, name)).toMatchObject({ status: 404, outcome: 'not set up' })
  }
  const { workspace } = told
  const withoutUrl = { ...workspace, config: { ...workspace.config, publicUrl: null } }
  expect(await acceptWebhook(withoutUrl, 'crm', request)).toMatchObject({ status: 404 })
})

test('what is not signed, too large, or no payload is refused, and nothing is noted of it', async () => {
  expect(await accept({ headers: {} })).toMatchObject({ status: 401, outcome: 'wrong signature' })
  expect(await accept({ body: Buffer.alloc(10_001, 32) })).toMatchObject({
    status: 413,
    outcome: 'too large',
  })
  for (const body of ['', '{', '[1', '\u0000']) {
    expect(await accept({ body: Buffer.from(body) })).toMatchObject({ status: 400, outcome: 'unreadable' })
  }
  expect(await accept({ body: Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]) })).toMatchObject({ status: 400 })
  expect(await queue()).toEqual([])
  expect(await accept()).toMatchObject({ status: 204, outcome: 'accepted', events: 0, records: 0 })
})

test('records of streams that the set-up leaves out are not queued', async () => {
  const { workspace } = told
  const crm = { ...workspace.config.connections.crm, streams: ['deal'] }
  const narrow = { ...workspace, config: { ...workspace.config, connections: { crm: crm as never } } }
  const body = JSON.stringify(
    ['contact', 'deal'].map((entity) => ({ entity, id: '1', event: 'changed', at: null })),
  )
  const answer = await acceptWebhook(narrow, 'crm', { ...request, body: Buffer.from(body) })
  expect(answer).toMatchObject({ status: 204, events: 2, records: 1 })
  expect(await queue()).toMatchObject([{ entity: 'deal', id: '1' }])
})

test('in whatever order events come, in how many requests and how often, the queue is the same', async () => {
  const event = fc.record({
    entity: fc.constantFrom('contact' as const, 'deal' as const),
    id: fc.constantFrom('1', '2', '3'),
    event: fc.constantFrom('changed' as const, 'changed' as const, 'erased' as const),
    at: fc.constantFrom('2026-06-01T12:00:00.000Z', '2026-06-01T12:00:00.001Z', '2026-06-02T12:00:00.000Z'),
  })
  const fill = async (requests: readonly (readonly object[])[]) => {
    await sql`truncate webhook_record`.execute(told.workspace.store.db)
    for (const records of requests) await told.tell(...records)
    return queue()
  }
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), fc.nat(), async (events, turn) => {
      const expected = await fill(events.map((one) => [one]))
      const turned = [...events.slice(turn % events.length), ...events.slice(0, turn % events.length)]
      expect(await fill([turned, turned.toReversed(), events.slice(0, 2)].map(distinct))).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})

test('an event from a clock that is ahead hides none that come after it', async () => {
  await told.tell({ id: '1', at: '2999-01-01T00:00:00.000Z' })
  const [first] = await queue()
  expect(first?.event_at.getTime()).toBeLessThanOrEqual(Date.now() + 1_000)
})

test('a record whose id no record can have is left out and counted, and a time beyond all years is now', async () => {
  const answer = await told.tell(
    { id: 'a\u0000b' },
    { id: '\udc00' },
    { id: 'c', at: '+275760-09-13T00:00:00.000Z' },
    { id: 'd', at: '0000-01-01T00:00:00.000Z' },
  )
  expect(answer).toMatchObject({ status: 204, events: 4, records: 2, unstorable: 2 })
  expect((await queue()).map(({ id }) => id)).toEqual(['c', 'd'])
  const tallied = await told.workspace.store.db
    .selectFrom('webhook_tally')
    .select(['kind', 'events'])
    .where('kind', 'like', '(id%')
    .execute()
  expect(tallied).toEqual([{ kind: '(id with signs that cannot be stored)', events: 2 }])
})

/** A payload names a record once: a connector joins the events of each. */
function distinct<T extends { entity: string; id: string; event: string; at: string }>(
  events: readonly T[],
): T[] {
  const joined = new Map<string, T>()
  for (const event of events) {
    const known = joined.get(`${event.entity}:${event.id}`)
    joined.set(`${event.entity}:${event.id}`, {
      ...event,
      event: [known?.event, event.event].includes('erased') ? 'erased' : 'changed',
      at: known !== undefined && known.at > event.at ? known.at : event.at,
    })
  }
  return [...joined.values()]
}
