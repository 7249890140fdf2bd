import { addOverride, listOverrides } from '@rapport/identity'
import { give } from '@rapport/store/testing'
import { expect, test } from 'vitest'
import { renameConnection } from './rename-connection.ts'
import { sync } from './sync.ts'
import { giveCustomers, openTestWorkspace, plainRun } from './testing/workspace.ts'

const underNewName = {
  connections: { hs: { connector: 'test' } },
  writeBack: { hs: { contact: ['clv', 'orders', 'why'] } },
}

test('After a rename the next run reads nothing anew, changes no value and writes nothing', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 12)
  await opened.sync()
  const { db } = workspace.store
  const scores = () => db.selectFrom('score').selectAll().orderBy('customer_id').execute()
  const [before, writes] = [await scores(), crm.writes]
  await renameConnection(workspace, 'crm', 'hs', 'ann')
  const result = await sync(opened.configured(underNewName), plainRun())
  expect(result).toMatchObject({ state: 'succeeded', read: { 'hs/contact': 0, 'hs/deal': 0 }, written: 0 })
  expect(await scores()).toEqual(before)
  expect(crm.writes).toBe(writes)
  const links = await db.selectFrom('identity_link').select('connection').distinct().execute()
  expect(links).toEqual([{ connection: 'hs' }])
  const audit = await db.selectFrom('audit').selectAll().where('action', '=', 'connection.rename').execute()
  expect(audit).toMatchObject([{ actor: 'ann', subject: 'crm', detail: { to: 'hs' } }])
})

test('A deal whose contact was missing at the rename still finds it when it comes', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  crm.give('deal', [
    { id: 'd', state: 'won', amount: '70', closedAt: '2026-03-01T12:00:00Z', contacts: [{ id: 'late' }] },
  ])
  await opened.sync()
  await renameConnection(workspace, 'crm', 'hs', 'ann')
  crm.give('contact', [{ id: 'late', name: 'Late' }])
  await sync(opened.configured(underNewName), plainRun())
  expect(crm.held.get('late')).toMatchObject({ clv: 70 })
})

test('What people decided about its records holds under the new name, and is found as the same decision', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 2)
  await opened.sync()
  const { store } = workspace
  await give(store, 'desk', 'contact', [{ id: 'x', name: 'X' }])
  const merge = (connection: string) =>
    addOverride(store.db, {
      kind: 'merge',
      left: { connection, entity: 'contact', id: 'c01' },
      right: { connection: 'desk', entity: 'contact', id: 'x' },
      by: 'ann',
    })
  const decision = await merge('crm')
  await renameConnection(workspace, 'crm', 'hs', 'ann')
  expect(await merge('hs')).toBe(decision)
  expect(await listOverrides(store.db)).toMatchObject([
    { left: { connection: 'desk', id: 'x' }, right: { connection: 'hs', id: 'c01' }, undoneAt: null },
  ])
})

test('A rename is refused where something is stored of the new name, and where nothing is of the old one', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  await opened.sync()
  const { workspace } = opened
  await give(workspace.store, 'hs', 'contact', [{ id: '1', name: 'Ann' }])
  await expect(renameConnection(workspace, 'crm', 'hs', 'ann')).rejects.toThrow(
    'something is stored of "hs" already: choose another name, or run "npx rapport connections forget hs" first',
  )
  await expect(renameConnection(workspace, 'cmr', 'new', 'ann')).rejects.toThrow(
    'nothing is stored of a connection "cmr" (stored: crm, hs)',
  )
  await expect(renameConnection(workspace, 'crm', 'a/b', 'ann')).rejects.toThrow(/leave out \/, : and spaces/)
})
