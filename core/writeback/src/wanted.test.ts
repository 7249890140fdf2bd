import { markDeleted, rememberHeld, rememberWritten, upsertRecords } from '@rapport/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'
import { type WantedRecord, wantedFromScores } from './wanted.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

const fields = targetFields(['clv', 'segment', 'orders', 'scores_as_of', 'why'])

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

async function read(money: { rateAt(asOf: Date): number | null } | null = null): Promise<WantedRecord[]> {
  const records: WantedRecord[] = []
  for await (const record of wantedFromScores(workspace.db, {
    connection: 'crm',
    entity: 'contact',
    fields,
    asOf: '2026-02-01T00:00:00Z',
    money,
  })) {
    records.push(record)
  }
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

test("money is brought into the target's currency by the rate of the score's moment, and nothing else is", async () => {
  const customerId = await contact('1')
  await score(customerId, '2026-02-01T00:00:00Z', { clv: 10, orders: 3 })
  const rateAt = (asOf: Date) => (asOf.toISOString() === '2026-02-01T00:00:00.000Z' ? 1.5 : null)
  const [record] = await read({ rateAt })
  expect(record?.values).toMatchObject({ clv: 15, orders: 3 })
})

test('without a rate, money is left alone and not cleared, and the rest is wanted all the same', async () => {
  const customerId = await contact('1')
  await score(customerId, '2026-02-01T00:00:00Z', { clv: 10, orders: 3 }, { why: 'worth $10' })
  const [record] = await read({ rateAt: () => null })
  expect(record?.values).toEqual({
    segment: null,
    orders: 3,
    scores_as_of: '2026-02-01T00:00:00.000Z',
    why: 'worth $10',
  })
})
