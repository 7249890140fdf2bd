import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  analyzeTables,
  countRecords,
  type IncomingRecord,
  listRecordIds,
  markDeleted,
  markMerged,
  upsertRecords,
} from './records.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => db.deleteFrom('contact').execute())

const monday = '2024-03-04T10:00:00.000Z'
const tuesday = '2024-03-05T10:00:00.000Z'

function ada(changes: Readonly<Record<string, unknown>> = {}): IncomingRecord {
  return {
    record: { id: '1', name: 'Ada', modifiedAt: monday, ...changes } as IncomingRecord['record'],
    raw: null,
  }
}

const give = (...records: IncomingRecord[]) => upsertRecords(db, 'crm', 'contact', records)

function stored(id = '1') {
  return db.selectFrom('contact').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

describe('an upsert', () => {
  test('inserts a record that is new', async () => {
    expect(await give(ada())).toEqual({ inserted: 1, updated: 0, unchanged: 0 })
    expect(await stored()).toMatchObject({ connection: 'crm', data: { id: '1', name: 'Ada' }, raw: null })
  })

  test('updates a record whose content differs, and gives it a higher revision', async () => {
    await give(ada())
    const before = await stored()
    expect(await give(ada({ name: 'Ada Lovelace' }))).toEqual({ inserted: 0, updated: 1, unchanged: 0 })
    const after = await stored()
    expect(after.data.name).toBe('Ada Lovelace')
    expect(after.revision).toBeGreaterThan(before.revision)
  })

  test('leaves the revision of a record that is as before', async () => {
    await give(ada())
    const before = await stored()
    expect(await give(ada())).toEqual({ inserted: 0, updated: 0, unchanged: 1 })
    expect(await stored()).toEqual(before)
  })

  test('keeps a new modification time, which alone is no change', async () => {
    await give(ada())
    const before = await stored()
    expect(await give(ada({ modifiedAt: tuesday }))).toEqual({ inserted: 0, updated: 0, unchanged: 1 })
    const after = await stored()
    expect(after).toMatchObject({ revision: before.revision, changed_at: before.changed_at })
    expect(after.modified_at).toEqual(new Date(tuesday))
    expect(after.data.modifiedAt).toBe(tuesday)
  })

  test('counts a new modification time as no change also after a real one in the same transaction', async () => {
    const counts = await db.transaction().execute(async (transaction) => {
      await upsertRecords(transaction, 'crm', 'contact', [ada()])
      return upsertRecords(transaction, 'crm', 'contact', [ada({ modifiedAt: tuesday })])
    })
    expect(counts).toEqual({ inserted: 0, updated: 0, unchanged: 1 })
  })

  test('takes a change of the unmapped fields for a real one', async () => {
    await give(ada())
    expect(await give({ ...ada(), raw: { shoe_size: 41 } })).toMatchObject({ updated: 1 })
    expect((await stored()).raw).toEqual({ shoe_size: 41 })
  })

  test('revives a record that was deleted, and that is a change', async () => {
    await give(ada())
    await markDeleted(db, 'crm', 'contact', [{ id: '1' }])
    const deleted = await stored()
    expect(await give(ada())).toEqual({ inserted: 0, updated: 1, unchanged: 0 })
    const revived = await stored()
    expect(revived.deleted_at).toBeNull()
    expect(revived.revision).toBeGreaterThan(deleted.revision)
  })

  test('revives a record that was merged', async () => {
    await give(ada())
    await markMerged(db, 'crm', 'contact', [{ id: '1', into: '2' }])
    await give(ada())
    expect(await stored()).toMatchObject({ merged_into: null, deleted_at: null })
  })

  test('keeps the last of several with one id', async () => {
    expect(await give(ada({ name: 'first' }), ada({ name: 'last' }))).toMatchObject({ inserted: 1 })
    expect((await stored()).data.name).toBe('last')
  })

  test('keeps the records of two connections apart', async () => {
    await give(ada())
    await upsertRecords(db, 'shop', 'contact', [ada({ name: 'Bob' })])
    const names = await db.selectFrom('contact').select('data').orderBy('connection').execute()
    expect(names.map(({ data }) => data.name)).toEqual(['Ada', 'Bob'])
  })

  test('stores text that Postgres cannot hold with a sign in place of what is lost', async () => {
    await give({
      record: { id: '1', name: 'a\u0000b\ud800c \\u0000' } as IncomingRecord['record'],
      raw: { 'k\u0000': 'x' },
    })
    const { data, raw } = await stored()
    expect(data.name).toBe('a\ufffdb\ufffdc \\u0000')
    expect(raw).toEqual({ 'k\ufffd': 'x' })
  })

  test('fills the columns that deals are searched by', async () => {
    const closedAt = '2024-02-29T12:00:00+02:00'
    await upsertRecords(db, 'crm', 'deal', [
      { record: { id: '9', state: 'won', closedAt } as IncomingRecord['record'], raw: null },
    ])
    const deal = await db.selectFrom('deal').selectAll().executeTakeFirstOrThrow()
    expect(deal).toMatchObject({ state: 'won', closed_at: new Date('2024-02-29T10:00:00Z') })
  })
})

describe('a deletion', () => {
  test('is remembered with its moment and moves the revision once', async () => {
    await give(ada())
    const before = await stored()
    expect(await markDeleted(db, 'crm', 'contact', [{ id: '1', at: tuesday }])).toBe(1)
    const deleted = await stored()
    expect(deleted.deleted_at).toEqual(new Date(tuesday))
    expect(deleted.revision).toBeGreaterThan(before.revision)
    expect(await markDeleted(db, 'crm', 'contact', [{ id: '1' }])).toBe(0)
    expect(await stored()).toEqual(deleted)
  })

  test('of a record that was never seen changes nothing', async () => {
    expect(await markDeleted(db, 'crm', 'contact', [{ id: 'unknown' }])).toBe(0)
  })

  test('told twice at once keeps the first moment', async () => {
    await give(ada())
    await markDeleted(db, 'crm', 'contact', [
      { id: '1', at: monday },
      { id: '1', at: tuesday },
    ])
    expect((await stored()).deleted_at).toEqual(new Date(monday))
  })
})

describe('a deletion that is told late', () => {
  test('leaves a record that was modified after it: it has come back since', async () => {
    await give(ada({ modifiedAt: tuesday }))
    expect(await markDeleted(db, 'crm', 'contact', [{ id: '1', at: monday }])).toBe(0)
    expect((await stored()).deleted_at).toBeNull()
  })

  test('counts where the record went again after that, or within the same moment', async () => {
    await give(ada({ modifiedAt: tuesday }))
    const told = [
      { id: '1', at: monday },
      { id: '1', at: tuesday },
    ]
    expect(await markDeleted(db, 'crm', 'contact', told)).toBe(1)
    expect((await stored()).deleted_at).toEqual(new Date(tuesday))
  })
})

describe('a merge', () => {
  test('counts as a deletion that says where the record lives on', async () => {
    await give(ada())
    expect(await markMerged(db, 'crm', 'contact', [{ id: '1', into: '2', at: tuesday }])).toBe(1)
    expect(await stored()).toMatchObject({ merged_into: '2', deleted_at: new Date(tuesday) })
    expect(await markMerged(db, 'crm', 'contact', [{ id: '1', into: '2' }])).toBe(0)
  })

  test('after a deletion keeps the moment of the deletion', async () => {
    await give(ada())
    await markDeleted(db, 'crm', 'contact', [{ id: '1', at: monday }])
    await markMerged(db, 'crm', 'contact', [{ id: '1', into: '2', at: tuesday }])
    expect(await stored()).toMatchObject({ merged_into: '2', deleted_at: new Date(monday) })
  })

  test('told twice at once ends at the last record, since the first moment', async () => {
    await give(ada())
    await markMerged(db, 'crm', 'contact', [
      { id: '1', into: '2', at: monday },
      { id: '1', into: '3', at: tuesday },
    ])
    expect(await stored()).toMatchObject({ merged_into: '3', deleted_at: new Date(monday) })
  })
})

describe('counting records of a time', () => {
  test('takes the start in and leaves the end out, and leaves deleted ones out', async () => {
    const at = (id: string, modifiedAt: string | null): IncomingRecord => ada({ id, modifiedAt })
    await give(
      at('1', monday),
      at('2', '2024-03-04T23:00:00Z'),
      at('3', tuesday),
      at('4', null),
      at('5', monday),
    )
    await markDeleted(db, 'crm', 'contact', [{ id: '5' }])
    expect(await countRecords(db, 'crm', 'contact', { from: monday, before: tuesday })).toBe(2)
    expect(await countRecords(db, 'shop', 'contact', { from: monday, before: tuesday })).toBe(0)
  })
})

test('ids of a time are listed page by page, in the order of their codes', async () => {
  const ids = ['b', 'a', 'B', 'c', 'late', 'gone']
  await give(...ids.map((id) => ada({ id, modifiedAt: id === 'late' ? tuesday : monday })))
  await markDeleted(db, 'crm', 'contact', [{ id: 'gone' }])
  const range = { from: monday, before: tuesday }
  const page = (after: string | null) => listRecordIds(db, 'crm', 'contact', range, { after, limit: 3 })
  expect(await page(null)).toEqual(['B', 'a', 'b'])
  expect(await page('b')).toEqual(['c'])
  expect(await page('c')).toEqual([])
})

test('nothing to analyse leaves the statistics alone', async () => {
  await expect(analyzeTables(db, [])).resolves.toBeUndefined()
  await expect(analyzeTables(db, ['contact', 'deal'])).resolves.toBeUndefined()
})
