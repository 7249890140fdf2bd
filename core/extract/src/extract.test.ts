import { randomBytes } from 'node:crypto'
import {
  type AnyStream,
  type Change,
  type ConnectorContext,
  ConnectorError,
  noSelection,
} from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { countRecords, listRejects, loadCheckpoint } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type ExtractCounts, extractStream } from './extract.ts'
import { checkpoint, contact, deal, deleted, merged, streamOf, testContext } from './testing/stream.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const table of ['contact', 'deal', 'reject', 'remote_value', 'checkpoint'] as const) {
    await db.deleteFrom(table).execute()
  }
})

const nothing: ExtractCounts = {
  read: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  merged: 0,
  rejected: 0,
}

function extract(
  entity: EntityName,
  changes: readonly Change[],
  onProgress?: () => void,
): Promise<ExtractCounts> {
  return extractStream({
    db,
    ctx: testContext(),
    stream: streamOf(entity, changes),
    fields: noSelection,
    retention: 'full',
    ...(onProgress === undefined ? {} : { onProgress }),
  })
}

const names = async () => {
  const rows = await db
    .selectFrom('contact')
    .select('data')
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ data }) => data.name)
}

describe('the changes of a stream', () => {
  test('are stored with the defaults of the model, and counted', async () => {
    const counts = await extract('contact', [contact('1', 'Ada'), contact('2', 'Bob'), checkpoint('end')])
    expect(counts).toEqual({ ...nothing, read: 2, inserted: 2 })
    const stored = await db.selectFrom('contact').select('data').where('id', '=', '1').executeTakeFirst()
    expect(stored?.data).toMatchObject({ id: '1', name: 'Ada', emails: [], modifiedAt: null })
  })

  test('are none when the same is read again', async () => {
    const all = [contact('1', 'Ada'), contact('2', 'Bob'), checkpoint('end')]
    await extract('contact', all)
    expect(await extract('contact', all)).toEqual({ ...nothing, read: 2, unchanged: 2 })
  })

  test('count in their order within a page', async () => {
    const counts = await extract('contact', [
      contact('1', 'Ada'),
      deleted('1'),
      contact('1', 'Ada again'),
      contact('2', 'Bob'),
      contact('2', 'Robert'),
      contact('3', 'Cy'),
      deleted('3'),
      contact('4', 'Di'),
      merged('4', '2'),
    ])
    expect(await names()).toEqual(['Ada again', 'Robert'])
    expect(counts).toMatchObject({ deleted: 2, merged: 1 })
    const four = await db.selectFrom('contact').select('merged_into').where('id', '=', '4').executeTakeFirst()
    expect(four).toEqual({ merged_into: '2' })
  })

  test('without a checkpoint at their end are stored too', async () => {
    await extract('contact', [contact('1', 'Ada')])
    expect(await names()).toEqual(['Ada'])
    expect(await loadCheckpoint(db, 'crm', 'contact')).toMatchObject({ state: null })
  })

  test('keep their unmapped fields', async () => {
    await extract('contact', [contact('1', 'Ada', { raw: { shoe_size: 41 } }), contact('2', 'Bob')])
    const raws = await db.selectFrom('contact').select('raw').orderBy('id').execute()
    expect(raws).toEqual([{ raw: { shoe_size: 41 } }, { raw: null }])
  })

  test("show what the record holds in Rapport's own fields", async () => {
    await extract('contact', [
      contact('1', 'Ada', { held: { clv: 5, segment: null } }),
      contact('2', 'Bob'),
      contact('1', 'Ada', { held: { clv: 6 } }),
    ])
    const held = await db.selectFrom('remote_value').select(['record_id', 'held']).execute()
    expect(held).toEqual([{ record_id: '1', held: { clv: 6, segment: null } }])
  })

  test('are committed now and then where no checkpoint comes, so that memory stays flat', async () => {
    const many = Array.from({ length: 4500 }, (_, index) => contact(String(index), 'somebody'))
    let commits = 0
    expect(await extract('contact', many, () => (commits += 1))).toMatchObject({ read: 4500, inserted: 4500 })
    expect(commits).toBe(3)
  })
})

describe('while a page is being stored', () => {
  const streamBy = (read: AnyStream<unknown>['read']): AnyStream<never> => ({
    ...streamOf('contact', []),
    read,
  })
  const run = (stream: AnyStream<never>, ctx = testContext()) =>
    extractStream({ db, ctx, stream, fields: noSelection, retention: 'full' })

  test('the next one is read', async () => {
    const order: string[] = []
    const stream = streamBy(async function* () {
      yield contact('1', 'Ada')
      yield checkpoint(1)
      order.push('read on')
    })
    await extractStream({
      db,
      ctx: testContext(),
      stream,
      fields: noSelection,
      retention: 'full',
      onProgress: () => order.push('stored'),
    })
    expect(order).toEqual(['read on', 'stored'])
  })

  test('a stream that asks the store sees all that it has given before', async () => {
    const seen: number[] = []
    const all = { from: '2000-01-01T00:00:00.000Z', before: '2100-01-01T00:00:00.000Z' }
    const ctx: ConnectorContext = {
      ...testContext(),
      countStored: (entity, range) => countRecords(db, 'crm', entity, range),
    }
    const stream = streamBy(async function* (asked) {
      yield contact('1', 'Ada', { record: { id: '1', name: 'Ada', modifiedAt: '2026-01-01T00:00:00.000Z' } })
      yield checkpoint(1)
      seen.push(await asked.countStored('contact', all))
    })
    await run(stream, ctx)
    expect(seen).toEqual([1])
  })

  test('a record that comes again in the next batch is stored as it came last', async () => {
    const named = (name: string) => Array.from({ length: 2_000 }, (_, index) => contact(String(index), name))
    await extract('contact', [...named('first'), ...named('second'), ...named('third')])
    expect([...new Set(await names())]).toEqual(['third'])
  })

  test('nothing after a page that cannot be stored is stored', async () => {
    const changes = [contact('1', 'Ada'), checkpoint(1n), contact('2', 'Bob'), checkpoint(2)]
    await expect(extract('contact', changes)).rejects.toThrow(/BigInt/)
    expect(await names()).toEqual([])
    expect((await loadCheckpoint(db, 'crm', 'contact')).state).toBeNull()
  })
})

describe('the state of a stream', () => {
  test('passes through unchanged, and the latest is where the next read goes on', async () => {
    const state = { modifiedAfter: '2024-02-29T10:00:00Z', lastId: '9', list: [1.5, null, 'ü'] }
    await extract('contact', [checkpoint({ lastId: '1' }), contact('1', 'Ada'), checkpoint(state)])
    const stream = streamOf('contact', [])
    const fields = { ...noSelection, extra: ['shoe_size'] }
    await extractStream({ db, ctx: testContext(), stream, fields, retention: 'full' })
    expect(stream.asked).toEqual([{ since: state, fields }])
  })

  test('is null at the first read', async () => {
    const stream = streamOf('contact', [])
    await extractStream({ db, ctx: testContext(), stream, fields: noSelection, retention: 'full' })
    expect(stream.asked).toMatchObject([{ since: null }])
  })

  test('stays where it was after an empty read', async () => {
    await extract('contact', [checkpoint('here')])
    await extract('contact', [])
    expect(await loadCheckpoint(db, 'crm', 'contact')).toMatchObject({ state: 'here' })
  })
})

describe('a record that does not fit the model', () => {
  const bad = deal('7', { state: 'won', amount: 'a lot' })
  const good = deal('7', { state: 'won', amount: '12.50' })
  const setAsideNow = async () => (await listRejects(db, 10)).map((reject) => reject.record_id)

  test('is set aside with the field, the reason and what to do, and the others are stored', async () => {
    const counts = await extract('deal', [
      deal('6', { state: 'open' }),
      bad,
      deal('8', { state: 'lost' }),
      checkpoint('end'),
    ])
    expect(counts).toEqual({ ...nothing, read: 3, inserted: 2, rejected: 1 })
    expect(await listRejects(db, 10)).toMatchObject([
      {
        stage: 'extract',
        connection: 'crm',
        entity: 'deal',
        record_id: '7',
        reason:
          'amount: must be a decimal number such as "1234.50". Correct it in crm; it is read again once it changes there',
        raw: bad.record,
      },
    ])
    expect(await loadCheckpoint(db, 'crm', 'deal')).toMatchObject({ state: 'end' })
  })

  test('is one with an amount beyond any sale', async () => {
    await extract('deal', [deal('7', { state: 'won', amount: `1${'0'.repeat(200)}` })])
    expect(await db.selectFrom('deal').select('id').execute()).toEqual([])
    expect(await listRejects(db, 10)).toMatchObject([
      {
        record_id: '7',
        reason: expect.stringMatching(/^amount: must have at most 15 digits before the point/),
      },
    ])
  })

  test('is one with a text for an id that no index holds, set aside under its beginning', async () => {
    const text = randomBytes(3_000).toString('hex')
    await extract('contact', [contact(text, 'Ann'), contact('1', 'Bob'), checkpoint('end')])
    expect(await extract('contact', [contact(text, 'Ann')])).toMatchObject({ rejected: 1 })
    expect(await names()).toEqual(['Bob'])
    expect(await listRejects(db, 10)).toMatchObject([
      {
        record_id: expect.stringContaining(`${text.slice(0, 100)}… (sha-256 `),
        reason: expect.stringMatching(/^id: is longer than 1000 bytes/),
        tries: 2,
      },
    ])
  })

  test('is one that refers to such a text', async () => {
    const text = randomBytes(3_000).toString('hex')
    await extract('deal', [deal('7', { state: 'won', contacts: [{ id: text }] })])
    expect(await listRejects(db, 10)).toMatchObject([
      { record_id: '7', reason: expect.stringMatching(/^contacts\.0\.id: is longer than 1000 bytes/) },
    ])
  })

  test('is one whose parent has such a text for an id', async () => {
    const company = { id: '8', name: 'Acme', parentId: randomBytes(3_000).toString('hex') }
    await extract('company', [{ type: 'upsert', record: company }])
    expect(await listRejects(db, 10)).toMatchObject([
      { record_id: '8', reason: expect.stringMatching(/^parentId: is longer than 1000 bytes/) },
    ])
  })

  test('is resolved by a later version that fits', async () => {
    await extract('deal', [bad])
    await extract('deal', [good])
    expect(await setAsideNow()).toEqual([])
  })

  test('is resolved by a later version in the same page', async () => {
    await extract('deal', [bad, good])
    expect(await setAsideNow()).toEqual([])
  })

  test('stays set aside where the version that fits is the earlier one', async () => {
    await extract('deal', [good, bad])
    expect(await setAsideNow()).toEqual(['7'])
    expect(await db.selectFrom('deal').select('id').execute()).toEqual([{ id: '7' }])
  })

  test('keeps the version that the store has', async () => {
    await extract('deal', [good])
    await extract('deal', [bad])
    const stored = await db.selectFrom('deal').select('data').executeTakeFirst()
    expect(stored?.data.amount).toBe('12.50')
  })

  test.each([
    ['deleted', deleted('7')],
    ['merged', merged('7', '8')],
  ])('is no longer set aside once it is %s: nobody can correct it', async (_what, change) => {
    await extract('deal', [bad])
    await extract('deal', [change])
    expect(await setAsideNow()).toEqual([])
  })

  test('and has no id is named by what it holds, the same way each time', async () => {
    await extract('deal', [deal('', { state: 'won' })])
    await extract('deal', [deal('', { state: 'won' })])
    expect(await listRejects(db, 10)).toMatchObject([
      { record_id: 'without id: {"id":"","state":"won"}', tries: 2 },
    ])
  })

  test('or that the connector could not read is set aside with its reason', async () => {
    const counts = await extract('deal', [
      { type: 'reject', id: '7', reason: 'the amount is cut short', raw: { amount: '1,' } },
      { type: 'reject', id: null, reason: 'line 3 has too many cells' },
    ])
    expect(counts).toEqual({ ...nothing, read: 2, rejected: 2 })
    const rejects = await listRejects(db, 10)
    expect(rejects.map((reject) => reject.reason).toSorted()).toEqual([
      'line 3 has too many cells',
      'the amount is cut short',
    ])
  })

  test('of the database is set aside too, and all others of its page are stored', async () => {
    const page = Array.from({ length: 20 }, (_, index) => deal(String(index), { state: 'won' }))
    const beyond = deal('7', { state: 'won', closedAt: '0000-01-01T00:00:00Z' })
    const counts = await extract(
      'deal',
      page.with(7, beyond).concat(deal('x', { state: 'won', name: 'nul \u0000' })),
    )
    expect(counts).toEqual({ ...nothing, read: 21, inserted: 20, rejected: 1 })
    const rejects = await listRejects(db, 10)
    expect(rejects).toMatchObject([{ record_id: '7' }])
    expect(rejects[0]?.reason).toMatch(
      /^the database cannot hold a value of it \(.+out of range.+\)\. Correct it in crm/,
    )
  })
})

describe('what was set aside', () => {
  const withoutId = { type: 'reject', id: null, reason: 'contacts.csv, line 2: id is empty' } satisfies Change
  const startsOver: Change = { type: 'checkpoint', state: 'over', startsOver: true }
  const reasons = async () => (await listRejects(db, 10)).map(({ reason }) => reason)

  test('without an id is off the list once a read from the start no longer brings it', async () => {
    await extract('contact', [withoutId, checkpoint('end')])
    await extract('contact', [startsOver, contact('1', 'Ann'), checkpoint('end again')])
    expect(await reasons()).toEqual([])
  })

  test('stays on the list with its tries where a read from the start brings it again', async () => {
    await extract('contact', [withoutId, checkpoint('end')])
    await extract('contact', [startsOver, withoutId, contact('1', 'Ann'), checkpoint('end again')])
    expect(await listRejects(db, 10)).toMatchObject([{ reason: withoutId.reason, tries: 2 }])
  })

  test('under an id that was a slip is off the list too once the record comes under its right one', async () => {
    await extract('deal', [deal('l', { state: 'won', amount: 'a lot' }), checkpoint('end')])
    await extract('deal', [startsOver, deal('1', { state: 'won' }), checkpoint('end again')])
    expect(await reasons()).toEqual([])
  })

  test('stays on the list while only changes are read: nobody looked at it again', async () => {
    await extract('contact', [withoutId, checkpoint('end')])
    await extract('contact', [contact('1', 'Ann'), checkpoint('later')])
    expect(await reasons()).toEqual([withoutId.reason])
  })

  test('by the part of a read from the start that came before an interruption stays on the list', async () => {
    const old: Change = { ...withoutId, reason: 'line 9', raw: 'line 9' }
    await extract('contact', [old, checkpoint('end')])
    const read = extractStream({
      db,
      ctx: testContext(),
      stream: { ...streamOf('contact', []), read: interrupted },
      fields: noSelection,
      retention: 'full',
    })
    await expect(read).rejects.toThrow('cut')
    expect((await reasons()).toSorted()).toEqual([withoutId.reason, 'line 9'])
    await extract('contact', [contact('1', 'Ann'), checkpoint('end')])
    expect(await reasons()).toEqual([withoutId.reason])
  })

  async function* interrupted(): AsyncGenerator<Change> {
    yield startsOver
    yield withoutId
    yield checkpoint('half')
    throw new Error('cut')
  }
})

test('a source whose terms forbid storing is not even read', async () => {
  const stream = streamOf('review', [])
  const refused = extractStream({ db, ctx: testContext(), stream, fields: noSelection, retention: 'id_only' })
  await expect(refused).rejects.toThrow(ConnectorError)
  await expect(refused).rejects.toThrow(
    'crm: the terms of this source forbid storing its content: it can be shown, but not synced',
  )
  expect(stream.asked).toEqual([])
})
