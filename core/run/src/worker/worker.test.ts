import { expect, test, vi } from 'vitest'
import type { RunEvent } from '../events.ts'
import { failureKind } from '../failure-kind.ts'
import { parkedUntil } from '../parked-until.ts'
import { showRun } from '../run-records.ts'
import { runStages } from '../sync.ts'
import { gate, untilAborted } from '../testing/crm.ts'
import { giveCustomers, openTestWorkspace, plainRun, type TestWorkspace } from '../testing/workspace.ts'
import { failureElsewhere } from '../work-step.ts'
import type { Workspace } from '../workspace.ts'
import { cancelRequest, cancelRun } from './cancel-run.ts'
import { listRequests } from './request-records.ts'
import { requestRun, type WantedRun } from './request-run.ts'
import { type RunView, runProgress } from './run-progress.ts'
import { type RunningWorker, startWorker } from './start-worker.ts'

const patience = { timeout: 15_000, interval: 50 }

/** A worker that minds no schedules; it ends with `await using`. */
async function workerOf(
  { workspace }: { readonly workspace: Workspace },
  onEvent?: (event: RunEvent) => void,
): Promise<RunningWorker & AsyncDisposable> {
  const worker = await startWorker({
    workspaces: async () => workspace,
    store: workspace.store,
    signal: new AbortController().signal,
    isScheduling: false,
    onEvent,
  })
  return { ...worker, [Symbol.asyncDispose]: () => worker.stop() }
}

const wanted = (more: Partial<WantedRun> = {}): WantedRun => ({
  ...{ connections: null, dryRun: false, confirm: false, requestedBy: 'ada@example.com' },
  ...more,
})

async function requestOf({ workspace }: TestWorkspace) {
  const [request] = await listRequests(workspace.store.db, 1)
  if (request === undefined) throw new Error('nothing was requested')
  return request
}

async function untilEnded(opened: TestWorkspace) {
  return vi.waitFor(async () => {
    const request = await requestOf(opened)
    expect(request.finished_at).not.toBeNull()
    return request
  }, patience)
}

test('A worker does the run that somebody asked for, and its progress is told to the end', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  await using _worker = await workerOf(opened)
  const { db } = opened.workspace.store
  const { requestId } = await requestRun(db, wanted())
  const request = await untilEnded(opened)
  expect(request).toMatchObject({ id: requestId, state: 'done', outcome: 'succeeded' })
  expect(opened.crm.writes).toBe(3)
  const views: RunView[] = []
  for await (const view of runProgress(db, Number(request.run_id), new AbortController().signal))
    views.push(view)
  expect(views).toHaveLength(1)
  expect(views[0]).toMatchObject({ state: 'succeeded', requestedBy: 'ada@example.com', isLed: false })
  expect(views[0]?.steps.map(({ name, state }) => [name, state])).toContainEqual(['write', 'succeeded'])
})

test('A request that is taken back before it begins never runs', async () => {
  await using opened = await openTestWorkspace()
  const { db } = opened.workspace.store
  const { requestId } = await requestRun(db, wanted())
  expect(await cancelRequest(db, requestId, 'grace@example.com')).toBe(true)
  expect(await cancelRequest(db, requestId, 'grace@example.com')).toBe(false)
  await requestRun(db, wanted({ dryRun: true }))
  await using _worker = await workerOf(opened)
  await untilEnded(opened)
  expect((await listRequests(db, 2)).map(({ state, run_id }) => [state, run_id])).toEqual([
    ['done', 1],
    ['cancelled', null],
  ])
})

test('A run is cancelled wherever it works: its steps end, and who did it is kept', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  opened.crm.beforeRecord = (_entity, _id, ctx) => untilAborted(ctx.signal)
  await using _worker = await workerOf(opened)
  const { db } = opened.workspace.store
  await requestRun(db, wanted())
  const runId = await vi.waitFor(async () => {
    const { run_id } = await requestOf(opened)
    expect((await showRun(db, Number(run_id)))?.steps.map(({ state }) => state)).toContain('running')
    return Number(run_id)
  }, patience)
  expect(await cancelRun(db, runId, 'grace@example.com')).toBe(true)
  expect(await untilEnded(opened)).toMatchObject({ state: 'cancelled', outcome: 'cancelled' })
  const run = await showRun(db, runId)
  expect(run).toMatchObject({
    state: 'cancelled',
    error: expect.stringMatching(/^cancelled by grace@example\.com: /),
  })
  expect(run?.steps.filter(({ state }) => state === 'running' || state === 'waiting')).toEqual([])
  expect(await cancelRun(db, runId, 'grace@example.com')).toBe(false)
})

test('A worker that stops hands its run over: the next one goes on with it under its number', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 15)
  const { db } = opened.workspace.store
  const begun = gate()
  opened.crm.beforeRecord = async (entity, id, ctx) => {
    if (entity !== 'deal' || id !== 'c12-first') return
    begun.open()
    await untilAborted(ctx.signal)
  }
  await requestRun(db, wanted())
  const first = await workerOf(opened)
  await begun.reached
  await vi.waitFor(async () => {
    const { run_id } = await requestOf(opened)
    expect((await showRun(db, Number(run_id)))?.steps[0]?.state).toBe('succeeded')
  }, patience)
  await first.stop()
  const { run_id: runId, state } = await requestOf(opened)
  expect(state).toBe('running')
  const left = await showRun(db, Number(runId))
  expect(left?.state).toBe('running')
  expect(left?.steps.map(({ state: of }) => of)).toEqual(['succeeded', 'waiting'])
  opened.crm.beforeRecord = () => {}
  await using _second = await workerOf(opened)
  expect(await untilEnded(opened)).toMatchObject({ run_id: runId, outcome: 'succeeded' })
  const run = await showRun(db, Number(runId))
  // The contacts were read by the first one; the deals go on after the ten that it committed.
  expect(run?.steps.map(({ attempts, counts }) => [attempts, counts?.read]).slice(0, 2)).toEqual([
    [1, 15],
    [2, 5],
  ])
  expect(run?.summary).toMatchObject({ written: 15 })
})

test('Workers take steps of a run that another process leads, and it learns of all that they did', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const many = opened.configured({
    connections: Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, { connector: 'test' }])),
    writeBack: { a: { contact: ['clv'] } },
  })
  const helped = gate()
  await using _worker = await workerOf({ workspace: many }, ({ type }) => {
    if (type === 'step-started') helped.open()
  })
  // What the leader reads waits until the worker has begun something.
  opened.crm.beforeRecord = () => helped.reached
  const told: RunEvent[] = []
  const result = await runStages(many, {
    ...plainRun(),
    stages: ['extract', 'resolve', 'score', 'plan', 'write'],
    onEvent: (event) => void told.push(event),
  })
  expect(result).toMatchObject({ state: 'succeeded', written: 3 })
  expect(Object.values(result.read)).toEqual(Array(8).fill(3))
  const finished = told.filter(({ type }) => type === 'step-finished')
  expect(finished).toHaveLength(12)
})

test('What failed in another process is known by its kind and its words, and how long the vendor wants a pause', () => {
  const elsewhere = failureElsewhere('the vendor has had enough', { kind: 'rate', retryAfterMs: 90_000 })
  expect(elsewhere).toMatchObject({ kind: 'rate', message: 'the vendor has had enough' })
  expect(parkedUntil(elsewhere, 0)).toEqual(new Date(90_000))
  expect(failureKind(failureElsewhere('the disk is full', { kind: 'error', retryAfterMs: null }))).toBe(
    'error',
  )
})

test('A step that ended its process again and again is not given out any more, and the run says so', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  const { db } = opened.workspace.store
  const { requestId } = await requestRun(db, wanted({ dryRun: true }))
  const { id: runId } = await db
    .insertInto('run')
    .values({ kind: 'sync', state: 'running', dry_run: true })
    .returning('id')
    .executeTakeFirstOrThrow()
  const step = { run_id: runId, connection: 'crm', state: 'running' as const, attempts: 10 }
  await db
    .insertInto('run_step')
    .values({ ...step, position: 0, name: 'extract contact', subject: 'contact' })
    .execute()
  await db
    .updateTable('run_request')
    .set({ state: 'running', run_id: runId })
    .where('id', '=', requestId)
    .execute()
  await using _worker = await workerOf(opened)
  expect(await untilEnded(opened)).toMatchObject({
    outcome: 'failed',
    note: expect.stringMatching(/^extract crm contact was begun 10 times/),
  })
})
