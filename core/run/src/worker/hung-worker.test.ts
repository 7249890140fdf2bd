import { openStepLocks, type StepLocks, takeStepAway } from '@rapport/store'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { CallCounter } from '../call-counter.ts'
import { giveStepBack, loadSteps } from '../step-records.ts'
import { gate } from '../testing/crm.ts'
import { openTestWorkspace } from '../testing/workspace.ts'
import { stepLockName, workStep } from '../work-step.ts'

const step = { position: 0, name: 'extract' as const, connection: 'crm', subject: 'contact' }

/** Opens a workspace whose run has one step: to read the contacts. */
async function openRun() {
  const opened = await openTestWorkspace()
  const { workspace, crm } = opened
  const { db } = workspace.store
  const { id: runId } = await db
    .insertInto('run')
    .values({ kind: 'sync', state: 'running', dry_run: true })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`
    insert into run_step (run_id, position, name, connection, subject, state)
    values (${runId}, 0, 'extract contact', 'crm', 'contact', 'waiting')
  `.execute(db)
  const work = (locks: StepLocks) =>
    workStep({
      ...{ workspace, runId, step, locks, confirm: false, dryRun: true, plan: null, requestedBy: null },
      ...{ signal: new AbortController().signal, calls: new CallCounter(), emit: () => {} },
    })
  const stored = async () => {
    const rows = await db.selectFrom('contact').select('data').where('id', '=', 'a').execute()
    return rows.map(({ data }) => data.name)
  }
  return { ...opened, db, runId, crm, work, stored }
}

test('A worker that hung stores nothing of what it read once another one has taken its step over', async () => {
  await using opened = await openRun()
  const { workspace, crm, db, runId, work, stored } = opened
  crm.give('contact', [{ id: 'a', name: 'As it was' }])
  const [reached, wakes] = [gate(), gate()]
  crm.beforeRecord = async () => {
    reached.open()
    await wakes.reached
  }
  const locks = await openStepLocks(workspace.store)
  // Asleep, it does not hear that its session has ended.
  const hung = work({ ...locks, lost: new AbortController().signal })
  await reached.reached

  await takeStepAway(workspace.store, stepLockName(step))
  expect(await giveStepBack(db, { runId, position: 0, attempt: 1 })).toBe(true)
  crm.give('contact', [{ id: 'a', name: 'As it is' }])
  crm.beforeRecord = () => {}
  const others = await openStepLocks(workspace.store)
  expect(await work(others)).toMatchObject({ end: 'succeeded' })

  wakes.open()
  expect(await hung).toMatchObject({
    end: 'failed',
    error: { message: expect.stringMatching(/^another process works on this step now/) },
  })
  expect(await stored()).toEqual(['As it is'])
  expect(await loadSteps(db, runId)).toMatchObject([{ state: 'succeeded', attempts: 2, error: null }])
  await locks.close()
  await others.close()
})

test('What a process that hangs holds open in a transaction is ended with its hold on the step', async () => {
  await using opened = await openRun()
  const { workspace, db } = opened
  const locks = await openStepLocks(workspace.store)
  await locks.take(stepLockName(step))
  const asked = db.transaction().execute(async (transaction) => {
    await sql`update run_step set error = 'held by a process that hangs'`.execute(transaction)
    await takeStepAway(workspace.store, stepLockName(step))
    await sql`select 1`.execute(transaction)
  })
  await expect(asked).rejects.toThrow()
  await vi.waitFor(() => expect(locks.lost.aborted).toBe(true))
  expect(await db.selectFrom('run_step').select('error').execute()).toEqual([{ error: null }])
  await locks.close()
})
