import type { FieldValues } from '@rapport/connector'
import { countRejects, rememberHeld, rememberWritten, setAside } from '@rapport/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { createPlan, type PlanRequest } from './plan.ts'
import { updateItems } from './plan-items.ts'
import { loadPlan, PlanError, stopPlan, UnsettledPlanError } from './plan-record.ts'
import { readPlan, summarizePlan } from './preview.ts'
import { planRequest } from './testing/plan-request.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

let workspace: TestWorkspace
beforeAll(async () => {
  workspace = await openTestWorkspace()
})
afterAll(() => workspace.close())
beforeEach(() => workspace.empty())

const fields = targetFields(['clv', 'orders'], 'contact')
const request = (values: Readonly<Record<string, FieldValues>>, more: Partial<PlanRequest> = {}) =>
  planRequest(fields, values, more)

test('a plan counts every record once and keeps a line for what changes or drifted', async () => {
  const { db } = workspace
  await rememberWritten(db, 'crm', 'contact', [
    { id: 'changed', values: { clv: 1 } },
    { id: 'cleared', values: { clv: 2 } },
    { id: 'drifted', values: { clv: 3 } },
    { id: 'heldBack', values: { clv: 4 } },
    { id: 'unchanged', values: { clv: 5 } },
  ])
  await rememberHeld(db, 'crm', 'contact', [{ id: 'drifted', held: { clv: 33 } }])
  const first = await createPlan(db, request({}))
  await db
    .insertInto('write_hold')
    .values({
      connection: 'crm',
      entity: 'contact',
      record_id: 'heldBack',
      field: 'clv',
      plan_id: first.planId,
    })
    .execute()

  const { planId, counts } = await createPlan(
    db,
    request({
      changed: { clv: 10 },
      cleared: { clv: null },
      drifted: { clv: 30 },
      heldBack: { clv: 40 },
      unchanged: { clv: 5 },
      fresh: { clv: 6 },
    }),
  )

  expect(counts).toEqual({
    considered: 6,
    changed: 2,
    cleared: 1,
    unchanged: 1,
    drifted: 1,
    partlyDrifted: 0,
    heldBack: 1,
    holding: 5,
    changing: 1,
  })
  const { lines } = await readPlan(db, planId, { limit: 10 })
  expect(lines.map(({ recordId, state, changes }) => ({ recordId, state, changes }))).toEqual([
    { recordId: 'changed', state: 'planned', changes: [{ field: 'clv', before: 1, after: 10 }] },
    { recordId: 'cleared', state: 'planned', changes: [{ field: 'clv', before: 2, after: null }] },
    { recordId: 'drifted', state: 'drifted', changes: [{ field: 'clv', before: 33, after: 30 }] },
    { recordId: 'fresh', state: 'planned', changes: [{ field: 'clv', before: null, after: 6 }] },
  ])
  expect(lines[2]?.reason).toBe('left because it was edited since: clv (Rapport wrote 3, it holds 33)')
  expect((await summarizePlan(db, planId)).items).toEqual({ planned: 3, drifted: 1 })
})

test('a plan is read page by page', async () => {
  const { db } = workspace
  const { planId } = await createPlan(db, request({ a: { clv: 1 }, b: { clv: 2 }, c: { clv: 3 } }))
  const first = await readPlan(db, planId, { limit: 2 })
  const second = await readPlan(db, planId, { limit: 2, after: first.next ?? -1 })
  expect([...first.lines, ...second.lines].map(({ recordId }) => recordId)).toEqual(['a', 'b', 'c'])
  expect(second.next).toBeNull()
  expect((await readPlan(db, planId, { limit: 2, state: 'drifted' })).lines).toEqual([])
  expect((await readPlan(db, planId, { limit: 2, recordId: 'c' })).lines).toHaveLength(1)
})

test('more records than one batch are all planned', async () => {
  const many = Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`r${index}`, { clv: index }]))
  const { planId, counts } = await createPlan(workspace.db, request(many))
  expect(counts).toMatchObject({ considered: 2001, changed: 2001 })
  expect((await summarizePlan(workspace.db, planId)).items).toEqual({ planned: 2001 })
})

test('a new plan replaces the open one of the same connection and entity, and no other', async () => {
  const { db } = workspace
  const old = await createPlan(db, request({ a: { clv: 1 } }))
  const stopped = await createPlan(db, request({ a: { clv: 1 } }, { connection: 'other' }))
  await stopPlan(db, stopped.planId, 'too much would change')
  const companies = await createPlan(db, request({ a: { clv: 1 } }, { entity: 'company' }))
  await createPlan(db, request({ a: { clv: 2 } }))
  await createPlan(db, request({ a: { clv: 2 } }, { connection: 'other' }))
  const states = await Promise.all(
    [old, stopped, companies].map(async ({ planId }) => (await loadPlan(db, planId)).state),
  )
  expect(states).toEqual(['discarded', 'discarded', 'planned'])
})

test('a plan with writes under way must be settled before it is replaced', async () => {
  const { db } = workspace
  const { planId } = await createPlan(db, request({ a: { clv: 1 } }))
  await db.updateTable('plan_item').set({ state: 'sending' }).where('plan_id', '=', planId).execute()
  const again = createPlan(db, request({ a: { clv: 2 } }))
  await expect(again).rejects.toBeInstanceOf(UnsettledPlanError)
  await expect(again).rejects.toMatchObject({ planId })
})

const strict = { maxChangedShare: 0.5, maxClearedShare: 0.05, minRecords: 1, jumpShare: 0.25 }

test('a plan that a guard rail stops is never there unstopped, and says how to confirm it', async () => {
  const { db } = workspace
  await rememberWritten(db, 'crm', 'contact', [{ id: 'a', values: { clv: 1 } }])
  const { planId, stopped } = await createPlan(db, request({ a: { clv: 9 } }, { guardRails: strict }))
  expect(stopped).toEqual({
    sentence: `plan ${planId} for crm/contact would make numbers jump in 1 of the 1 records that hold a Rapport value (100 %, limit 50 %); nothing was written`,
    confirm: `look at it with "npx rapport plan ${planId}"; if it is right, run "npx rapport apply ${planId} --confirm" or "npx rapport sync --confirm" to confirm it, otherwise mend the cause and sync again`,
  })
  expect(await loadPlan(db, planId)).toMatchObject({
    state: 'stopped',
    counts: { changing: 1, stopped: stopped?.sentence },
  })
})

test('where the guard rail cannot stop a plan, there is no plan', async () => {
  const { db } = workspace
  await rememberWritten(db, 'crm', 'contact', [{ id: 'a', values: { clv: 1 } }])
  await sql`
    create function refuse_to_stop() returns trigger language plpgsql as
    $$ begin raise exception 'the process ended here'; end $$
  `.execute(db)
  await sql`
    create trigger refuse_to_stop before update on plan for each row
    when (new.state = 'stopped') execute function refuse_to_stop()
  `.execute(db)
  try {
    const planned = createPlan(db, request({ a: { clv: 9 } }, { guardRails: strict }))
    await expect(planned).rejects.toThrow('the process ended here')
  } finally {
    await sql`drop function refuse_to_stop cascade`.execute(db)
  }
  expect(await db.selectFrom('plan').selectAll().execute()).toEqual([])
})

test('a plan that was confirmed beforehand is not stopped', async () => {
  const { db } = workspace
  await rememberWritten(db, 'crm', 'contact', [{ id: 'a', values: { clv: 1 } }])
  const confirmed = request({ a: { clv: 9 } }, { guardRails: strict, confirmed: true })
  const { planId, stopped } = await createPlan(db, confirmed)
  expect(stopped).toBeNull()
  expect((await loadPlan(db, planId)).state).toBe('planned')
})

test('a plan whose records cannot be read to the end leaves nothing behind', async () => {
  const { db } = workspace
  const open = await createPlan(db, request({ a: { clv: 1 } }))
  async function* broken() {
    yield { recordId: 'a', customerId: null, values: { clv: 2 } }
    throw new Error('scores cannot be read')
  }
  await expect(createPlan(db, request({}, { wanted: broken() }))).rejects.toThrow('scores cannot be read')
  expect((await loadPlan(db, open.planId)).state).toBe('planned')
  expect(await db.selectFrom('plan').selectAll().execute()).toHaveLength(1)
})

test('a refused record that now holds what it should is no reject any more', async () => {
  const { db } = workspace
  await rememberHeld(db, 'crm', 'contact', [{ id: 'a', held: { clv: 1 } }])
  await setAside(db, 'write', 'crm', [{ entity: 'contact', recordId: 'a', reason: 'no such option' }])
  await createPlan(db, request({ a: { clv: 1 } }))
  expect(await countRejects(db, 'write')).toBe(0)
})

test('a plan that does not exist is named', async () => {
  await expect(loadPlan(workspace.db, 404)).rejects.toThrow(PlanError)
})

test('a record that is written but for a field that a person edited says so, also once it is applied', async () => {
  const { db } = workspace
  await rememberWritten(db, 'crm', 'contact', [{ id: 'ann', values: { clv: 1, orders: 3 } }])
  await rememberHeld(db, 'crm', 'contact', [{ id: 'ann', held: { orders: 77 } }])
  const { planId, counts } = await createPlan(db, request({ ann: { clv: 10, orders: 4 } }))
  expect(counts).toMatchObject({ changed: 1, drifted: 0, partlyDrifted: 1 })
  const { lines } = await readPlan(db, planId, { limit: 1 })
  const planned = lines[0]!
  expect(planned.changes).toEqual([{ field: 'clv', before: 1, after: 10 }])
  expect(planned.reason).toContain('77')
  await updateItems(db, 'planned', [{ id: planned.id, state: 'applied', reason: null }])
  expect((await readPlan(db, planId, { limit: 1 })).lines[0]?.reason).toBe(planned.reason)
})
