import { BusyError, lockWorkspace } from '@rapport/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stepsPerProcess } from './phase.ts'
import { showRun } from './run-records.ts'
import { sync } from './sync.ts'
import { gate, refusedSignIn, untilAborted } from './testing/crm.ts'
import {
  eventLog,
  giveCustomers,
  openTestWorkspace,
  plainRun,
  type TestWorkspace,
} from './testing/workspace.ts'

async function stepsOf({ workspace }: TestWorkspace, runId: number) {
  const run = await showRun(workspace.store.db, runId)
  return Object.fromEntries(run?.steps.map(({ name, state }) => [name, state]) ?? [])
}

test('A stream that fails fails the run: nothing is scored or written, and the reason is in the run and the step', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  opened.crm.beforeRecord = (entity) => {
    if (entity === 'deal') throw refusedSignIn('the token was refused: make a new one')
  }
  const log = eventLog()
  const result = await opened.sync({ onEvent: log.onEvent })
  expect(result).toMatchObject({
    state: 'failed',
    failure: 'auth',
    message: 'the token was refused: make a new one',
    scored: 0,
    written: 0,
  })
  const { db } = opened.workspace.store
  const run = await showRun(db, result.runId)
  expect(run).toMatchObject({ state: 'failed', error: 'the token was refused: make a new one' })
  expect(run?.steps.find(({ name }) => name === 'extract deal')).toMatchObject({
    state: 'failed',
    error: 'the token was refused: make a new one',
  })
  expect(run?.steps.map(({ name }) => name)).toEqual(['extract contact', 'extract deal'])
  expect(await db.selectFrom('score').selectAll().execute()).toEqual([])
  expect(opened.crm.writes).toBe(0)
  expect(log.events.filter(({ type }) => type === 'step-failed')).toContainEqual(
    expect.objectContaining({ message: 'the token was refused: make a new one' }),
  )
  expect(log.events.at(-1)).toEqual({ type: 'run-finished', result })
})

test('What was committed before a failure stays, and the next run goes on after it', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 25)
  opened.crm.beforeRecord = (entity, id) => {
    if (entity === 'deal' && id === 'c15-first') throw new Error('cut')
  }
  expect(await opened.sync()).toMatchObject({ state: 'failed', failure: 'error' })
  opened.crm.beforeRecord = () => {}
  // Ten deals were committed with a checkpoint.
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', read: { 'crm/deal': 15 }, written: 25 })
})

test('A failing stream cuts off the others soon, and no step is left running', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const contactsBegun = gate()
  opened.crm.beforeRecord = async (entity, _id, ctx) => {
    if (entity === 'contact') {
      contactsBegun.open()
      // Without the cut-off this would wait for ever.
      await untilAborted(ctx.signal)
    }
    await contactsBegun.reached
    throw refusedSignIn()
  }
  const result = await opened.sync()
  expect(result).toMatchObject({ state: 'failed', failure: 'auth', message: 'the token was refused' })
  const run = await showRun(opened.workspace.store.db, result.runId)
  expect(run?.steps.map(({ name, state, error }) => [name, state, error])).toEqual([
    [
      'extract contact',
      'failed',
      'stopped because another step failed: the next run goes on from its checkpoint',
    ],
    ['extract deal', 'failed', 'the token was refused'],
  ])
})

test('Steps that were not begun when a run failed are skipped', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  // Two steps each, and more of them than are begun at once.
  const names = Array.from({ length: stepsPerProcess }, (_, index) => `crm${index}`)
  const many = opened.configured({
    connections: Object.fromEntries(names.map((name) => [name, { connector: 'test' }])),
    writeBack: {},
  })
  opened.crm.beforeRecord = () => {
    throw refusedSignIn()
  }
  const result = await sync(many, plainRun())
  const run = await showRun(many.store.db, result.runId)
  const states = run?.steps.map(({ state }) => state)
  expect(states).toHaveLength(2 * names.length)
  expect(new Set(states)).toEqual(new Set(['failed', 'skipped']))
})

test('No secret is kept or told with a failure, neither in the run nor in its jobs', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  const secretive = opened.configured(
    { connections: { crm: { connector: 'test', auth: { accessToken: 'env:TOKEN' } } } },
    { TOKEN: 'vendor-token-1234' },
  )
  opened.crm.beforeRecord = () => {
    throw new Error('refused: vendor-token-1234 is out of date')
  }
  const log = eventLog()
  const result = await sync(secretive, { ...plainRun(), onEvent: log.onEvent })
  expect(result.message).toBe('refused: [redacted] is out of date')
  const { db } = secretive.store
  const { rows: jobs } = await sql`
    select * from pgboss.job where name = ${`steps-${secretive.store.workspace}`}
  `.execute(db)
  expect(jobs).not.toEqual([])
  const kept = JSON.stringify([jobs, log.events, await showRun(db, result.runId)])
  expect(kept).not.toContain('vendor-token-1234')
})

describe('A run fails as a matter of the set-up', () => {
  let opened: TestWorkspace
  beforeAll(async () => {
    opened = await openTestWorkspace()
    giveCustomers(opened.crm, 1)
  })
  afterAll(() => opened[Symbol.asyncDispose]())

  test.each([
    [
      'a secret that is not set',
      { connections: { crm: { connector: 'test', auth: { accessToken: 'env:NOT_SET' } } } },
      /NOT_SET is not set/,
    ],
    ['a field that does not exist', { writeBack: { crm: { contact: ['clw'] } } }, /clw.*clv/s],
    [
      'a setting that the connector does not take',
      { connections: { crm: { connector: 'test', settings: { region: 'mars' } } } },
      /^connections\.crm\.settings\.region: /,
    ],
    [
      'a connector that does not exist',
      { connections: { crm: { connector: 'tset' } } },
      /no connector "tset"/,
    ],
    [
      'an evaluation date that is still to come',
      { metrics: { asOf: '9000-01-01' } },
      /metrics\.asOf in rapport\.yaml is 9000-01-01/,
    ],
  ])('%s', async (_, changes, message) => {
    const result = await sync(opened.configured(changes), plainRun())
    expect(result).toMatchObject({
      state: 'failed',
      failure: 'config',
      message: expect.stringMatching(message),
    })
    expect(opened.crm.writes).toBe(0)
  })

  test('a connection that does not exist: it is no silent success', async () => {
    expect(await opened.sync({ connections: ['cmr'] })).toMatchObject({
      state: 'failed',
      failure: 'config',
      message: 'there is no connection "cmr" in rapport.yaml (there: crm)',
    })
  })
})

test('A run that is aborted is cancelled, no failure, and leaves no step at work; the next goes on', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const controller = new AbortController()
  opened.crm.beforeRecord = async (_entity, _id, ctx) => {
    controller.abort(new Error('the user pressed Ctrl-C'))
    await untilAborted(ctx.signal)
  }
  const result = await opened.sync({ signal: controller.signal })
  expect(result).toMatchObject({ state: 'cancelled', failure: null, written: 0 })
  expect(result.message).toMatch(/run it again to go on/)
  const states = Object.values(await stepsOf(opened, result.runId))
  expect(states.filter((state) => state === 'running' || state === 'waiting')).toEqual([])
  opened.crm.beforeRecord = () => {}
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 3 })
})

test('A run whose process died is closed with its steps, and the next one says that it goes on from it', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  const { db } = opened.workspace.store
  const { id: dead } = await db
    .insertInto('run')
    .values({ kind: 'sync', state: 'running', dry_run: false })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('run_step')
    .values([
      { run_id: dead, position: 0, name: 'extract contact', connection: 'crm', state: 'succeeded' },
      { run_id: dead, position: 1, name: 'extract deal', connection: 'crm', state: 'running' },
      { run_id: dead, position: 2, name: 'resolve', connection: null, state: 'waiting' },
    ])
    .execute()
  const log = eventLog()
  const result = await opened.sync({ onEvent: log.onEvent })
  expect(log.events[0]).toEqual({ type: 'run-started', runId: result.runId, resumed: true })
  expect(result).toMatchObject({ state: 'succeeded', written: 2 })
  expect(await showRun(db, dead)).toMatchObject({
    state: 'cancelled',
    error: 'interrupted; the next run went on from its checkpoints',
    steps: [
      { state: 'succeeded', error: null },
      { state: 'failed', error: 'interrupted' },
      { state: 'skipped', error: null },
    ],
  })
})

test('A second run while one holds the workspace is refused and says who works on it', async () => {
  await using opened = await openTestWorkspace()
  const lock = await lockWorkspace(opened.workspace.store)
  await expect(opened.sync()).rejects.toThrow(
    expect.objectContaining({
      name: 'BusyError',
      message: expect.stringContaining(`process ${process.pid}@`),
    }),
  )
  expect(await opened.workspace.store.db.selectFrom('run').selectAll().execute()).toEqual([])
  await lock.release()
  expect(await opened.sync()).toMatchObject({ state: 'succeeded' })
})

test('A run that may wait begins when the workspace is free', async () => {
  await using opened = await openTestWorkspace()
  const lock = await lockWorkspace(opened.workspace.store)
  const order: string[] = []
  const waiting = opened.sync({ wait: true, onEvent: ({ type }) => void order.push(type) })
  // While others are refused it has not begun either.
  for (let round = 0; round < 3; round += 1) await expect(opened.sync()).rejects.toThrow(BusyError)
  order.push('released')
  await lock.release()
  expect(await waiting).toMatchObject({ state: 'succeeded' })
  expect(order.slice(0, 2)).toEqual(['released', 'run-started'])
})

test('Waiting for the workspace ends when it is aborted', async () => {
  await using opened = await openTestWorkspace()
  const lock = await lockWorkspace(opened.workspace.store)
  const controller = new AbortController()
  const waiting = opened.sync({ wait: true, signal: controller.signal })
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  await lock.release()
})
