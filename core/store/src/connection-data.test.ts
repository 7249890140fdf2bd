import { afterAll, expect, test } from 'vitest'
import { saveCheckpoint } from './checkpoints.ts'
import { countConnectionRecords, hasConnectionData, storedConnections } from './connection-data.ts'
import { setAside } from './rejects.ts'
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
