import { afterAll, beforeEach, expect, test } from 'vitest'
import { countRejects, listRejects, resolveRejects, setAside } from './rejects.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => db.deleteFrom('reject').execute())

const badAmount = {
  entity: 'deal',
  recordId: '7',
  reason: 'amount: no number',
  raw: { id: '7', amount: 'abc' },
}

test('a record is set aside with its reason and what it held', async () => {
  await setAside(db, 'extract', 'crm', [badAmount])
  expect(await listRejects(db, 10)).toMatchObject([
    {
      stage: 'extract',
      connection: 'crm',
      entity: 'deal',
      record_id: '7',
      reason: 'amount: no number',
      raw: { id: '7', amount: 'abc' },
      tries: 1,
      resolved_at: null,
    },
  ])
})

test('a record that fails again counts a further try, with the latest reason', async () => {
  await setAside(db, 'extract', 'crm', [badAmount])
  await setAside(db, 'extract', 'crm', [{ ...badAmount, reason: 'state: unknown' }])
  expect(await listRejects(db, 10)).toMatchObject([{ tries: 2, reason: 'state: unknown' }])
})

test('a record that is named twice at once is one, with the last reason', async () => {
  await setAside(db, 'extract', 'crm', [badAmount, { ...badAmount, reason: 'state: unknown' }])
  expect(await listRejects(db, 10)).toMatchObject([{ tries: 1, reason: 'state: unknown' }])
})

test('the same record may be set aside by two stages', async () => {
  await setAside(db, 'extract', 'crm', [badAmount])
  await setAside(db, 'write', 'crm', [badAmount])
  expect(await countRejects(db)).toBe(2)
  expect(await countRejects(db, 'write')).toBe(1)
})

test('a record that went through is resolved, and its neighbours are not', async () => {
  await setAside(db, 'extract', 'crm', [badAmount, { ...badAmount, recordId: '8' }])
  await resolveRejects(db, 'extract', 'crm', 'deal', ['7', 'never set aside'])
  expect((await listRejects(db, 10)).map((reject) => reject.record_id)).toEqual(['8'])
})

test('a record that fails anew after it was resolved starts at its first try', async () => {
  await setAside(db, 'extract', 'crm', [badAmount])
  await resolveRejects(db, 'extract', 'crm', 'deal', ['7'])
  await setAside(db, 'extract', 'crm', [badAmount])
  expect(await listRejects(db, 10)).toMatchObject([{ tries: 1 }])
})

test('the latest are listed first, as many as asked for', async () => {
  await setAside(db, 'extract', 'crm', [badAmount])
  await setAside(db, 'extract', 'crm', [{ ...badAmount, recordId: '8' }])
  await setAside(db, 'extract', 'crm', [badAmount])
  expect((await listRejects(db, 1)).map((reject) => reject.record_id)).toEqual(['7'])
})

test('text that Postgres cannot hold does not stop a record from being set aside', async () => {
  await setAside(db, 'extract', 'crm', [{ ...badAmount, recordId: 'a\u0000', raw: { name: '\ud800' } }])
  expect(await countRejects(db)).toBe(1)
  await resolveRejects(db, 'extract', 'crm', 'deal', ['a\u0000'])
  expect(await countRejects(db)).toBe(0)
})
