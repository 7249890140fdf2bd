import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { showRun } from './run-records.ts'
import { runStages, sync } from './sync.ts'
import {
  eventLog,
  giveCustomers,
  openTestWorkspace,
  plainRun,
  type TestWorkspace,
  wonDeal,
} from './testing/workspace.ts'

/** Every step of a run: name, state, attempts. */
async function stepsOf({ workspace }: TestWorkspace, runId: number) {
  const run = await showRun(workspace.store.db, runId)
  return run?.steps.map(({ connection, name, state, attempts }) => [connection, name, state, attempts])
}

async function jobStates({ workspace }: TestWorkspace) {
  const { rows } = await sql<{ state: string; count: number }>`
    select state::text, count(*) as count from pgboss.job where name = ${`steps-${workspace.store.workspace}`} group by state
  `.execute(workspace.store.db)
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

describe('a sync', () => {
  let opened: TestWorkspace
  let result: Awaited<ReturnType<typeof sync>>
  const log = eventLog()
  beforeAll(async () => {
    opened = await openTestWorkspace()
    giveCustomers(opened.crm, 12)
    result = await opened.sync({ onEvent: log.onEvent })
  })
  afterAll(() => opened[Symbol.asyncDispose]())

  test('reads, resolves, scores and writes, and says what it came to', () => {
    expect(result).toMatchObject({
      state: 'succeeded',
      dryRun: false,
      read: { 'crm/contact': 12, 'crm/deal': 12 },
      customers: 12,
      scored: 12,
      planned: { 'crm/contact': 12 },
      written: 12,
      rejected: 0,
      drifted: 0,
      message: null,
      failure: null,
    })
    expect(result.planIds).toHaveLength(1)
    expect(opened.crm.held.get('c02')).toMatchObject({ clv: 20, orders: 1 })
  })

  test('is a run with its steps in the database, each begun once and done', async () => {
    expect(await stepsOf(opened, result.runId)).toEqual([
      ['crm', 'extract contact', 'succeeded', 1],
      ['crm', 'extract deal', 'succeeded', 1],
      [null, 'resolve', 'succeeded', 1],
      [null, 'score', 'succeeded', 1],
      ['crm', 'plan contact', 'succeeded', 1],
      ['crm', 'write contact', 'succeeded', 1],
    ])
    const run = await showRun(opened.workspace.store.db, result.runId)
    expect(run).toMatchObject({ kind: 'sync', state: 'succeeded', dry_run: false, error: null })
    expect(run?.finished_at).toBeInstanceOf(Date)
    expect(run?.summary).toMatchObject({ written: 12, read: { 'crm/contact': 12 } })
    expect(run?.steps[0]?.counts).toMatchObject({ read: 12, inserted: 12, rejected: 0 })
    expect(run?.steps.at(-1)?.counts).toMatchObject({ applied: 12 })
  })

  test('did its steps as jobs', async () => {
    expect(await jobStates(opened)).toEqual({ completed: 6 })
  })

  test('tells its events in order: the run around the steps, a step finished before the next phase begins', () => {
    const { events } = log
    expect(events[0]).toEqual({ type: 'run-started', runId: result.runId, resumed: false })
    expect(events.at(-1)).toEqual({ type: 'run-finished', result })
    const told = events.flatMap((event) =>
      event.type === 'step-started' || event.type === 'step-finished'
        ? [`${event.type.slice(5)} ${event.step.name} ${event.step.subject ?? ''}`.trim()]
        : [],
    )
    const extracts = told.filter((text) => text.includes('extract'))
    expect(told.slice(0, 4).toSorted()).toEqual(extracts.toSorted())
    for (const subject of ['contact', 'deal']) {
      expect(told.indexOf(`started extract ${subject}`)).toBeLessThan(
        told.indexOf(`finished extract ${subject}`),
      )
    }
    expect(told.slice(4)).toEqual([
      'started resolve',
      'finished resolve',
      'started score',
      'finished score',
      'started plan contact',
      'finished plan contact',
      'started write contact',
      'finished write contact',
    ])
  })

  test('again without news reads, scores and writes nothing', async () => {
    const before = opened.crm.writes
    expect(await opened.sync()).toMatchObject({
      state: 'succeeded',
      read: { 'crm/contact': 0, 'crm/deal': 0 },
      customers: 12,
      scored: 0,
      planned: { 'crm/contact': 0 },
      written: 0,
    })
    expect(opened.crm.writes).toBe(before)
  })

  test('after its own write was read back sees no change in it', async () => {
    opened.crm.give('contact', [{ id: 'c01', name: 'Customer c01' }])
    const before = opened.crm.writes
    expect(await opened.sync()).toMatchObject({
      read: { 'crm/contact': 1 },
      scored: 0,
      written: 0,
      drifted: 0,
    })
    expect(opened.crm.writes).toBe(before)
  })
})

test('A dry run plans, and writes nothing to the CRM', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const result = await opened.sync({ dryRun: true })
  expect(result).toMatchObject({
    state: 'succeeded',
    dryRun: true,
    planned: { 'crm/contact': 3 },
    written: 0,
  })
  expect(opened.crm.writes).toBe(0)
  expect((await stepsOf(opened, result.runId))?.map(([, name]) => name)).not.toContain('write contact')
  expect((await showRun(opened.workspace.store.db, result.runId))?.dry_run).toBe(true)
})

test('A dry run reads interrupted writes back, and writes nothing of them', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 12)
  opened.crm.aroundWrite = (moment) => {
    if (moment === 'after') throw new Error('the connection was lost')
  }
  await opened.sync()
  opened.crm.aroundWrite = () => {}
  const { db } = opened.workspace.store
  await sql`update plan_item set state = 'sending' where record_id in ('c01', 'c12')`.execute(db)
  await sql`update plan_item set state = 'planned' where record_id not in ('c01', 'c12')`.execute(db)
  await sql`update plan set state = 'applying'`.execute(db)
  opened.crm.held.delete('c12')
  const before = opened.crm.writes
  const result = await opened.sync({ dryRun: true })
  expect(result.state).toBe('succeeded')
  expect(opened.crm.writes).toBe(before)
  const settled = await db
    .selectFrom('plan_item')
    .select(['plan_id', 'record_id', 'state'])
    .where('record_id', 'in', ['c01', 'c12'])
    .orderBy('record_id')
    .execute()
  expect(settled).toEqual([
    { plan_id: 1, record_id: 'c01', state: 'applied' },
    { plan_id: result.planIds[0], record_id: 'c12', state: 'planned' },
  ])
})

test('A record that does not fit the model makes the run partial, and the others go on', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  opened.crm.give('deal', [{ ...wonDeal('bad', 'c01', 5), amount: 'a lot' }])
  expect(await opened.sync()).toMatchObject({ state: 'partial', rejected: 1, written: 3, message: null })
  opened.crm.give('deal', [wonDeal('bad', 'c01', 5, '2026-04-01T12:00:00Z')])
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', rejected: 0, written: 1 })
  expect(opened.crm.held.get('c01')).toMatchObject({ clv: 15, orders: 2 })
})

test('Some stages alone are a run of their own kind', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  await opened.sync()
  const scoring = await runStages(opened.workspace, { ...plainRun(), stages: ['resolve', 'score'] })
  expect(scoring).toMatchObject({ state: 'succeeded', read: {}, planned: {}, customers: 2 })
  expect((await showRun(opened.workspace.store.db, scoring.runId))?.kind).toBe('resolve+score')
})

test('Only the connections that were asked for are read and written', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  const both = opened.configured({
    connections: { crm: { connector: 'test' }, shop: { connector: 'test' } },
  })
  const result = await sync(both, { ...plainRun(), connections: ['shop'] })
  expect(result).toMatchObject({ read: { 'shop/contact': 2, 'shop/deal': 2 }, planned: {}, written: 0 })
})
