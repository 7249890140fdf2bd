import type { FieldValues } from '@rapport/connector'
import { countRejects, listRejects, rememberHeld, rememberWritten } from '@rapport/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ApplyOptions, settlePlan } from './apply.ts'
import { withPlanLock } from './plan-lock.ts'
import { loadPlan, PlanError, stopPlan } from './plan-record.ts'
import { readPlan } from './preview.ts'
import { applyTo, planValues } from './testing/applying.ts'
import { refusal, type TestCrm, testContext, testCrm } from './testing/crm.ts'
import { all, recordIds } from './testing/plan-request.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

const plan = (wanted: Readonly<Record<string, FieldValues>>) => planValues(workspace.db, wanted)
const apply = (crm: TestCrm, planId: number, more?: Partial<ApplyOptions>) =>
  applyTo(workspace, crm, planId, more)

const line = async (planId: number, recordId: string) =>
  (await readPlan(workspace.db, planId, { limit: 1, recordId })).lines[0]

test('every record gets its values, with one read and one write per batch', async () => {
  const crm = testCrm(recordIds(25))
  const counts = await apply(crm, await plan(all(recordIds(25), { clv: 5, why: 'buys often' })))
  expect(counts).toEqual({
    applied: 25,
    alreadyThere: 0,
    drifted: 0,
    refused: 0,
    rejected: 0,
    gone: 0,
    readCalls: 3,
    writeCalls: 3,
  })
  expect(crm.calls.ensureFields).toBe(1)
  expect(crm.snapshot()).toEqual(all(recordIds(25), { clv: 5, why: 'buys often' }))
})

test('applying a plan again calls nobody, and planning again finds nothing to do', async () => {
  const crm = testCrm(recordIds(5))
  const planId = await plan(all(recordIds(5), { clv: 5 }))
  await apply(crm, planId)
  const before = { ...crm.calls }
  expect(await apply(crm, planId)).toMatchObject({ applied: 0, readCalls: 0, writeCalls: 0 })
  const next = await plan(all(recordIds(5), { clv: 5 }))
  expect(await apply(crm, next)).toMatchObject({ applied: 0, readCalls: 0, writeCalls: 0 })
  expect(crm.calls).toEqual(before)
  expect((await loadPlan(workspace.db, next)).state).toBe('applied')
})

test('a record that holds the values already is applied without a write', async () => {
  const crm = testCrm(['a', 'b'])
  const planId = await plan(all(['a', 'b'], { clv: 5 }))
  crm.edit('a', { clv: '5.00' })
  expect(await apply(crm, planId)).toMatchObject({ applied: 1, alreadyThere: 1 })
  expect(crm.effects).toEqual(new Map([['b', 1]]))
})

test("a value that a person put there is not claimed as Rapport's, so it is never cleared", async () => {
  const crm = testCrm(['a'])
  const planId = await plan({ a: { clv: 5 } })
  crm.edit('a', { clv: 5 })
  await apply(crm, planId)
  const next = await plan({ a: { clv: null } })
  expect((await loadPlan(workspace.db, next)).counts).toMatchObject({ unchanged: 1, cleared: 0 })
})

test("a person's edit since the plan is left, listed and remembered", async () => {
  const crm = testCrm(['a', 'b'])
  await apply(crm, await plan(all(['a', 'b'], { clv: 5 })))
  const planId = await plan(all(['a', 'b'], { clv: 9 }))
  crm.edit('a', { clv: 7 })
  expect(await apply(crm, planId)).toMatchObject({ applied: 1, drifted: 1 })
  expect(crm.snapshot()).toEqual({ a: { clv: 7 }, b: { clv: 9 } })
  expect(await line(planId, 'a')).toMatchObject({
    state: 'drifted',
    reason: 'left because it was edited since: clv (Rapport wrote 5, it holds 7)',
  })
  expect((await loadPlan(workspace.db, await plan({ a: { clv: 9 } }))).counts).toMatchObject({ drifted: 1 })
})

test("a person's edit since the plan is overwritten where the rules say so, and the plan shows what stood there", async () => {
  const crm = testCrm(['a'])
  await apply(crm, await plan({ a: { clv: 5 } }))
  const planId = await plan({ a: { clv: 9 } })
  crm.edit('a', { clv: 7 })
  expect(await apply(crm, planId, { onDrift: 'overwrite' })).toMatchObject({ applied: 1 })
  expect((await line(planId, 'a'))?.changes).toEqual([{ field: 'clv', before: 7, after: 9 }])
})

test('clearing never takes away an edit, whatever the rules', async () => {
  const crm = testCrm(['a'])
  await apply(crm, await plan({ a: { clv: 5 } }))
  const planId = await plan({ a: { clv: null } })
  crm.edit('a', { clv: 7 })
  expect(await apply(crm, planId, { onDrift: 'overwrite' })).toMatchObject({ drifted: 1 })
  expect(crm.records.get('a')).toEqual({ clv: 7 })
})

test('beside an edited field the others are written, and only those count as written', async () => {
  const crm = testCrm(['a'])
  await apply(crm, await plan({ a: { clv: 5, orders: 1 } }))
  const planId = await plan({ a: { clv: 9, orders: 2 } })
  crm.edit('a', { clv: 7 })
  await apply(crm, planId)
  expect(crm.records.get('a')).toEqual({ clv: 7, orders: 2 })
  expect((await line(planId, 'a'))?.changes).toEqual([{ field: 'orders', before: 1, after: 2 }])
})

test('the sentence alone is never written', async () => {
  const crm = testCrm(['a'])
  const planId = await plan({ a: { clv: 5, why: 'new' } })
  crm.edit('a', { clv: 5, why: 'mine' })
  expect(await apply(crm, planId)).toMatchObject({ alreadyThere: 1, writeCalls: 0 })
  expect(crm.records.get('a')).toEqual({ clv: 5, why: 'mine' })
})

test('a record that is gone from the CRM is listed and the others go on', async () => {
  const crm = testCrm(['a', 'b', 'c'])
  const planId = await plan(all(['a', 'b', 'c'], { clv: 5 }))
  crm.records.delete('b')
  crm.refused.set('c', refusal('gone', 'c was deleted a moment ago'))
  expect(await apply(crm, planId)).toMatchObject({ applied: 1, gone: 2, rejected: 0 })
  expect((await loadPlan(workspace.db, planId)).state).toBe('applied')
})

test('a refused record is set aside with its reason and sent again by the next plan, until it goes through', async () => {
  const crm = testCrm(['a', 'b'])
  crm.refused.set('b', refusal('invalid', 'clv: over the largest allowed value'))
  const first = await plan(all(['a', 'b'], { clv: 5 }))
  expect(await apply(crm, first)).toMatchObject({ applied: 1, rejected: 1 })
  expect((await loadPlan(workspace.db, first)).state).toBe('partial')

  const second = await plan(all(['a', 'b'], { clv: 5 }))
  expect((await readPlan(workspace.db, second, { limit: 9 })).lines).toMatchObject([
    { recordId: 'b', changes: [{ field: 'clv', before: null, after: 5 }] },
  ])
  await apply(crm, second)
  expect(await listRejects(workspace.db, 9)).toMatchObject([
    { stage: 'write', record_id: 'b', reason: 'clv: over the largest allowed value', tries: 2 },
  ])

  crm.refused.clear()
  expect(await apply(crm, await plan(all(['a', 'b'], { clv: 5 })))).toMatchObject({ applied: 1 })
  expect(await countRejects(workspace.db)).toBe(0)
  expect(crm.effects).toEqual(
    new Map([
      ['a', 1],
      ['b', 1],
    ]),
  )
})

test('an abort stops between batches and leaves a plan that goes on', async () => {
  const crm = testCrm(recordIds(40))
  const controller = new AbortController()
  const planId = await plan(all(recordIds(40), { clv: 5 }))
  const stopped = apply(crm, planId, {
    concurrency: 1,
    signal: controller.signal,
    onProgress: ({ done }) => {
      if (done === 20) controller.abort(new Error('interrupted'))
    },
  })
  await expect(stopped).rejects.toThrow('interrupted')
  expect(crm.effects.size).toBe(20)
  expect(await apply(crm, planId)).toMatchObject({ applied: 20 })
})

test('several batches are under way at once, and no more than allowed', async () => {
  const crm = testCrm(recordIds(100))
  let underway = 0
  let most = 0
  const three = Promise.withResolvers<void>()
  const { write } = crm.target
  const slow = {
    ...crm.target,
    write: async (...args: Parameters<typeof write>) => {
      most = Math.max(most, ++underway)
      if (underway === 3) three.resolve()
      await three.promise
      underway -= 1
      return write(...args)
    },
  }
  await apply({ ...crm, target: slow }, await plan(all(recordIds(100), { clv: 5 })), { concurrency: 3 })
  expect(most).toBe(3)
})

test('a plan that a guard rail stopped is applied only with a confirmation', async () => {
  const crm = testCrm(['a'])
  const planId = await plan({ a: { clv: 5 } })
  await stopPlan(workspace.db, planId, 'too much would change')
  await expect(apply(crm, planId)).rejects.toThrow(PlanError)
  expect(await apply(crm, planId, { confirmed: true })).toMatchObject({ applied: 1 })
})

test('a replaced plan and a plan for another entity are refused', async () => {
  const crm = testCrm(['a'])
  const old = await plan({ a: { clv: 5 } })
  const planId = await plan({ a: { clv: 6 } })
  await expect(apply(crm, old)).rejects.toThrow(/replaced by a newer one/)
  const company = { ...crm.target, entity: 'company' as const }
  await expect(apply({ ...crm, target: company }, planId)).rejects.toThrow(/is for crm\/contact/)
})

test('a plan that another process applies is busy', async () => {
  const crm = testCrm(['a'])
  const planId = await plan({ a: { clv: 5 } })
  await withPlanLock(workspace.hold, planId, async () => {
    await expect(apply(crm, planId)).rejects.toThrow(/being applied by another process/)
  })
  expect(await apply(crm, planId)).toMatchObject({ applied: 1 })
})

test('an interrupted plan is settled by reading alone, and may then be replaced', async () => {
  const crm = testCrm(['a', 'b'])
  const planId = await plan(all(['a', 'b'], { clv: 5 }))
  await workspace.db.updateTable('plan_item').set({ state: 'sending' }).execute()
  crm.edit('a', { clv: 5 })
  const counts = await settlePlan(workspace.db, testContext(), crm.target, planId, {
    signal: new AbortController().signal,
    hold: workspace.hold,
  })
  expect(counts).toMatchObject({ alreadyThere: 1, writeCalls: 0 })
  const next = await plan(all(['a', 'b'], { clv: 5 }))
  expect((await readPlan(workspace.db, next, { limit: 9 })).lines.map(({ recordId }) => recordId)).toEqual([
    'b',
  ])
})

test('an edit after a write whose answer was lost is not overwritten when the plan goes on', async () => {
  const crm = testCrm(['a'])
  crm.interrupt = (step) => {
    if (step === 'afterWrite') throw new Error('killed')
  }
  const planId = await plan({ a: { clv: 5, orders: 1 } })
  await expect(apply(crm, planId)).rejects.toThrow('killed')
  crm.interrupt = () => {}
  crm.edit('a', { clv: 7 })
  await apply(crm, planId)
  expect(crm.records.get('a')).toEqual({ clv: 7, orders: 1 })
})

test('what the CRM really held is what the plan shows as before', async () => {
  const crm = testCrm(['a'])
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { clv: 1 } }])
  const planId = await plan({ a: { clv: 5 } })
  crm.edit('a', { clv: 2 })
  await apply(crm, planId, { onDrift: 'overwrite' })
  expect((await line(planId, 'a'))?.changes).toEqual([{ field: 'clv', before: 2, after: 5 }])
})

test('a field that Rapport never wrote and that a person filled since the plan is left, and the others are written', async () => {
  const crm = testCrm(['a', 'b'])
  const planId = await plan(all(['a', 'b'], { clv: 5, orders: 1 }))
  crm.edit('a', { clv: 777 })
  crm.edit('b', { clv: 777, orders: 7 })
  expect(await apply(crm, planId)).toMatchObject({ applied: 1, drifted: 1 })
  expect(crm.snapshot()).toEqual({ a: { clv: 777, orders: 1 }, b: { clv: 777, orders: 7 } })
  expect((await line(planId, 'a'))?.reason).toBe(
    'left because it was edited since: clv (it held nothing when it was planned, it holds 777)',
  )
})

test('a field that Rapport never wrote and that holds what the plan shows is written over', async () => {
  const crm = testCrm(['a'])
  crm.edit('a', { clv: 1 })
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { clv: 1 } }])
  expect(await apply(crm, await plan({ a: { clv: 5 } }))).toMatchObject({ applied: 1 })
  expect(crm.records.get('a')).toEqual({ clv: 5 })
})

test('text that the store cannot keep as it is, in what the CRM holds, keeps nothing from being written', async () => {
  const crm = testCrm(['a', 'b'])
  crm.edit('b', { clv: 1, why: 'bad \u0000 text' })
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'b', held: { clv: 1, why: 'bad \u0000 text' } }])
  const planId = await plan(all(['a', 'b'], { clv: 5, why: 'buys often' }))
  expect(await apply(crm, planId)).toMatchObject({ applied: 2 })
  expect(crm.records.get('b')).toEqual({ clv: 5, why: 'buys often' })
  expect((await line(planId, 'b'))?.changes).toContainEqual({
    field: 'why',
    before: 'bad \uFFFD text',
    after: 'buys often',
  })
})

test('half a character in a refusal sets that record aside and keeps no other from being written', async () => {
  const crm = testCrm(['a', 'b'])
  crm.refused.set('b', refusal('invalid', 'not valid: "\ud83d"'))
  const planId = await plan(all(['a', 'b'], { clv: 5 }))
  expect(await apply(crm, planId)).toMatchObject({ applied: 1, rejected: 1 })
  expect((await line(planId, 'b'))?.reason).toBe('not valid: "\uFFFD"')
})

test('what was done stands in the audit trail', async () => {
  const crm = testCrm(['a'])
  await rememberWritten(workspace.db, 'crm', 'contact', [{ id: 'b', values: { clv: 1 } }])
  const planId = await plan({ a: { clv: 5 } })
  await apply(crm, planId, { actor: 'ann@example.com' })
  expect(await workspace.db.selectFrom('audit').selectAll().execute()).toMatchObject([
    { actor: 'ann@example.com', action: 'apply', subject: `plan ${planId}`, detail: { applied: 1 } },
  ])
})
