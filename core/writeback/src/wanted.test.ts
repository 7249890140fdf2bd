import { markDeleted, rememberHeld, rememberWritten, upsertRecords } from '@rapport/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'
import { type WantedRecord, wantedFromScores } from './wanted.ts'
import type { WriteField } from './write-field.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

const fields = targetFields(['clv', 'segment', 'orders', 'scores_as_of', 'why'], 'contact')

async function contact(id: string, connection = 'crm'): Promise<number> {
  await upsertRecords(workspace.db, connection, 'contact', [{ record: { id }, raw: null }])
  const customer = await workspace.db
    .insertInto('customer')
    .values({ level: 'contact', name: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  await workspace.db
    .insertInto('identity_link')
    .values({ connection, entity: 'contact', record_id: id, customer_id: customer.id, reason: 'itself' })
    .execute()
  return customer.id
}

async function score(
  customerId: number,
  asOf: string,
  values: Record<string, number | string | null>,
  more: { policy?: string; why?: string } = {},
): Promise<void> {
  const entries = Object.entries(values).map(([name, value]) => [name, { value, low: null, high: null }])
  await workspace.db
    .insertInto('score')
    .values({
      customer_id: customerId,
      policy: more.policy ?? 'auto@1',
      as_of: asOf,
      n: 3,
      values: JSON.stringify(Object.fromEntries(entries)),
      why: more.why ?? null,
      explanation: '{}',
    })
    .execute()
}

async function read(asked: readonly WriteField[] = fields): Promise<WantedRecord[]> {
  const records: WantedRecord[] = []
  const options = {
    connection: 'crm',
    entity: 'contact',
    fields: asked,
    asOf: '2026-02-01T00:00:00Z',
  } as const
  for await (const { asOf: _, ...record } of wantedFromScores(workspace.db, options)) records.push(record)
  return records
}

test('a record gets the values of its customer at the latest moment, with the moment and the sentence', async () => {
  const customerId = await contact('1')
  await score(customerId, '2026-01-01T00:00:00Z', { clv: 1, orders: 1 }, { why: 'old' })
  await score(customerId, '2026-02-01T00:00:00Z', { clv: 2 }, { why: 'new' })
  expect(await read()).toEqual([
    {
      recordId: '1',
      customerId,
      values: { clv: 2, segment: null, orders: null, scores_as_of: '2026-02-01T00:00:00.000Z', why: 'new' },
    },
  ])
})

test('policies of the same moment complete each other, and the textbook figure is never taken for the value', async () => {
  const customerId = await contact('1')
  await score(customerId, '2026-02-01T00:00:00Z', { segment: 'loyal' }, { policy: 'rfm@1' })
  await score(customerId, '2026-02-01T00:00:00Z', { clv: 99 }, { policy: 'simple@1', why: 'textbook' })
  const [record] = await read()
  expect(record?.values).toMatchObject({ clv: null, segment: 'loyal', why: null })
})

const ofAll = targetFields(
  ['clv', 'health_score', 'fcr_rate', 'first_response_minutes', 'nps', 'scores_as_of', 'why'],
  'contact',
)

test('every field comes from the policy that gives it, each by its newest row', async () => {
  const customerId = await contact('1')
  const others = { policy: 'service@1', why: 'Waits for a reply.' }
  await score(customerId, '2026-01-30T00:00:00Z', { clv: 2 }, { policy: 'btyd@1', why: 'Bought twice.' })
  await score(customerId, '2026-01-01T00:00:00Z', { fcr_rate: 0.1, first_response_minutes: 9 }, others)
  await score(customerId, '2026-01-31T00:00:00Z', { fcr_rate: 0.5 }, others)
  await score(customerId, '2026-01-10T00:00:00Z', { nps: 9 }, { policy: 'experience@1' })
  await score(customerId, '2026-01-31T12:00:00Z', { health_score: 7.5 }, { policy: 'health@1', why: 'Well.' })
  await score(customerId, '2026-03-01T00:00:00Z', { health_score: 1 }, { policy: 'health@1' })
  expect(await read(ofAll)).toEqual([
    {
      recordId: '1',
      customerId,
      values: {
        clv: 2,
        health_score: 7.5,
        fcr_rate: 0.5,
        first_response_minutes: null,
        nps: 9,
        scores_as_of: '2026-01-31T12:00:00.000Z',
        why: 'Bought twice.',
      },
    },
  ])
})

test('the sentence is that of the value, else of health, else of service', async () => {
  const customerId = await contact('1')
  const sentence = async () => (await read(ofAll))[0]?.values.why
  await score(customerId, '2026-02-01T00:00:00Z', { nps: 9 }, { policy: 'experience@1', why: 'experience' })
  await score(customerId, '2026-02-01T00:00:00Z', { fcr_rate: 1 }, { policy: 'service@1', why: 'service' })
  expect(await sentence()).toBe('service')
  await score(customerId, '2026-01-01T00:00:00Z', { health_score: 3 }, { policy: 'health@2', why: 'health' })
  expect(await sentence()).toBe('health')
  await score(customerId, '2025-01-01T00:00:00Z', { clv: 3 }, { policy: 'historic@1', why: 'value' })
  expect(await sentence()).toBe('value')
})

test('what a scoring no longer says of a customer is unknown, whatever another one says', async () => {
  const customerId = await contact('1')
  await score(customerId, '2026-01-01T00:00:00Z', { fcr_rate: 1 }, { policy: 'service@1' })
  await score(customerId, '2026-01-31T00:00:00Z', {}, { policy: 'service@1' })
  await score(customerId, '2026-01-01T00:00:00Z', { clv: 5 }, { policy: 'btyd@1' })
  await score(customerId, '2026-01-31T00:00:00Z', { orders: 1 }, { policy: 'historic@1' })
  await score(customerId, '2026-01-01T00:00:00Z', { nps: 4 }, { policy: 'experience@1' })
  const [record] = await read(ofAll)
  expect(record?.values).toMatchObject({ clv: null, fcr_rate: null, nps: 4 })
})

test('deleted records, other connections and customers without a score are left out', async () => {
  const gone = await contact('gone')
  await score(gone, '2026-02-01T00:00:00Z', { clv: 1 })
  await markDeleted(workspace.db, 'crm', 'contact', [{ id: 'gone' }])
  await score(await contact('elsewhere', 'other'), '2026-02-01T00:00:00Z', { clv: 1 })
  await contact('never scored')
  expect(await read()).toEqual([])
})

const unknown = { clv: null, segment: null, orders: null, scores_as_of: null, why: null }

test('all is unknown of a record that Rapport wrote to and whose customer has no score', async () => {
  const customerId = await contact('1')
  await rememberWritten(workspace.db, 'crm', 'contact', [{ id: '1', values: { clv: 5 } }])
  await contact('only read')
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'only read', held: { clv: 7 } }])
  expect(await read()).toEqual([{ recordId: '1', customerId, values: unknown }])
})

test('all is unknown of a live record that Rapport wrote to and that belongs to no customer any more', async () => {
  const { db } = workspace
  const ids = Array.from({ length: 1_001 }, (_, index) => `r${index}`)
  const records = [...ids, 'gone', 'only read'].map((id) => ({ record: { id }, raw: null }))
  await upsertRecords(db, 'crm', 'contact', records)
  const written = [...ids, 'gone', 'never seen'].map((id) => ({ id, values: { clv: 5 } }))
  await rememberWritten(db, 'crm', 'contact', written)
  await rememberWritten(db, 'crm', 'company', [{ id: 'r0', values: { clv: 5 } }])
  await rememberHeld(db, 'crm', 'contact', [{ id: 'only read', held: { clv: 7 } }])
  await markDeleted(db, 'crm', 'contact', [{ id: 'gone' }])
  expect(await read()).toEqual(
    ids.sort().map((recordId) => ({ recordId, customerId: null, values: unknown })),
  )
})

test('a score of a later moment than the one in force does not count', async () => {
  const customerId = await contact('1')
  await score(customerId, '2026-01-01T00:00:00Z', { clv: 1 })
  await score(customerId, '2027-01-01T00:00:00Z', { clv: 99 })
  await score(await contact('2'), '2027-01-01T00:00:00Z', { clv: 99 })
  const records = await read()
  expect(records.map(({ recordId, values }) => [recordId, values.clv])).toEqual([['1', 1]])
})

test('two records of one customer get the same values, over page edges', async () => {
  const customerId = await contact('first')
  await score(customerId, '2026-02-01T00:00:00Z', { clv: 5 })
  const ids = Array.from({ length: 1500 }, (_, index) => `r${index}`)
  await upsertRecords(
    workspace.db,
    'crm',
    'contact',
    ids.map((id) => ({ record: { id }, raw: null })),
  )
  await workspace.db
    .insertInto('identity_link')
    .values(
      ids.map((record_id) => ({
        connection: 'crm',
        entity: 'contact',
        record_id,
        customer_id: customerId,
        reason: 'same e-mail',
      })),
    )
    .execute()
  const records = await read()
  expect(new Set(records.map(({ recordId }) => recordId)).size).toBe(1501)
  expect(records.every(({ values }) => values.clv === 5)).toBe(true)
})

test('a company gets the reputation of its places beside its value, and the sentence of the value', async () => {
  await upsertRecords(workspace.db, 'crm', 'company', [{ record: { id: 'c1' }, raw: null }])
  const customerId = await contact('1')
  await workspace.db
    .insertInto('identity_link')
    .values({
      connection: 'crm',
      entity: 'company',
      record_id: 'c1',
      customer_id: customerId,
      reason: 'itself',
    })
    .execute()
  const names = ['clv', 'reputation_score', 'average_rating', 'review_count', 'answered_share', 'why']
  const asked = { connection: 'crm', entity: 'company', asOf: '2026-02-28T00:00:00Z' } as const
  const values = async () => {
    const wanted = wantedFromScores(workspace.db, { ...asked, fields: targetFields(names, 'company') })
    for await (const record of wanted) return record.values
    return null
  }
  const said = { reputation_score: 71.2, average_rating: 4.31, review_count: 128, answered_share: 0.58 }
  const policy = { policy: 'reputation@1', why: '4.3 stars.' }
  await score(customerId, '2026-02-01T00:00:00Z', said, policy)
  expect(await values()).toEqual({ clv: null, ...said, why: '4.3 stars.' })
  await score(customerId, '2026-01-01T00:00:00Z', { clv: 5 }, { policy: 'historic@1', why: 'Bought once.' })
  expect(await values()).toEqual({ clv: 5, ...said, why: 'Bought once.' })
  await score(customerId, '2026-02-02T00:00:00Z', {}, policy)
  expect(await values()).toMatchObject({ clv: 5, reputation_score: null, review_count: null })
})
