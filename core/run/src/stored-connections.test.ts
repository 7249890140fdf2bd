import { expect, test } from 'vitest'
import { sync } from './sync.ts'
import { giveCustomers, openTestWorkspace, plainRun } from './testing/workspace.ts'

test('A connection that got another name in the set-up stops the run before it is read, and nothing counts twice', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  await opened.sync()
  const renamed = opened.configured({
    connections: { hs: { connector: 'test' } },
    writeBack: { hs: { contact: ['clv', 'orders', 'why'] } },
  })
  expect(await sync(renamed, plainRun())).toMatchObject({
    state: 'failed',
    failure: 'config',
    read: {},
    written: 0,
    message:
      'rapport.yaml lacks "crm", whose records are stored and would go on counting: put it back; or, where it was renamed, run "npx rapport connections rename crm hs"; or, where it is gone for good, run "npx rapport connections forget crm"',
  })
  expect(opened.crm.held.get('c03')).toMatchObject({ clv: 30 })
  const stored = await renamed.store.db.selectFrom('contact').select('connection').distinct().execute()
  expect(stored).toEqual([{ connection: 'crm' }])
})

test('A connection that was taken out of the set-up stops the run, and putting it back lets it go on', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  await opened.sync()
  const without = opened.configured({ connections: {}, writeBack: {} })
  expect(await sync(without, plainRun())).toMatchObject({
    state: 'failed',
    failure: 'config',
    message: expect.stringContaining('run "npx rapport connections rename crm <new name>"'),
  })
  expect(await opened.sync()).toMatchObject({ state: 'succeeded' })
})

test('A connection of which only a checkpoint is stored stops the run too: the next read would leave out what came before', async () => {
  await using opened = await openTestWorkspace()
  await opened.workspace.store.db
    .insertInto('checkpoint')
    .values({ connection: 'gone', stream: 'contact', state: '1' })
    .execute()
  expect(await opened.sync()).toMatchObject({ failure: 'config', message: expect.stringContaining('"gone"') })
})
