import type { Store } from '@rapport/store'
import { give, openTestWorkspace } from '@rapport/store/testing'
import { expect, it } from 'vitest'
import { recordReference, revertSubject } from './arguments.ts'
import { findRecord } from './find-record.ts'

const giveTicket = (store: Store, connection: string, id: string) =>
  give(store, connection, 'ticket', [{ id, createdAt: '2026-01-05T09:00:00Z' }])

const found = (store: Store, text: string) => findRecord(store.db, recordReference(text))

it('a record without its connection is the one that a single connection has', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveTicket(store, 'zendesk', '1047')
  await giveTicket(store, 'hubspot', '9')
  expect(await found(store, 'ticket:1047')).toEqual({ connection: 'zendesk', entity: 'ticket', id: '1047' })
  // One that is named is taken as it stands: what is known of it is asked elsewhere.
  expect(await found(store, 'hubspot/ticket:1047')).toMatchObject({ connection: 'hubspot' })
})

it('where several connections have it, they are listed', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveTicket(store, 'zendesk', '1047')
  await giveTicket(store, 'hubspot', '1047')
  await expect(found(store, 'ticket:1047')).rejects.toThrow(
    'several connections have ticket:1047: write hubspot/ticket:1047 or zendesk/ticket:1047',
  )
  await store.db
    .updateTable('ticket')
    .set({ deleted_at: new Date() })
    .where('connection', '=', 'hubspot')
    .execute()
  expect(await found(store, 'ticket:1047')).toMatchObject({ connection: 'zendesk' })
})

it('what no connection has, and what is no record at all, is told', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await expect(found(store, 'ticket:1')).rejects.toThrow('no connection has ticket:1')
  await expect(found(store, 'tickets:1')).rejects.toThrow('did you mean "ticket"?')
})

it('what is reverted may be named without its connection too', () => {
  expect(revertSubject('contact:9')).toEqual({ record: { connection: null, entity: 'contact', id: '9' } })
})
