import type { FieldValues } from '@rapport/connector'
import { rememberHeld } from '@rapport/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ApplyOptions, applyPlan } from './apply.ts'
import { targetFields } from './fields.ts'
import { releaseHolds } from './holds.ts'
import { findInterruptedRevert } from './interrupted-revert.ts'
import { createPlan } from './plan.ts'
import { loadPlan } from './plan-record.ts'
import { readPlan } from './preview.ts'
import { hasLeftToRevert, planRevert } from './revert.ts'
import { type TestCrm, testContext, testCrm } from './testing/crm.ts'
import { planRequest } from './testing/plan-request.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

const fields = targetFields(['clv', 'orders', 'why'], 'contact')

async function plan(wanted: Readonly<Record<string, FieldValues>>) {
  return createPlan(workspace.db, planRequest(fields, wanted))
}

function apply(crm: TestCrm, planId: number, more: Partial<ApplyOptions> = {}) {
  return applyPlan(workspace.db, testContext(), crm.target, planId, {
    onDrift: 'overwrite',
    fields,
    signal: new AbortController().signal,
    hold: workspace.hold,
    ...more,
  })
}

async function write(crm: TestCrm, wanted: Readonly<Record<string, FieldValues>>): Promise<number> {
  const { planId } = await plan(wanted)
  await apply(crm, planId)
  return planId
}

const lines = async (planId: number) => (await readPlan(workspace.db, planId, { limit: 99 })).lines

test('reverting a first write clears the fields that were empty and restores what a person had put there', async () => {
  const crm = testCrm(['empty', 'filled'])
  crm.edit('filled', { clv: 3 })
  const planId = await write(crm, { empty: { clv: 5, why: 'x' }, filled: { clv: 5 } })
  const revert = await planRevert(workspace.db, planId)
  expect(revert.counts).toEqual({ considered: 2, planned: 2, refused: 0 })
  expect(await apply(crm, revert.planId)).toMatchObject({ applied: 2 })
  expect(crm.snapshot()).toEqual({ empty: { clv: null, why: null }, filled: { clv: 3 } })
})

test("a value restored by a revert is a person's again and is never cleared", async () => {
  const crm = testCrm(['a'])
  crm.edit('a', { clv: 3 })
  const revert = await planRevert(workspace.db, await write(crm, { a: { clv: 5 } }))
  await apply(crm, revert.planId)
  await releaseHolds(workspace.db, { connection: 'crm' })
  expect((await plan({ a: { clv: null } })).counts).toMatchObject({ cleared: 0, unchanged: 1 })
})

test("a value of Rapport's own restored by a revert is still Rapport's, so an edit of it is seen", async () => {
  const crm = testCrm(['a'])
  await write(crm, { a: { clv: 5 } })
  const revert = await planRevert(workspace.db, await write(crm, { a: { clv: 9 } }))
  await apply(crm, revert.planId)
  await releaseHolds(workspace.db, { connection: 'crm' })
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { clv: 7 } }])
  expect((await plan({ a: { clv: 9 } })).counts).toMatchObject({ drifted: 1 })
})

test('a record that a person edited before the revert was planned is listed as refused', async () => {
  const crm = testCrm(['a', 'b'])
  const planId = await write(crm, { a: { clv: 5 }, b: { clv: 5 } })
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { clv: 7 } }])
  const revert = await planRevert(workspace.db, planId)
  expect(revert.counts).toEqual({ considered: 2, planned: 1, refused: 1 })
  expect(await lines(revert.planId)).toMatchObject([
    { recordId: 'a', state: 'refused', changes: [{ field: 'clv', before: 7, after: null }] },
    { recordId: 'b', state: 'planned' },
  ])
})

test('a record that a person edited after the revert was planned is refused when it is applied', async () => {
  const crm = testCrm(['a', 'b'])
  const planId = await write(crm, { a: { clv: 5, why: 'x' }, b: { clv: 5 } })
  const revert = await planRevert(workspace.db, planId)
  crm.edit('a', { clv: 7 })
  expect(await apply(crm, revert.planId)).toMatchObject({ applied: 1, refused: 1 })
  expect(crm.records.get('a')).toEqual({ clv: 7, why: 'x' })
  expect((await lines(revert.planId))[0]?.reason).toBe(
    'left because it was edited since: clv (Rapport wrote 5, it holds 7)',
  )
  expect((await loadPlan(workspace.db, revert.planId)).state).toBe('partial')
})

test('beside an edited field the others are reverted', async () => {
  const crm = testCrm(['a'])
  const planId = await write(crm, { a: { clv: 5, orders: 2 } })
  const revert = await planRevert(workspace.db, planId)
  crm.edit('a', { clv: 7 })
  await apply(crm, revert.planId)
  expect(crm.records.get('a')).toEqual({ clv: 7, orders: null })
})

test('reverted fields are held back until they are released', async () => {
  const crm = testCrm(['a', 'b'])
  const planId = await write(crm, { a: { clv: 5 }, b: { clv: 5 } })
  await apply(crm, (await planRevert(workspace.db, planId)).planId)
  expect((await plan({ a: { clv: 6 }, b: { clv: 6 } })).counts).toMatchObject({ heldBack: 2, changed: 0 })
  expect(await releaseHolds(workspace.db, { connection: 'crm', recordId: 'a' }, 'ann')).toEqual({
    fields: 1,
    records: 1,
  })
  expect((await plan({ a: { clv: 6 }, b: { clv: 6 } })).counts).toMatchObject({ heldBack: 1, changed: 1 })
})

test('applying, reverting and releasing stand in the audit trail', async () => {
  const crm = testCrm(['a'])
  await apply(crm, (await planRevert(workspace.db, await write(crm, { a: { clv: 5 } }))).planId)
  await releaseHolds(workspace.db, { connection: 'crm' }, 'ann')
  const trail = await workspace.db.selectFrom('audit').select(['actor', 'action']).orderBy('id').execute()
  expect(trail).toEqual([
    { actor: 'rapport', action: 'apply' },
    { actor: 'rapport', action: 'revert' },
    { actor: 'ann', action: 'release' },
  ])
})

test('one record is reverted to what stood there before its last write', async () => {
  const crm = testCrm(['a', 'b'])
  const first = await write(crm, { a: { clv: 5 }, b: { clv: 5 } })
  const record = { connection: 'crm', entity: 'contact', recordId: 'a' } as const
  await write(crm, { a: { clv: 9 }, b: { clv: 9 } })
  await apply(crm, (await planRevert(workspace.db, { record })).planId)
  expect(crm.snapshot()).toEqual({ a: { clv: 5 }, b: { clv: 9 } })

  const again = await planRevert(workspace.db, { record })
  expect((await loadPlan(workspace.db, again.planId)).reverts).toBe(first)
  await apply(crm, again.planId)
  expect(crm.records.get('a')).toEqual({ clv: null })
  await expect(planRevert(workspace.db, { record })).rejects.toThrow(/crm\/contact:a that is left to revert/)
})

test('what a later plan wrote over is refused', async () => {
  const crm = testCrm(['a'])
  const first = await write(crm, { a: { clv: 5 } })
  await write(crm, { a: { clv: 9 } })
  expect((await planRevert(workspace.db, first)).counts).toEqual({ considered: 1, planned: 0, refused: 1 })
})

test('a plan is reverted once, and a revert is not reverted', async () => {
  const crm = testCrm(['a'])
  const planId = await write(crm, { a: { clv: 5 } })
  const revert = await planRevert(workspace.db, planId)
  await apply(crm, revert.planId)
  await expect(planRevert(workspace.db, planId)).rejects.toThrow(/nothing that is left to revert/)
  await expect(planRevert(workspace.db, revert.planId)).rejects.toThrow(/is itself a revert/)
})

test('a plan is left to revert while it is not known whether anything of it arrived', async () => {
  const { planId } = await plan({ a: { clv: 5 } })
  expect(await hasLeftToRevert(workspace.db, planId)).toBe(false)
  await workspace.db
    .updateTable('plan_item')
    .set({ state: 'sending' })
    .where('plan_id', '=', planId)
    .execute()
  expect(await hasLeftToRevert(workspace.db, planId)).toBe(true)
})

test('values that were there already are not taken away by a revert', async () => {
  const crm = testCrm(['a', 'b'])
  const { planId } = await plan({ a: { clv: 5 }, b: { clv: 5 } })
  crm.edit('a', { clv: 5 })
  await apply(crm, planId)
  await apply(crm, (await planRevert(workspace.db, planId)).planId)
  expect(crm.snapshot()).toEqual({ a: { clv: 5 }, b: { clv: null } })
})

test('what a replaced plan had written before it was interrupted can be reverted', async () => {
  const crm = testCrm(['a', 'b'], 1)
  crm.interrupt = (step) => {
    if (step === 'current' && crm.calls.current === 1) throw new Error('killed')
  }
  const { planId } = await plan({ a: { clv: 5 }, b: { clv: 5 } })
  const interrupted = applyPlan(workspace.db, testContext(), crm.target, planId, {
    onDrift: 'keep',
    fields,
    signal: new AbortController().signal,
    hold: workspace.hold,
    concurrency: 1,
  })
  await expect(interrupted).rejects.toThrow('killed')
  crm.interrupt = () => {}
  await plan({})
  expect((await loadPlan(workspace.db, planId)).state).toBe('discarded')
  await apply(crm, (await planRevert(workspace.db, planId)).planId)
  expect(crm.snapshot()).toEqual({ a: { clv: null }, b: {} })
})

/** A revert whose process was killed before it wrote anything. */
async function killedRevert(crm: TestCrm, subject: Parameters<typeof planRevert>[1]): Promise<number> {
  const { planId } = await planRevert(workspace.db, subject)
  crm.interrupt = () => {
    throw new Error('killed')
  }
  await expect(apply(crm, planId)).rejects.toThrow('killed')
  crm.interrupt = () => {}
  return planId
}

const record = (recordId: string) => ({
  record: { connection: 'crm', entity: 'contact' as const, recordId },
})

test('a revert that has begun is replaced by no plan and by no revert of something else', async () => {
  const crm = testCrm(['a', 'b'])
  await write(crm, { a: { clv: 5 }, b: { clv: 5 } })
  const begun = await killedRevert(crm, record('a'))
  expect((await plan({ a: { clv: 9 } })).counts).toMatchObject({ heldBack: 1 })
  await apply(crm, (await planRevert(workspace.db, record('b'))).planId)
  expect(await findInterruptedRevert(workspace.db, record('a'))).toBe(begun)
  expect(await apply(crm, begun)).toMatchObject({ applied: 1 })
  expect(crm.snapshot()).toEqual({ a: { clv: null }, b: { clv: null } })
})

test('what was written after an interrupted revert is reverted by another one, which replaces it', async () => {
  const crm = testCrm(['a'])
  await write(crm, { a: { clv: 5 } })
  const begun = await killedRevert(crm, record('a'))
  await releaseHolds(workspace.db, { connection: 'crm' })
  await write(crm, { a: { clv: 9 } })
  expect(await findInterruptedRevert(workspace.db, record('a'))).toBeNull()
  await apply(crm, (await planRevert(workspace.db, record('a'))).planId)
  expect(crm.records.get('a')).toEqual({ clv: 5 })
  expect((await loadPlan(workspace.db, begun)).state).toBe('discarded')
})

test('a revert that has begun is kept where a part of what it has still to put back is released', async () => {
  const crm = testCrm(['a', 'b'])
  const begun = await killedRevert(crm, await write(crm, { a: { clv: 5 }, b: { clv: 5 } }))
  await releaseHolds(workspace.db, { recordId: 'a' })
  await plan({})
  expect((await loadPlan(workspace.db, begun)).state).toBe('applying')
  await releaseHolds(workspace.db, { recordId: 'b' })
  await plan({})
  expect((await loadPlan(workspace.db, begun)).state).toBe('discarded')
})

test('a revert that is given up keeps held what it put back before', async () => {
  const crm = testCrm(['a', 'b'], 1)
  const { planId } = await planRevert(workspace.db, await write(crm, { a: { clv: 5 }, b: { clv: 5 } }))
  crm.calls.current = 0
  crm.interrupt = (step) => {
    if (step === 'current' && crm.calls.current === 1) throw new Error('killed')
  }
  await expect(apply(crm, planId, { concurrency: 1 })).rejects.toThrow('killed')
  crm.interrupt = () => {}
  await releaseHolds(workspace.db, { recordId: 'b' })
  expect((await plan({ a: { clv: 6 }, b: { clv: 6 } })).counts).toMatchObject({ heldBack: 1, changed: 1 })
  expect((await loadPlan(workspace.db, planId)).state).toBe('discarded')
})

test('an interrupted revert of a record is gone on with where another field was written since', async () => {
  const crm = testCrm(['a'])
  await write(crm, { a: { clv: 5 } })
  const begun = await killedRevert(crm, record('a'))
  await write(crm, { a: { clv: 9, orders: 2 } })
  expect(crm.records.get('a')).toEqual({ clv: 5, orders: 2 })
  expect(await findInterruptedRevert(workspace.db, record('a'))).toBe(begun)
})

test('what a revert leaves for an edit made after it began is not held any more', async () => {
  const crm = testCrm(['a', 'b'])
  const written = await write(crm, { a: { clv: 5, orders: 1 }, b: { clv: 5 } })
  const begun = await killedRevert(crm, written)
  crm.edit('a', { clv: 7 })
  crm.edit('b', { clv: 7 })
  await apply(crm, begun)
  const held = await workspace.db.selectFrom('write_hold').select(['record_id', 'field']).execute()
  expect(held).toEqual([{ record_id: 'a', field: 'orders' }])
})
