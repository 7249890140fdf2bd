import { afterAll, expect, test } from 'vitest'
import {
  endStartedOver,
  loadCheckpoint,
  loadStageState,
  saveCheckpoint,
  saveStageState,
} from './checkpoints.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { db } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())

test('a stream that never ran has no checkpoint', async () => {
  expect(await loadCheckpoint(db, 'crm', 'contact')).toEqual({ state: null, startedOver: null })
})

test('a checkpoint comes back as it was saved, and the latest counts', async () => {
  await saveCheckpoint(db, 'crm', 'deal', { state: { lastId: '1' }, startedOver: null })
  const latest = { state: { lastId: '2', nested: [null, 1.5, 'ü'] }, startedOver: null }
  await saveCheckpoint(db, 'crm', 'deal', latest)
  expect(await loadCheckpoint(db, 'crm', 'deal')).toEqual(latest)
})

test('a read from the start is remembered with the moment it began, to the microsecond, until it ends', async () => {
  const began = '2026-03-01 12:00:00.123456+00'
  await saveCheckpoint(db, 'crm', 'agent', { state: 1, startedOver: began })
  expect(await loadCheckpoint(db, 'crm', 'agent')).toEqual({ state: 1, startedOver: began })
  await endStartedOver(db, 'crm', 'agent')
  expect(await loadCheckpoint(db, 'crm', 'agent')).toEqual({ state: 1, startedOver: null })
})

test('checkpoints of other streams and connections are others', async () => {
  await saveCheckpoint(db, 'crm', 'ticket', { state: 'mine', startedOver: null })
  expect(await loadCheckpoint(db, 'crm', 'message')).toMatchObject({ state: null })
  expect(await loadCheckpoint(db, 'shop', 'ticket')).toMatchObject({ state: null })
})

test('a checkpoint that is rolled back was never saved', async () => {
  const saved = db.transaction().execute(async (transaction) => {
    await saveCheckpoint(transaction, 'crm', 'company', { state: { lastId: '1' }, startedOver: null })
    throw new Error('killed')
  })
  await expect(saved).rejects.toThrow('killed')
  expect(await loadCheckpoint(db, 'crm', 'company')).toMatchObject({ state: null })
})

test('a stage remembers its state between runs', async () => {
  expect(await loadStageState(db, 'resolve')).toBeNull()
  await saveStageState(db, 'resolve', { revision: 1 })
  await saveStageState(db, 'resolve', { revision: 2 })
  expect(await loadStageState(db, 'resolve')).toEqual({ revision: 2 })
})
