import { afterAll, expect, test } from 'vitest'
import { loadCheckpoint, loadStageState, saveCheckpoint, saveStageState } from './checkpoints.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())

test('a stream that never ran has no checkpoint', async () => {
  expect(await loadCheckpoint(db, 'crm', 'contact')).toBeNull()
})

test('a checkpoint comes back as it was saved, and the latest counts', async () => {
  await saveCheckpoint(db, 'crm', 'deal', { lastId: '1' })
  await saveCheckpoint(db, 'crm', 'deal', { lastId: '2', nested: [null, 1.5, 'ü'] })
  expect(await loadCheckpoint(db, 'crm', 'deal')).toEqual({ lastId: '2', nested: [null, 1.5, 'ü'] })
})

test('checkpoints of other streams and connections are others', async () => {
  await saveCheckpoint(db, 'crm', 'ticket', 'mine')
  expect(await loadCheckpoint(db, 'crm', 'message')).toBeNull()
  expect(await loadCheckpoint(db, 'shop', 'ticket')).toBeNull()
})

test('a checkpoint that is rolled back was never saved', async () => {
  const saved = db.transaction().execute(async (transaction) => {
    await saveCheckpoint(transaction, 'crm', 'company', { lastId: '1' })
    throw new Error('killed')
  })
  await expect(saved).rejects.toThrow('killed')
  expect(await loadCheckpoint(db, 'crm', 'company')).toBeNull()
})

test('a stage remembers its state between runs', async () => {
  expect(await loadStageState(db, 'resolve')).toBeNull()
  await saveStageState(db, 'resolve', { revision: 1 })
  await saveStageState(db, 'resolve', { revision: 2 })
  expect(await loadStageState(db, 'resolve')).toEqual({ revision: 2 })
})
