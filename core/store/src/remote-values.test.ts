import { afterAll, beforeEach, expect, test } from 'vitest'
import { rememberHeld, rememberWritten } from './remote-values.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => db.deleteFrom('remote_value').execute())

const known = () =>
  db.selectFrom('remote_value').select(['record_id', 'held', 'written']).orderBy('record_id').execute()
const held = (...read: Parameters<typeof rememberHeld>[3]) => rememberHeld(db, 'crm', 'contact', read)
const written = (...sent: Parameters<typeof rememberWritten>[3]) =>
  rememberWritten(db, 'crm', 'contact', sent)

test('what a record holds is remembered as read, nulls too', async () => {
  await held({ id: '1', held: { clv: 12.5, segment: null } })
  expect(await known()).toEqual([{ record_id: '1', held: { clv: 12.5, segment: null }, written: {} }])
})

test('fields that a read does not name keep what was known', async () => {
  await held({ id: '1', held: { clv: 12.5, segment: 'loyal' } })
  await held({ id: '1', held: { segment: 'new' } })
  expect(await known()).toMatchObject([{ held: { clv: 12.5, segment: 'new' } }])
})

test('a field that the CRM gave back keeps what was known until it was read back; of other records and fields reads count', async () => {
  await held({ id: '1', held: { clv: 12.5, segment: 'loyal' } })
  await db
    .insertInto('restored_field')
    .values({ connection: 'crm', entity: 'contact', field: 'clv' })
    .execute()
  await held({ id: '1', held: { clv: null, segment: 'new' } }, { id: '2', held: { clv: 3 } })
  await db.deleteFrom('restored_field').execute()
  expect(await known()).toMatchObject([{ held: { clv: 12.5, segment: 'new' } }, { held: { clv: 3 } }])
})

test('two reads of one record in one call are put together, the later value last', async () => {
  await held({ id: '1', held: { clv: 1, segment: 'new' } }, { id: '1', held: { clv: 2 } })
  expect(await known()).toMatchObject([{ held: { clv: 2, segment: 'new' } }])
})

test('a read that shows nothing new writes nothing', async () => {
  await held({ id: '1', held: { clv: 1 } })
  const before = await db.selectFrom('remote_value').select('read_at').execute()
  await held({ id: '1', held: { clv: 1 } })
  expect(await db.selectFrom('remote_value').select('read_at').execute()).toEqual(before)
})

test('what Rapport wrote is what the record holds, beside what else it holds', async () => {
  await held({ id: '1', held: { clv: 1, segment: 'new' } })
  await written({ id: '1', values: { clv: 2 } })
  expect(await known()).toEqual([{ record_id: '1', held: { clv: 2, segment: 'new' }, written: { clv: 2 } }])
})

test('a later read does not change what Rapport wrote: that is how an edit by a person shows', async () => {
  await written({ id: '1', values: { clv: 2 } })
  await held({ id: '1', held: { clv: 3 } })
  expect(await known()).toMatchObject([{ held: { clv: 3 }, written: { clv: 2 } }])
})

test('two writes of one record in one call are put together', async () => {
  await written({ id: '1', values: { clv: 1, segment: 'new' } }, { id: '1', values: { clv: 2 } })
  expect(await known()).toMatchObject([{ written: { clv: 2, segment: 'new' } }])
})

test('no rows, no statement', async () => {
  await held()
  await written()
  expect(await known()).toEqual([])
})
