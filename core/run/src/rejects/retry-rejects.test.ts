import { ConnectorError } from '@rapport/connector'
import { setAside } from '@rapport/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sync } from '../sync.ts'
import { openTellingWorkspace, type TellingWorkspace } from '../testing/told.ts'
import { giveCustomers, openTestWorkspace, plainRun } from '../testing/workspace.ts'
import { drainWebhooks } from '../webhooks/drain-webhooks.ts'
import { revert } from '../write-back.ts'
import { retryRejects } from './retry-rejects.ts'

let told: TellingWorkspace
beforeAll(async () => {
  told = await openTellingWorkspace()
})
afterAll(() => told[Symbol.asyncDispose]())
beforeEach(() => sql`truncate webhook_record, reject, audit`.execute(told.workspace.store.db))

const bad = (recordId: string, reason = 'name: 12 is no text', entity = 'contact') => ({
  ...{ entity, recordId, reason },
})

test('a record that was set aside is read again by its id, and is off the list once it went through', async () => {
  const { db } = told.workspace.store
  await setAside(db, 'extract', 'crm', [bad('c1'), bad('c2'), bad('c3', 'email: is none')])
  await setAside(db, 'write', 'crm', [bad('c9', 'the field is read-only')])
  told.contacts.set('c1', { name: 'Ann' })
  told.contacts.set('c2', { name: 'Ben' })
  expect(
    await retryRejects(told.workspace, { stage: 'extract', reason: 'name: … is no text' }, 'ada'),
  ).toEqual({
    ...{ byId: 2, fromTheStart: 0, nextRun: 0, toPutBack: 0 },
  })
  await drainWebhooks(told.workspace, { signal: new AbortController().signal })
  expect(await told.stored()).toMatchObject({ c1: 'Ann', c2: 'Ben' })
  expect(await retryRejects(told.workspace, { stage: 'write' }, 'ada')).toMatchObject({ nextRun: 1 })
  const left = await db
    .selectFrom('reject')
    .select(['record_id', 'retry', 'retry_asked_by'])
    .where('resolved_at', 'is', null)
    .orderBy('record_id')
    .execute()
  expect(left).toEqual([
    { record_id: 'c3', retry: null, retry_asked_by: null },
    { record_id: 'c9', retry: 'next run', retry_asked_by: 'ada' },
  ])
  const trail = await db.selectFrom('audit').select(['actor', 'action', 'subject']).execute()
  expect(trail).toContainEqual({ actor: 'ada', action: 'rejects.retry', subject: 'rejects' })
})

test('where records cannot be asked for by their ids, the next sync reads their stream from its start, once', async () => {
  await using opened = await openTestWorkspace()
  opened.crm.give('contact', [
    { id: 'a', name: 'Ann' },
    { id: 'b', name: 12 },
  ])
  await opened.sync()
  const { db } = opened.workspace.store
  const reads = async () => {
    const { read } = await sync(opened.workspace, { ...plainRun(), dryRun: true })
    return read['crm/contact']
  }
  expect(await reads()).toBe(0)
  expect(await retryRejects(opened.workspace, {}, 'ada')).toMatchObject({
    byId: 0,
    fromTheStart: 1,
    nextRun: 0,
  })
  expect(await reads()).toBe(2)
  expect(await reads()).toBe(0)
  const [left] = await db.selectFrom('reject').selectAll().where('resolved_at', 'is', null).execute()
  expect(left?.last_at.getTime()).toBeGreaterThan(left?.retry_asked_at?.getTime() ?? 0)
})

test('a record that was not put back waits for no run, and is counted as left to put back', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  const { planIds } = await opened.sync()
  opened.crm.refused.set('c01', new ConnectorError('invalid', 'c01 is locked'))
  await revert(opened.workspace, { plan: planIds[0] ?? 0 }, { signal: new AbortController().signal })
  expect(await retryRejects(opened.workspace, {}, 'ada')).toEqual({
    ...{ byId: 0, fromTheStart: 0, nextRun: 0, toPutBack: 1 },
  })
  const [left] = await opened.workspace.store.db.selectFrom('reject').selectAll().execute()
  expect(left).toMatchObject({ record_id: 'c01', retry: null, retry_asked_at: null, resolved_at: null })
})
