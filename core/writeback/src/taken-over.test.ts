import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { targetFields } from './fields.ts'
import { createPlan } from './plan.ts'
import { loadPlan } from './plan-record.ts'
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

const takenOver = 'another process has taken it over'

/** All that write-back keeps, as it is committed. */
async function kept(db: Database): Promise<unknown> {
  const tables = ['plan', 'plan_item', 'remote_value', 'restored_field', 'reject', 'audit', 'write_hold']
  return Promise.all(
    tables.map(
      async (table) => (await sql`select * from ${sql.table(table)} order by 1, 2`.execute(db)).rows,
    ),
  )
}

/** A CRM that another process takes its plan over from, when the process asks it for the `count`th time to do this. */
function takenOverAt(crm: TestCrm, step: 'ensureFields' | 'current' | 'write', count: number) {
  const { target } = crm
  const seen = { isMine: true, kept: null as unknown, calls: 0 }
  const before = async (name: typeof step): Promise<void> => {
    if (name !== step) return
    seen.calls += 1
    if (seen.calls !== count) return
    seen.kept = await kept(workspace.db)
    seen.isMine = false
  }
  const watched: TestCrm = {
    ...crm,
    target: {
      ...target,
      ensureFields: async (...given) => {
        await before('ensureFields')
        return target.ensureFields(...given)
      },
      current: async (...given) => {
        await before('current')
        return target.current(...given)
      },
      write: async (...given) => {
        await before('write')
        return target.write(...given)
      },
    },
  }
  const hold = {
    ...workspace.hold,
    mustBeMine: async () => {
      if (!seen.isMine) throw new Error(takenOver)
    },
  }
  return { watched, hold, seen }
}

test.each([
  ['the fields', 'ensureFields', 1],
  ['the records that were under way', 'current', 1],
  ['the records of a batch', 'current', 2],
  ['a write', 'write', 1],
  ['the last write', 'write', 2],
] as const)(
  'A process whose plan is taken over while it waits for %s keeps nothing more',
  async (_, step, count) => {
    const crm = testCrm(recordIds(5), 2)
    const planId = await planValues(workspace.db, all(recordIds(5), { clv: 5 }))
    // One is under way, as an earlier process left it.
    await sql`update plan_item set state = 'sending' where record_id = 'r0'`.execute(workspace.db)
    const { watched, hold, seen } = takenOverAt(crm, step, count)
    await expect(applyTo(workspace, watched, planId, { hold, concurrency: 1 })).rejects.toThrow(takenOver)
    expect(await kept(workspace.db)).toEqual(seen.kept)
  },
)

/** A CRM to which a value was written, and that has lost the field since. */
async function withDeletedField(): Promise<TestCrm> {
  const crm = testCrm(['a'])
  await applyTo(workspace, crm, await planValues(workspace.db, { a: { clv: 5 } }))
  crm.deleteField('clv')
  return crm
}

test('A process whose plan is taken over while it asks which fields are missing forgets nothing of them', async () => {
  const crm = await withDeletedField()
  const planId = await planValues(workspace.db, { a: { clv: 6 } })
  const { watched, hold, seen } = takenOverAt(crm, 'ensureFields', 1)
  await expect(applyTo(workspace, watched, planId, { hold })).rejects.toThrow(takenOver)
  expect(await kept(workspace.db)).toEqual(seen.kept)
  expect(crm.fields.has('clv')).toBe(false)
})

test('A process whose step is taken over while it restores fields forgets nothing of them', async () => {
  const crm = await withDeletedField()
  const { watched, hold, seen } = takenOverAt(crm, 'ensureFields', 1)
  const fields = targetFields(['clv'], 'contact')
  const restoring = restoreFields(workspace.db, testContext(), watched.target, 'contact', fields, hold)
  await expect(restoring).rejects.toThrow(takenOver)
  expect(await kept(workspace.db)).toEqual(seen.kept)
})

test('A process whose step is taken over while it reads restored values back keeps nothing of them', async () => {
  const crm = testCrm(['a'])
  await applyTo(workspace, crm, await planValues(workspace.db, { a: { clv: 5 } }))
  crm.archiveField('clv')
  crm.restoring.clear()
  const { watched, hold, seen } = takenOverAt(crm, 'current', 1)
  const fields = targetFields(['clv'], 'contact')
  const restoring = restoreFields(workspace.db, testContext(), watched.target, 'contact', fields, hold)
  await expect(restoring).rejects.toThrow(takenOver)
  expect(await kept(workspace.db)).toEqual(seen.kept)
})

test('Lines of a job that was not sent stay under way where another process has taken the plan over', async () => {
  const crm = testCrm(recordIds(4), 2, { above: 1, writesPerJob: 9 })
  const planId = await planValues(workspace.db, all(recordIds(4), { clv: 5 }))
  const { watched, hold, seen } = takenOverAt(crm, 'current', 2)
  crm.interrupt = (step) => {
    if (step === 'current' && !seen.isMine) throw new Error('the reading failed')
  }
  await expect(applyTo(workspace, watched, planId, { hold, concurrency: 1 })).rejects.toThrow(takenOver)
  expect(await kept(workspace.db)).toEqual(seen.kept)
})

test('A process whose plan is taken over before it begins changes nothing of it', async () => {
  const crm = testCrm(['a'])
  const planId = await planValues(workspace.db, { a: { clv: 5 } })
  const before = await kept(workspace.db)
  const { watched, hold, seen } = takenOverAt(crm, 'write', 1)
  seen.isMine = false
  await expect(applyTo(workspace, watched, planId, { hold })).rejects.toThrow(takenOver)
  expect(await kept(workspace.db)).toEqual(before)
})

test('A process whose plan is taken over after its last write does not end it', async () => {
  const crm = testCrm(['a'])
  const planId = await planValues(workspace.db, { a: { clv: 5 } })
  const { watched, hold, seen } = takenOverAt(crm, 'write', 2)
  const onProgress = () => {
    seen.isMine = false
  }
  await expect(applyTo(workspace, watched, planId, { hold, onProgress })).rejects.toThrow(takenOver)
  expect((await loadPlan(workspace.db, planId)).state).toBe('applying')
  expect(await workspace.db.selectFrom('audit').selectAll().execute()).toEqual([])
})

const refuse = () => Promise.reject(new Error(takenOver))

test('What a process plans whose step was taken over meanwhile is not there, and takes the place of no other plan', async () => {
  await planValues(workspace.db, { a: { clv: 5 } })
  const before = await kept(workspace.db)
  const anew = { ...planRequest(targetFields(['clv'], 'contact'), { a: { clv: 6 } }), beforeCommit: refuse }
  await expect(createPlan(workspace.db, anew)).rejects.toThrow(takenOver)
  expect(await kept(workspace.db)).toEqual(before)
})

test('A revert that a process plans whose step was taken over meanwhile is not there', async () => {
  const planId = await planValues(workspace.db, { a: { clv: 5 } })
  await applyTo(workspace, testCrm(['a']), planId)
  const before = await kept(workspace.db)
  await expect(planRevert(workspace.db, planId, { beforeCommit: refuse })).rejects.toThrow(takenOver)
  expect(await kept(workspace.db)).toEqual(before)
})
