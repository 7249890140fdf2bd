import { addOverride, listOverrides } from '@rapport/identity'
import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { forgetConnection, whatWouldBeForgotten } from './forget-connection.ts'
import { sync } from './sync.ts'
import {
  giveCustomers,
  openTestWorkspace,
  plainRun,
  type TestWorkspace,
  wonDeal,
} from './testing/workspace.ts'

const options = () => ({ by: 'ann', signal: new AbortController().signal })

/** A desk beside the CRM: one contact shares its e-mail with one of the CRM, one does not; each has a won deal. */
async function openWithDesk(): Promise<TestWorkspace> {
  const opened = await openTestWorkspace()
  opened.crm.give('contact', [
    { id: 'a', name: 'Ann', emails: ['ann@acme.example'] },
    { id: 'b', name: 'Ben', emails: ['ben@acme.example'] },
  ])
  opened.crm.give('deal', [wonDeal('d-a', 'a', 100), wonDeal('d-b', 'b', 200)])
  const { store } = opened.workspace
  await give(store, 'desk', 'contact', [
    { id: '1', name: 'Ann', emails: ['ann@acme.example'] },
    { id: '2', name: 'Cy', emails: ['cy@acme.example'] },
  ])
  await give(
    store,
    'desk',
    'deal',
    ['1', '2'].map((id) => ({ kind: 'deal', ...wonDeal(`x-${id}`, id, 1000) })),
  )
  await sync(withDesk(opened), plainRun())
  return opened
}

const withDesk = (opened: TestWorkspace) =>
  opened.configured({ connections: { crm: { connector: 'test' }, desk: { connector: 'test', streams: [] } } })

/** The tables that hold something of a connection. */
async function tablesWith(opened: TestWorkspace, connection: string): Promise<string[]> {
  const { db, workspace } = opened.workspace.store
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = ${`ws_${workspace}`} and column_name = 'connection' order by name
  `.execute(db)
  const holding: string[] = []
  for (const { name } of rows) {
    const held = await sql`select 1 from ${sql.table(name)} where connection = ${connection} limit 1`.execute(
      db,
    )
    if (held.rows.length > 0) holding.push(name)
  }
  return holding
}

test('Customers that shared a forgotten connection are scored without it, those that had nothing else vanish, others stay', async () => {
  await using opened = await openWithDesk()
  const { crm, workspace } = opened
  expect(crm.held.get('a')).toMatchObject({ clv: 1100, orders: 1 })
  const { db } = workspace.store
  const forgotten = await forgetConnection(workspace, 'desk', options())
  expect(forgotten).toEqual({ connection: 'desk', records: { contact: 2, deal: 2 } })
  expect(await tablesWith(opened, 'desk')).toEqual([])
  expect(await db.selectFrom('customer').select('name').orderBy('name').execute()).toEqual([
    { name: 'Ann' },
    { name: 'Ben' },
  ])
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 1 })
  expect(crm.held.get('a')).toMatchObject({ clv: 100 })
  const audit = await db.selectFrom('audit').selectAll().where('action', '=', 'connection.forget').execute()
  expect(audit).toMatchObject([
    { actor: 'ann', subject: 'desk', detail: { records: { contact: 2, deal: 2 } } },
  ])
})

test('Records that only a forgotten connection joined are customers of their own again', async () => {
  await using opened = await openTestWorkspace()
  opened.crm.give('contact', [
    { id: 'a', name: 'Ann', emails: ['ann@acme.example'] },
    { id: 'b', name: 'Ann', emails: ['ann@home.example'] },
  ])
  const { store } = opened.workspace
  await give(store, 'desk', 'contact', [
    { id: '1', name: 'Ann', emails: ['ann@acme.example', 'ann@home.example'] },
  ])
  const customers = () => store.db.selectFrom('customer').select('id').execute()
  await sync(withDesk(opened), plainRun())
  expect(await customers()).toHaveLength(1)
  await forgetConnection(opened.workspace, 'desk', options())
  expect(await customers()).toHaveLength(2)
})

test('A connection that is forgotten and still in the set-up is read from the start', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  await opened.sync()
  expect(await tablesWith(opened, 'crm')).toContain('remote_value')
  await forgetConnection(opened.workspace, 'crm', options())
  // The history of runs and plans stays.
  expect(await tablesWith(opened, 'crm')).toEqual(['plan', 'run_step'])
  expect(await opened.sync()).toMatchObject({ read: { 'crm/contact': 3, 'crm/deal': 3 }, scored: 3 })
})

test('Where it ends early nothing of the connection counts any more, and forgetting it again ends it', async () => {
  await using opened = await openWithDesk()
  const aborted = AbortSignal.abort(new Error('interrupted'))
  await expect(forgetConnection(opened.workspace, 'desk', { by: 'ann', signal: aborted })).rejects.toThrow(
    'interrupted',
  )
  const records = { contact: 2, deal: 2 }
  expect(await whatWouldBeForgotten(opened.workspace, 'desk')).toEqual({ connection: 'desk', records })
  await sync(withDesk(opened), plainRun())
  expect(opened.crm.held.get('a')).toMatchObject({ clv: 100 })
  expect(await forgetConnection(opened.workspace, 'desk', options())).toMatchObject({ records })
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 0 })
})

test('An open plan for a forgotten connection is discarded, and decisions about its records are taken back', async () => {
  await using opened = await openWithDesk()
  const { store } = opened.workspace
  opened.crm.give('deal', [wonDeal('d-b2', 'b', 50)])
  await sync(withDesk(opened), { ...plainRun(), dryRun: true })
  const split = {
    kind: 'split' as const,
    left: { connection: 'crm', entity: 'contact', id: 'a' },
    right: { connection: 'desk', entity: 'contact', id: '1' },
    by: 'ben',
  }
  await addOverride(store.db, split)
  await forgetConnection(opened.workspace, 'crm', options())
  const open = await store.db.selectFrom('plan').select('id').where('state', '=', 'planned').execute()
  expect(open).toEqual([])
  expect(await listOverrides(store.db)).toMatchObject([{ by: 'ben', undoneAt: expect.any(Date) }])
})

test('To forget a connection of which nothing is stored is an error that names those there are', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  await opened.sync()
  await expect(forgetConnection(opened.workspace, 'cmr', options())).rejects.toThrow(
    'nothing is stored of a connection "cmr" (stored: crm)',
  )
})
