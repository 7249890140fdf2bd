import { ConnectorError } from '@rapport/connector'
import { setAside } from '@rapport/store'
import { expect, test, vi } from 'vitest'
import { showRun } from '../run-records.ts'
import { gate } from '../testing/crm.ts'
import { giveCustomers, openTestWorkspace, type TestWorkspace } from '../testing/workspace.ts'
import { revert } from '../write-back.ts'
import { requestPlan } from './request-plan.ts'
import { listRequests } from './request-records.ts'
import { type RunningWorker, startWorker } from './start-worker.ts'

const patience = { timeout: 15_000, interval: 50 }
const asked = (action: 'apply' | 'revert', id: number, confirm = false) => ({
  ...{ order: { action, id }, confirm, requestedBy: 'ada@example.com' },
})

async function workerOf({ workspace }: TestWorkspace): Promise<RunningWorker & AsyncDisposable> {
  const worker = await startWorker({
    ...{ workspaces: async () => workspace, store: workspace.store, isScheduling: false },
    signal: new AbortController().signal,
  })
  return { ...worker, [Symbol.asyncDispose]: () => worker.stop() }
}

async function untilEnded({ workspace }: TestWorkspace, requestId: number) {
  return vi.waitFor(async () => {
    const request = (await listRequests(workspace.store.db, 20)).find(({ id }) => id === requestId)
    expect(request?.finished_at ?? null).not.toBeNull()
    return request
  }, patience)
}

async function plannedBy(opened: TestWorkspace): Promise<number> {
  const { planIds } = await opened.sync({ dryRun: true })
  return planIds[0] ?? 0
}

test('a plan is applied by a worker, once, and taken back; who asked for it stands in the audit', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const { db } = opened.workspace.store
  const planId = await plannedBy(opened)
  await using _worker = await workerOf(opened)
  const { requestId } = await requestPlan(db, asked('apply', planId))
  expect(await untilEnded(opened, requestId)).toMatchObject({ outcome: 'succeeded' })
  expect(opened.crm.writes).toBe(3)
  await expect(requestPlan(db, asked('apply', planId))).rejects.toMatchObject({ kind: 'impossible' })

  const revert = await requestPlan(db, asked('revert', planId))
  await expect(requestPlan(db, asked('revert', planId))).rejects.toMatchObject({ kind: 'asked already' })
  expect(await untilEnded(opened, revert.requestId)).toMatchObject({ outcome: 'succeeded' })
  expect([...opened.crm.held.values()].map(({ clv }) => clv)).toEqual([null, null, null])
  await expect(requestPlan(db, asked('revert', planId))).rejects.toThrow('nothing that is left to revert')
  await expect(requestPlan(db, asked('apply', 99))).rejects.toThrow('there is no plan 99')
  const trail = await db.selectFrom('audit').select(['actor', 'action']).orderBy('id').execute()
  expect(trail).toEqual(
    ['plan.apply', 'apply', 'plan.revert', 'revert'].map((action) => ({ actor: 'ada@example.com', action })),
  )
  const runs = await db.selectFrom('run').select(['kind', 'state']).orderBy('id').execute()
  expect(runs.map(({ kind }) => kind)).toEqual(['sync', 'apply', 'revert'])
})

test('a run that could not put all back says so, whatever else is set aside', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 3)
  const { planIds } = await opened.sync()
  const planId = planIds[0] ?? 0
  await using _worker = await workerOf(opened)
  const reverted = async () => {
    const { requestId } = await requestPlan(workspace.store.db, asked('revert', planId))
    const request = await untilEnded(opened, requestId)
    const { summary } = (await showRun(workspace.store.db, request?.run_id ?? 0)) ?? {}
    return { outcome: request?.outcome, summary }
  }
  crm.refused.set('c01', new ConnectorError('invalid', 'c01 is locked'))
  crm.gone.add('c02')
  expect(await reverted()).toMatchObject({ outcome: 'partial', summary: { written: 1, rejected: 1 } })
  crm.refused.clear()
  expect(await reverted()).toMatchObject({ outcome: 'partial', summary: { written: 1, rejected: 0 } })
  crm.gone.clear()
  await setAside(workspace.store.db, 'extract', 'crm', [{ entity: 'deal', recordId: '9', reason: 'odd' }])
  expect(await reverted()).toMatchObject({ outcome: 'succeeded', summary: { written: 1, rejected: 1 } })
})

test('a revert that was interrupted is gone on with by the run that is asked for the same', async () => {
  await using opened = await openTestWorkspace()
  const { crm, workspace } = opened
  giveCustomers(crm, 3)
  const { planIds } = await opened.sync()
  const planId = planIds[0] ?? 0
  crm.aroundWrite = (moment) => {
    if (moment === 'after') throw new Error('killed')
  }
  const { signal } = new AbortController()
  await expect(revert(workspace, { plan: planId }, { signal })).rejects.toThrow('killed')
  crm.aroundWrite = () => {}
  await using _worker = await workerOf(opened)
  const { requestId } = await requestPlan(workspace.store.db, asked('revert', planId))
  const request = await untilEnded(opened, requestId)
  expect(request).toMatchObject({ outcome: 'succeeded' })
  const plans = await workspace.store.db
    .selectFrom('plan')
    .select(['kind', 'state', 'run_id'])
    .orderBy('id')
    .execute()
  expect(plans).toEqual([
    { kind: 'write', state: 'applied', run_id: 1 },
    { kind: 'revert', state: 'applied', run_id: request?.run_id },
  ])
})

test('a plan whose worker stops in mid-write is applied to its end by another, and no record is written twice', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 15)
  const planId = await plannedBy(opened)
  const written = gate()
  const stopped = gate()
  opened.crm.aroundWrite = async (moment) => {
    if (moment !== 'after') return
    written.open()
    await stopped.reached
  }
  const first = await workerOf(opened)
  const { requestId } = await requestPlan(opened.workspace.store.db, asked('apply', planId))
  await written.reached
  const ending = first.stop()
  stopped.open()
  await ending
  opened.crm.aroundWrite = () => {}
  await using _second = await workerOf(opened)
  expect(await untilEnded(opened, requestId)).toMatchObject({ outcome: 'succeeded' })
  expect(opened.crm.writes).toBe(15)
})

test('a plan that a guard rail stopped needs the word of whoever asks', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const planId = await plannedBy(opened)
  const { db } = opened.workspace.store
  await db.updateTable('plan').set({ state: 'stopped' }).where('id', '=', planId).execute()
  await expect(requestPlan(db, asked('apply', planId))).rejects.toMatchObject({ kind: 'unconfirmed' })
  const { requestId } = await requestPlan(db, asked('apply', planId, true))
  await using _worker = await workerOf(opened)
  expect(await untilEnded(opened, requestId)).toMatchObject({ outcome: 'succeeded' })
  expect(opened.crm.writes).toBe(3)
})
