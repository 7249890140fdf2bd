import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { saveCheckpoint } from './checkpoints.ts'
import {
  countConnectionRecords,
  deleteConnectionData,
  hasConnectionData,
  renameConnectionData,
  storedConnections,
} from './connection-data.ts'
import { replaceConnectionRates } from './exchange-rates.ts'
import { setAside } from './rejects.ts'
import { rememberRetention, retentionOf } from './retention.ts'
import { give, openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())

test('connections are found by their records of any kind and by their checkpoints, each once', async () => {
  expect(await storedConnections(store.db)).toEqual([])
  await give(store, 'shop', 'deal', [{ id: '1', state: 'won' }])
  for (const connection of ['desk', 'crm'])
    await give(store, connection, 'contact', [{ id: '1' }, { id: '2' }])
  await saveCheckpoint(store.db, 'begun', 'contact', { state: 1, startedOver: null })
  await saveCheckpoint(store.db, 'crm', 'contact', { state: 1, startedOver: null })
  expect(await storedConnections(store.db)).toEqual(['begun', 'crm', 'desk', 'shop'])
  expect(await countConnectionRecords(store.db, 'desk')).toEqual({ contact: 2 })
})

test('what was set aside of a connection is something that is kept of it', async () => {
  expect(await hasConnectionData(store.db, 'bad')).toBe(false)
  await setAside(store.db, 'extract', 'bad', [{ entity: 'contact', recordId: '1', reason: 'wrong' }])
  expect(await hasConnectionData(store.db, 'bad')).toBe(true)
  expect(await storedConnections(store.db)).not.toContain('bad')
})

const rename = (before: string, after: string) =>
  store.db.transaction().execute((transaction) => renameConnectionData(transaction, before, after))

test('the terms of a source go with a renamed connection, in the place of what a run noted of the new name', async () => {
  await rememberRetention(store.db, 'fb', 'revocable')
  await rememberRetention(store.db, 'facebook', 'full')
  await rename('fb', 'facebook')
  expect(await retentionOf(store.db, 'facebook')).toBe('revocable')
  const noted = await store.db
    .selectFrom('connection_retention')
    .select('connection')
    .where('connection', '=', 'fb')
    .execute()
  expect(noted).toEqual([])
})

test('the exchange rates of a connection go with its new name, and are forgotten with it', async () => {
  const give = (connection: string, rate: string) =>
    replaceConnectionRates(store.db, connection, {
      base: 'USD',
      rates: [{ currency: 'EUR', rate, from: null }],
    })
  await give('org', '0.8')
  await give('sales-org', '0.5')
  await give('other', '0.7')
  const stored = () =>
    store.db.selectFrom('exchange_rate').select(['source', 'rate']).orderBy('source').execute()
  await rename('org', 'sales-org')
  const others = { source: 'connection:other', rate: '0.7' }
  expect(await stored()).toEqual([others, { source: 'connection:sales-org', rate: '0.8' }])
  await store.db.transaction().execute((transaction) => deleteConnectionData(transaction, 'sales-org'))
  expect(await stored()).toEqual([others])
})

test('explanations of reputation name the places of a renamed connection by its new name', async () => {
  const before = { places: [{ place: 'old"/place:1' }, { place: 'older/place:1' }], quoted: 'an old"/place' }
  await sql`
    insert into score (customer_id, policy, as_of, n, values, explanation)
    values (1, 'reputation@1', '2026-06-01', 1, '{}', ${JSON.stringify(before)}::jsonb)
  `.execute(store.db)
  await rename('old"', 'new\\"')
  const [score] = await store.db.selectFrom('score').select('explanation').execute()
  expect(score?.explanation).toEqual({
    ...before,
    places: [{ place: 'new\\"/place:1' }, { place: 'older/place:1' }],
  })
})
