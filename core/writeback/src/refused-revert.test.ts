import type { FieldValues } from '@rapport/connector'
import { listRejects, rememberHeld } from '@rapport/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { settlePlan } from './apply.ts'
import { targetFields } from './fields.ts'
import { releaseHolds } from './holds.ts'
import { findInterruptedRevert, finishInterruptedReverts } from './interrupted-revert.ts'
import { createPlan } from './plan.ts'
import { loadPlan } from './plan-record.ts'
import { planRevert } from './revert.ts'
import { applyTo, planValues } from './testing/applying.ts'
import { refusal, type TestCrm, testContext, testCrm } from './testing/crm.ts'
import { planRequest } from './testing/plan-request.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

type Wanted = Readonly<Record<string, FieldValues>>

async function write(crm: TestCrm, wanted: Wanted): Promise<number> {
  const planId = await planValues(workspace.db, wanted)
  await applyTo(workspace, crm, planId)
  return planId
}

async function revert(crm: TestCrm, plan: number) {
  const { planId } = await planRevert(workspace.db, plan)
  return applyTo(workspace, crm, planId)
}

/** Writes these values, and lets the CRM refuse record "a" when they are to be put back. Returns the plan that wrote them. */
async function refusedToPutBack(crm: TestCrm, wanted: Wanted): Promise<number> {
  const planId = await write(crm, wanted)
  crm.refused.set('a', refusal('invalid', 'a is locked'))
  expect(await revert(crm, planId)).toMatchObject({ rejected: 1 })
  crm.refused.clear()
  return planId
}

async function plan(wanted: Wanted) {
  const fields = targetFields(['clv', 'orders', 'why'], 'contact')
  return (await createPlan(workspace.db, planRequest(fields, wanted))).counts
}

const setAside = async () => (await listRejects(workspace.db, 9)).map(({ record_id }) => record_id)

test('a record that the CRM refused to put back is set aside until it is put back, whatever later plans want of it', async () => {
  const crm = testCrm(['a', 'b'])
  const planId = await refusedToPutBack(crm, { a: { clv: 5 }, b: { clv: 5 } })
  expect(crm.snapshot()).toEqual({ a: { clv: 5 }, b: { clv: null } })
  expect(await plan({ a: { clv: 5 } })).toMatchObject({ unchanged: 1 })
  expect(await setAside()).toEqual(['a'])
  expect(await plan({ a: { clv: 9 } })).toMatchObject({ heldBack: 1, changed: 0 })
  expect(await setAside()).toEqual(['a'])

  expect(await revert(crm, planId)).toMatchObject({ applied: 1 })
  expect(crm.snapshot()).toEqual({ a: { clv: null }, b: { clv: null } })
  expect(await setAside()).toEqual([])
})

test('a record that an interrupted revert was refused is tried again by the same revert, also where a sync ended it', async () => {
  const crm = testCrm(['a', 'b'], 1)
  const written = await write(crm, { a: { clv: 5 }, b: { clv: 5 } })
  const { planId } = await planRevert(workspace.db, written)
  crm.refused.set('a', refusal('invalid', 'a is locked'))
  crm.interrupt = (step) => {
    if (step === 'afterWrite' && crm.records.get('b')?.clv === null) throw new Error('killed')
  }
  await expect(applyTo(workspace, crm, planId, { concurrency: 1 })).rejects.toThrow('killed')
  crm.interrupt = () => {}
  crm.refused.clear()
  const { signal } = new AbortController()
  await settlePlan(workspace.db, testContext(), crm.target, planId, { signal, hold: workspace.hold })
  await finishInterruptedReverts(workspace.db, { connection: 'crm', entity: 'contact' })
  expect((await loadPlan(workspace.db, planId)).state).toBe('partial')

  expect(await findInterruptedRevert(workspace.db, written)).toBeNull()
  expect(await revert(crm, written)).toMatchObject({ applied: 1 })
  expect(crm.snapshot()).toEqual({ a: { clv: null }, b: { clv: null } })
  expect(await setAside()).toEqual([])
})

test('what is set aside says which plan was not taken back, and how to go on', async () => {
  const planId = await refusedToPutBack(testCrm(['a']), { a: { clv: 5 } })
  const [reject] = await listRejects(workspace.db, 9)
  expect(reject?.reason).toBe(
    `not put back by the revert of plan ${planId}: a is locked; revert again once that is mended, or release the record`,
  )
})

test('a write of other fields, or their putting back, does not take it off the list', async () => {
  const crm = testCrm(['a'])
  await refusedToPutBack(crm, { a: { clv: 5 } })
  const other = await write(crm, { a: { clv: 5, orders: 2 } })
  expect(crm.records.get('a')).toEqual({ clv: 5, orders: 2 })
  expect(await setAside()).toEqual(['a'])
  await revert(crm, other)
  expect(crm.records.get('a')).toEqual({ clv: 5, orders: null })
  expect(await setAside()).toEqual(['a'])
})

test('it is off the list once all of its fields are released, and may be written again', async () => {
  await refusedToPutBack(testCrm(['a', 'b']), { a: { clv: 5, orders: 2 }, b: { clv: 5 } })
  await releaseHolds(workspace.db, { recordId: 'a', field: 'orders' })
  expect(await setAside()).toEqual(['a'])
  await releaseHolds(workspace.db, { connection: 'crm' })
  expect(await setAside()).toEqual([])
  expect(await plan({ a: { clv: 9 } })).toMatchObject({ changed: 1 })
})

test('a person who puts it back by hand takes it off the list', async () => {
  const crm = testCrm(['a'])
  await refusedToPutBack(crm, { a: { clv: 5, why: 'x' } })
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { clv: null } }])
  await plan({ a: { clv: 5 } })
  expect(await setAside()).toEqual([])
})

test('a record that is gone by now has nothing to put back', async () => {
  const crm = testCrm(['a'])
  const planId = await refusedToPutBack(crm, { a: { clv: 5 } })
  crm.records.delete('a')
  expect(await revert(crm, planId)).toMatchObject({ gone: 1 })
  expect(await setAside()).toEqual([])
})

test('a field that a person edited meanwhile is not waited for once the others are put back', async () => {
  const crm = testCrm(['a'])
  const planId = await refusedToPutBack(crm, { a: { clv: 5, orders: 2 } })
  crm.edit('a', { orders: 7 })
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { orders: 7 } }])
  expect(await revert(crm, planId)).toMatchObject({ applied: 1 })
  expect(crm.records.get('a')).toEqual({ clv: null, orders: 7 })
  expect(await setAside()).toEqual([])
})

test('a record that the CRM refused to write is still taken off the list once it holds what is wanted', async () => {
  const crm = testCrm(['a'])
  crm.refused.set('a', refusal('invalid', 'a is locked'))
  await write(crm, { a: { clv: 5 } })
  expect(await setAside()).toEqual(['a'])
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { clv: 5 } }])
  await plan({ a: { clv: 5 } })
  expect(await setAside()).toEqual([])
})
