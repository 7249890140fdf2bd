import type { FieldValues } from '@rapport/connector'
import { rememberHeld } from '@rapport/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { createPlan } from './plan.ts'
import { readPlan } from './preview.ts'
import { restoreFields } from './restore-fields.ts'
import { planRevert } from './revert.ts'
import { applyTo, planValues } from './testing/applying.ts'
import { type TestCrm, testContext, testCrm } from './testing/crm.ts'
import { all, planRequest, recordIds } from './testing/plan-request.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

type Wanted = Readonly<Record<string, FieldValues>>

const fields = targetFields(['clv', 'orders', 'why'], 'contact')
const ids = recordIds(25)
const before = all(ids, { clv: 5, orders: 1 })
const plan = (wanted: Wanted) => planValues(workspace.db, wanted)
const counts = async (wanted: Wanted) => (await createPlan(workspace.db, planRequest(fields, wanted))).counts
const apply = (crm: TestCrm, planId: number) => applyTo(workspace, crm, planId)
const restore = (crm: TestCrm) => restoreFields(workspace.db, testContext(), crm.target, 'contact', fields)
const read = (id: string, held: FieldValues) => rememberHeld(workspace.db, 'crm', 'contact', [{ id, held }])

/** Records that Rapport wrote to, ten a call, and whose field `clv` was archived since. */
async function archivedCrm(): Promise<TestCrm> {
  const crm = testCrm(ids, 10)
  await apply(crm, await plan(before))
  crm.archiveField('clv')
  crm.calls.current = 0
  return crm
}

test('a field that comes back with its values stays known, with one call for each batch', async () => {
  const crm = await archivedCrm()
  expect(await restore(crm)).toEqual(['clv'])
  expect(crm.calls.current).toBe(3)
  expect(await counts(before)).toMatchObject({ unchanged: 25 })
})

test('a field that comes back empty is filled again, and its absence is no edit', async () => {
  const crm = await archivedCrm()
  crm.restoring.clear()
  await restore(crm)
  expect(await counts(before)).toMatchObject({ changed: 25, drifted: 0 })
  expect(await apply(crm, await plan(before))).toMatchObject({ applied: 25, drifted: 0 })
  expect(crm.snapshot()).toEqual(before)
})

test('each record is judged by what it came back with: the same, nothing, or what a person put there', async () => {
  const crm = await archivedCrm()
  crm.restoring.delete('r3')
  crm.restoring.set('r4', { clv: 77 })
  await restore(crm)
  expect(await counts(before)).toMatchObject({ unchanged: 23, changed: 1, drifted: 1 })
})

test('a value that a person had put there before Rapport wrote any is not expected where it did not come back', async () => {
  const crm = testCrm(['a', 'b'])
  await apply(crm, await plan({ a: { clv: 5 } }))
  crm.edit('b', { clv: 3 })
  await read('b', { clv: 3 })
  const planId = await plan(all(['a', 'b'], { clv: 5 }))
  crm.archiveField('clv')
  crm.restoring.clear()
  expect(await apply(crm, planId)).toMatchObject({ applied: 1, drifted: 0 })
  expect((await readPlan(workspace.db, planId, { limit: 9 })).lines).toMatchObject([
    { recordId: 'b', changes: [{ field: 'clv', before: null, after: 5 }], reason: null },
  ])
})

test('what a person had emptied is still their edit', async () => {
  const crm = testCrm(['a', 'b'])
  await apply(crm, await plan(all(['a', 'b'], { clv: 5 })))
  crm.edit('a', { clv: null })
  await read('a', { clv: null })
  crm.archiveField('clv')
  await restore(crm)
  expect(await counts(all(['a', 'b'], { clv: 5 }))).toMatchObject({ drifted: 1, unchanged: 1 })
})

test.each([
  ['before the field is created', 'missingTold', 0],
  ['before anything is read back', 'fieldsCreated', 0],
  ['while records are read back', 'current', 2],
] as const)('a process that dies %s leaves to the next what is to be read back', async (_, moment, after) => {
  const crm = await archivedCrm()
  crm.restoring.clear()
  let seen = 0
  crm.interrupt = (step) => {
    if (step === moment && seen++ >= after) throw new Error('killed')
  }
  await expect(restore(crm)).rejects.toThrow('killed')
  crm.interrupt = () => {}
  if (crm.fields.has('clv')) await read('r24', { clv: null })
  await restore(crm)
  expect(await counts(before)).toMatchObject({ changed: 25, drifted: 0 })
})

test('where Rapport wrote nothing yet, a process that dies likewise leaves to the next what is to be read back', async () => {
  const crm = testCrm(['a', 'b'])
  crm.edit('a', { clv: 3 })
  await read('a', { clv: 3 })
  const planId = await plan({ b: { clv: 5 } })
  crm.archiveField('clv')
  crm.interrupt = (step) => {
    if (step === 'fieldsCreated') throw new Error('killed')
  }
  await expect(apply(crm, planId)).rejects.toThrow('killed')
  crm.interrupt = () => {}
  await restore(crm)
  await read('a', { clv: 7 })
  const { rows } = await sql`select held from remote_value where record_id = 'a'`.execute(workspace.db)
  expect(rows).toEqual([{ held: { clv: 7 } }])
})

test('reads count again as soon as a field was read back', async () => {
  const crm = await archivedCrm()
  await restore(crm)
  await read('r0', { clv: 9 })
  expect(await counts(before)).toMatchObject({ drifted: 1 })
})

test('a plan that restores a field writes its lines, and the next one what came back empty', async () => {
  const crm = await archivedCrm()
  const planId = await plan({ r0: { clv: 9, orders: 1 } })
  crm.restoring.clear()
  expect(await apply(crm, planId)).toMatchObject({ applied: 1, drifted: 0 })
  expect(await counts({ ...before, r0: { clv: 9, orders: 1 } })).toMatchObject({ changed: 24, unchanged: 1 })
})

test('what is read back counts as calls of the plan that restores the field, and is told on the way', async () => {
  const crm = await archivedCrm()
  const planId = await plan({ r0: { clv: 9, orders: 1 } })
  const told: number[] = []
  const counts = await applyTo(workspace, crm, planId, {
    onProgress: (progress) => told.push(progress.counts.readCalls),
  })
  expect(counts).toMatchObject({ readCalls: crm.calls.current, applied: 1 })
  expect(told).toHaveLength(4)
})

test('how many records were read back is told after each batch', async () => {
  const crm = await archivedCrm()
  const told: number[] = []
  const onReadBack = (records: number) => void told.push(records)
  await restoreFields(workspace.db, testContext(), crm.target, 'contact', fields, { onReadBack })
  // The batches are read side by side: the last one, of 5, may come before another.
  expect(told).toHaveLength(3)
  expect(told.at(-1)).toBe(25)
})

test('a revert puts back what stood there before where a field came back empty and was not filled again yet', async () => {
  const crm = testCrm(['a', 'b'])
  crm.edit('b', { clv: 3 })
  await read('b', { clv: 3 })
  const written = await plan(all(['a', 'b'], { clv: 5 }))
  await apply(crm, written)
  crm.archiveField('clv')
  crm.restoring.clear()
  await restore(crm)
  const { planId, counts: found } = await planRevert(workspace.db, written)
  expect(found).toMatchObject({ planned: 2, refused: 0 })
  expect(await apply(crm, planId)).toMatchObject({ refused: 0 })
  expect(crm.snapshot()).toEqual({ a: {}, b: { clv: 3 } })
})

test('a value that came back empty and was read since is no edit for a revert', async () => {
  const crm = testCrm(['a'])
  crm.edit('a', { clv: 3 })
  await read('a', { clv: 3 })
  const written = await plan({ a: { clv: 5 } })
  await apply(crm, written)
  crm.archiveField('clv')
  crm.restoring.clear()
  await restore(crm)
  await read('a', { clv: null })
  const { planId, counts: found } = await planRevert(workspace.db, written)
  expect(found).toMatchObject({ planned: 1, refused: 0 })
  await apply(crm, planId)
  expect(crm.snapshot()).toEqual({ a: { clv: 3 } })
})

test('what speaks of the values is filled again where it alone came back empty, and put back by a revert of that', async () => {
  const crm = testCrm(['a', 'b'])
  const wanted = all(['a', 'b'], { clv: 5, why: 'so' })
  await apply(crm, await plan(wanted))
  crm.archiveField('why')
  crm.restoring.delete('a')
  await restore(crm)
  const { planId, counts: found } = await createPlan(workspace.db, planRequest(fields, wanted))
  expect(found).toMatchObject({ changed: 1, unchanged: 1 })
  expect(await apply(crm, planId)).toMatchObject({ applied: 1 })
  expect(crm.snapshot()).toEqual(wanted)

  const revert = await planRevert(workspace.db, planId)
  expect(await apply(crm, revert.planId)).toMatchObject({ applied: 1, refused: 0 })
  expect(crm.snapshot()).toEqual({ ...wanted, a: { clv: 5, why: null } })
})

test('what speaks of the values is left as a person put it after it came back empty', async () => {
  const crm = testCrm(['a'])
  await apply(crm, await plan({ a: { clv: 5, why: 'so' } }))
  crm.archiveField('why')
  crm.restoring.clear()
  await restore(crm)
  const planId = await plan({ a: { clv: 5, why: 'so' } })
  crm.edit('a', { why: 'mine' })
  expect(await apply(crm, planId)).toMatchObject({ writeCalls: 0 })
  expect(crm.snapshot()).toEqual({ a: { clv: 5, why: 'mine' } })
})

test('a record that is gone by then stays as it was known', async () => {
  const crm = await archivedCrm()
  crm.records.delete('r7')
  crm.restoring.delete('r7')
  await restore(crm)
  expect(await counts(before)).toMatchObject({ unchanged: 25 })
})

test('a field that is not written any more is not read back', async () => {
  const crm = await archivedCrm()
  crm.interrupt = (step) => {
    if (step === 'fieldsCreated') throw new Error('killed')
  }
  await expect(restore(crm)).rejects.toThrow('killed')
  crm.interrupt = () => {}
  const others = targetFields(['orders'], 'contact')
  await restoreFields(workspace.db, testContext(), crm.target, 'contact', others)
  expect(crm.calls.current).toBe(0)
  const { rows } = await sql`select field from restored_field`.execute(workspace.db)
  expect(rows).toEqual([{ field: 'clv' }])
})
