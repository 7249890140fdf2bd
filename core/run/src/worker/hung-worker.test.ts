import { ConnectorError } from '@rapport/connector'
import { countRejects, openStepLocks, type StepLocks, takeStepAway } from '@rapport/store'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { CallCounter } from '../call-counter.ts'
import { giveStepBack, loadSteps } from '../step-records.ts'
import { gate } from '../testing/crm.ts'
import { giveCustomers, openTestWorkspace } from '../testing/workspace.ts'
import { stepLockName, workStep } from '../work-step.ts'

const step = { position: 0, name: 'extract' as const, connection: 'crm', subject: 'contact' }

const customers = 12
/** In which they are written, all at once. */
const batches = 3

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

/** Opens a workspace whose run has one step: to write to twelve contacts what was planned. */
async function openWriting() {
  const opened = await openTestWorkspace()
  const { workspace, crm } = opened
  const { db } = workspace.store
  giveCustomers(crm, customers)
  const { planIds, runId } = await opened.sync({ dryRun: true })
  const planId = planIds[0] ?? 0
  const writeStep = { position: 99, name: 'write' as const, connection: 'crm', subject: 'contact' }
  await sql`update run set state = 'running', finished_at = null where id = ${runId}`.execute(db)
  await sql`
    insert into run_step (run_id, position, name, connection, subject, state)
    values (${runId}, 99, 'write contact', 'crm', 'contact', 'waiting')
  `.execute(db)
  const work = (locks: StepLocks) =>
    workStep({
      ...{ workspace, runId, step: writeStep, locks, confirm: false, dryRun: false, requestedBy: null },
      ...{ plan: { action: 'apply' as const, id: planId }, signal: new AbortController().signal },
      ...{ calls: new CallCounter(), emit: () => {} },
    })
  const takeAway = async () => {
    await takeStepAway(workspace.store, stepLockName(writeStep))
    expect(await giveStepBack(db, { runId, position: 99, attempt: 1 })).toBe(true)
  }
  const kept = async () => {
    const { state } = await db
      .selectFrom('plan')
      .select('state')
      .where('id', '=', planId)
      .executeTakeFirstOrThrow()
    const { rows } = await sql<{ state: string; count: number }>`
      select state, count(*)::int as count from plan_item where plan_id = ${planId} group by state
    `.execute(db)
    const audit = await db.selectFrom('audit').selectAll().where('action', '=', 'apply').execute()
    return { plan: state, lines: rows, audit: audit.length, setAside: await countRejects(db, 'write') }
  }
  return { ...opened, work, takeAway, kept }
}

test.each([
  ['before they were sent', 'before' as const],
  ['after they had arrived', 'after' as const],
])(
  'Writes with which a worker hung, %s, are seen to by whoever takes its step over, and made once',
  async (_, hangs) => {
    await using opened = await openWriting()
    const { workspace, crm, work, takeAway, kept } = opened
    const [reached, wakes] = [gate(), gate()]
    let underWay = 0
    crm.aroundWrite = async (moment) => {
      if (moment !== hangs) return
      underWay += 1
      if (underWay === batches) reached.open()
      await wakes.reached
    }
    const locks = await openStepLocks(workspace.store)
    // Asleep, it does not hear that its session has ended.
    const hung = work({ ...locks, lost: new AbortController().signal })
    await reached.reached

    await takeAway()
    crm.aroundWrite = () => {}
    const others = await openStepLocks(workspace.store)
    expect(await work(others)).toMatchObject({ end: 'succeeded' })
    const before = await kept()
    expect(before).toEqual({
      plan: 'applied',
      lines: [{ state: 'applied', count: customers }],
      audit: 1,
      setAside: 0,
    })

    // What it would keep of its answers is wrong by now.
    crm.refused.set('c01', new ConnectorError('invalid', 'refused'))
    wakes.open()
    expect(await hung).toMatchObject({
      end: 'failed',
      error: { message: expect.stringMatching(/^another process works on this step now/) },
    })
    expect(crm.writes).toBe(customers)
    expect(await kept()).toEqual(before)
    await locks.close()
    await others.close()
  },
)

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
