import type { FieldValues } from '@rapport/connector'
import { type Database, rememberHeld } from '@rapport/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { forgetFields } from './missing-fields.ts'
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
const plan = (wanted: Wanted) => planValues(workspace.db, wanted)
const counts = async (wanted: Wanted) => (await createPlan(workspace.db, planRequest(fields, wanted))).counts
const apply = (crm: TestCrm, planId: number) => applyTo(workspace, crm, planId)
const restore = (crm: TestCrm) => restoreFields(workspace.db, testContext(), crm.target, 'contact', fields)

async function write(crm: TestCrm, wanted: Wanted): Promise<number> {
  const planId = await plan(wanted)
  await apply(crm, planId)
  return planId
}

/** A record in which a person put 3. */
async function filledCrm(): Promise<TestCrm> {
  const crm = testCrm(['a'])
  crm.edit('a', { clv: 3 })
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'a', held: { clv: 3 } }])
  return crm
}

/** How many lines of plans this transaction has read so far. */
async function linesRead(transaction: Database): Promise<number> {
  const { rows } = await sql<{ lines: number }>`
    select seq_tup_read + coalesce(idx_tup_fetch, 0) as lines from pg_stat_xact_user_tables where relname = 'plan_item'
  `.execute(transaction)
  return Number(rows[0]?.lines)
}

/** Two records that Rapport wrote to. */
async function writtenCrm(): Promise<TestCrm> {
  const crm = testCrm(['a', 'b'])
  await apply(crm, await plan(all(['a', 'b'], { clv: 5, orders: 1 })))
  return crm
}

test('a field that was deleted is created again, and its values are written anew', async () => {
  const crm = await writtenCrm()
  crm.deleteField('clv')
  expect(await restore(crm)).toEqual(['clv'])
  expect(await apply(crm, await plan(all(['a', 'b'], { clv: 5, orders: 1 })))).toMatchObject({ applied: 2 })
  expect(crm.snapshot()).toEqual(all(['a', 'b'], { clv: 5, orders: 1 }))
})

test('a deleted field that speaks of the others is filled again though nothing else is written', async () => {
  const crm = testCrm(['a'])
  const wanted = { a: { clv: 5, why: 'so' } }
  await apply(crm, await plan(wanted))
  crm.deleteField('why')
  await restore(crm)
  expect(await apply(crm, await plan(wanted))).toMatchObject({ applied: 1 })
  expect(crm.snapshot()).toEqual(wanted)
  expect(await counts(wanted)).toMatchObject({ unchanged: 1 })
})

test('before the first write nothing is asked, and where no field is missing nothing is forgotten', async () => {
  const crm = testCrm(['a', 'b'])
  expect(await restore(crm)).toEqual([])
  expect(crm.calls.ensureFields).toBe(0)
  await apply(crm, await plan(all(['a', 'b'], { clv: 5, orders: 1 })))
  expect(await restore(crm)).toEqual([])
  expect(await counts(all(['a', 'b'], { clv: 5, orders: 1 }))).toMatchObject({ unchanged: 2 })
})

test.each(['ensureFields', 'fieldsCreated'] as const)(
  'values of a deleted field are written anew after a crash at "%s"',
  async (moment) => {
    const crm = await writtenCrm()
    crm.deleteField('clv')
    crm.interrupt = (step) => {
      if (step === moment) throw new Error('killed')
    }
    await expect(restore(crm)).rejects.toThrow('killed')
    crm.interrupt = () => {}
    await restore(crm)
    expect(await counts(all(['a', 'b'], { clv: 5, orders: 1 }))).toMatchObject({ changed: 2 })
  },
)

test('a plan that creates a deleted field writes its lines, and the next one all other records', async () => {
  const crm = await writtenCrm()
  const planId = await plan({ a: { clv: 9, orders: 1 } })
  crm.deleteField('clv')
  expect(await apply(crm, planId)).toMatchObject({ applied: 1, drifted: 0 })
  expect(crm.snapshot()).toEqual({ a: { clv: 9, orders: 1 }, b: { orders: 1 } })
  expect((await readPlan(workspace.db, planId, { limit: 9 })).lines).toMatchObject([
    { recordId: 'a', changes: [{ field: 'clv', before: null, after: 9 }], reason: null },
  ])
  expect(await counts({ a: { clv: 9, orders: 1 }, b: { clv: 5, orders: 1 } })).toMatchObject({
    changed: 1,
    unchanged: 1,
  })
})

test('a revert that creates a deleted field holds that for no edit', async () => {
  const crm = testCrm(['a', 'b'])
  crm.edit('b', { clv: 3 })
  await rememberHeld(workspace.db, 'crm', 'contact', [{ id: 'b', held: { clv: 3 } }])
  const written = await plan(all(['a', 'b'], { clv: 5 }))
  await apply(crm, written)
  const { planId } = await planRevert(workspace.db, written)
  crm.deleteField('clv')
  expect(await apply(crm, planId)).toMatchObject({ refused: 0 })
  expect(crm.snapshot()).toEqual({ a: {}, b: { clv: 3 } })
  expect(await counts(all(['a', 'b'], { clv: 5 }))).toMatchObject({ heldBack: 2 })
})

test('a value that a later plan wrote over, and that went with its field, is left by a revert of the plan before', async () => {
  const crm = await filledCrm()
  const [first, later] = [await write(crm, { a: { clv: 5 } }), await write(crm, { a: { clv: 9 } })]
  crm.deleteField('clv')
  await restore(crm)
  expect((await planRevert(workspace.db, first)).counts).toMatchObject({ planned: 0, refused: 1 })
  const { planId } = await planRevert(workspace.db, later)
  await apply(crm, planId)
  expect(crm.snapshot()).toEqual({ a: { clv: 5 } })
})

test('where the later plan was reverted before the field was deleted, the plan before is reverted', async () => {
  const crm = await filledCrm()
  const [first, later] = [await write(crm, { a: { clv: 5 } }), await write(crm, { a: { clv: 9 } })]
  await apply(crm, (await planRevert(workspace.db, later)).planId)
  crm.deleteField('clv')
  await restore(crm)
  const { planId, counts: found } = await planRevert(workspace.db, first)
  expect(found).toMatchObject({ planned: 1, refused: 0 })
  await apply(crm, planId)
  expect(crm.snapshot()).toEqual({ a: { clv: 3 } })
})

test('where the later plan filled the field again with the same, the plan before is reverted after the next deletion, too', async () => {
  const crm = await filledCrm()
  const first = await write(crm, { a: { clv: 5 } })
  crm.deleteField('clv')
  await restore(crm)
  await write(crm, { a: { clv: 5 } })
  crm.deleteField('clv')
  await restore(crm)
  expect((await planRevert(workspace.db, first)).counts).toMatchObject({ planned: 1, refused: 0 })
})

test('where a first write creates fields, no record is stored anew for that', async () => {
  const ids = recordIds(3)
  const read = ids.map((id) => ({ id, held: { clv: null, orders: null } }))
  await rememberHeld(workspace.db, 'crm', 'contact', read)
  const versions = async () => {
    const { rows } = await sql<{ version: string }>`
      select xmin::text as version from remote_value order by record_id
    `.execute(workspace.db)
    return rows.map(({ version }) => version)
  }
  const before = await versions()
  await apply(testCrm(ids), await plan({ r0: { clv: 5 } }))
  expect((await versions()).slice(1)).toEqual(before.slice(1))
})

test('to forget what a few records held, no other lines of an open plan are looked at', async () => {
  const ids = recordIds(2_000)
  await rememberHeld(
    workspace.db,
    'crm',
    'contact',
    ids.map((id) => ({ id, held: { clv: 3 } })),
  )
  await plan(all(ids, { clv: 5 }))
  await workspace.db.transaction().execute(async (transaction) => {
    const before = await linesRead(transaction)
    await forgetFields(transaction, { connection: 'crm', entity: 'contact' }, ['clv'], ids.slice(0, 10))
    expect((await linesRead(transaction)) - before).toBeLessThan(100)
  })
})

test('what comes back with its values is asked only where any are known', async () => {
  const crm = testCrm(['a'])
  const heard: boolean[] = []
  const { target } = crm
  const watched: TestCrm = {
    ...crm,
    target: {
      ...target,
      ensureFields: (ctx, wanted, onMissing) => {
        heard.push(onMissing !== undefined)
        return target.ensureFields(ctx, wanted, onMissing)
      },
    },
  }
  await apply(watched, await plan({ a: { clv: 5 } }))
  await apply(watched, await plan({ a: { clv: 6 } }))
  expect(heard).toEqual([false, true])
})
