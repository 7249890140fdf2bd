import { ConnectorError } from '@rapport/connector'
import { expect, test } from 'vitest'
import { doctor } from './doctor.ts'
import { showRun } from './run-records.ts'
import { giveCustomers, openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

const hour = 3_600_000

/** The CRM has had enough when it is asked for this record. */
function hasEnough({ crm }: TestWorkspace, record: string, retryAfterMs: number | null = hour): void {
  crm.beforeRecord = (_entity, id) => {
    if (id !== record) return
    const told = retryAfterMs === null ? {} : { retryAfterMs }
    throw new ConnectorError('rate', "the day's calls are used up", told)
  }
}

test('A vendor that has had enough parks the run: its row says until when, and nothing has failed', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 25)
  hasEnough(opened, 'c15-first')
  const before = Date.now()
  const parked = await opened.sync()
  expect(parked).toMatchObject({ state: 'waiting', failure: null, message: "the day's calls are used up" })
  const until = Date.parse(parked.waitingUntil ?? '')
  expect(until).toBeGreaterThanOrEqual(before + hour)
  expect(until).toBeLessThanOrEqual(Date.now() + hour)
  const row = await showRun(opened.workspace.store.db, parked.runId)
  expect(row).toMatchObject({ state: 'waiting', finished_at: null, summary: parked })
  expect(row?.error).toBe(`parked until ${parked.waitingUntil?.slice(0, 16)}Z: the day's calls are used up`)
  expect(row?.steps.map(({ state }) => state)).not.toContain('running')
})

test('The next run goes on from the checkpoints of a parked one, which is then over', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 25)
  hasEnough(opened, 'c15-first')
  const parked = await opened.sync()
  opened.crm.beforeRecord = () => {}
  // Ten deals were committed with a checkpoint.
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', read: { 'crm/deal': 15 }, written: 25 })
  const row = await showRun(opened.workspace.store.db, parked.runId)
  expect(row).toMatchObject({
    state: 'cancelled',
    error: 'parked; the next run went on from its checkpoints',
  })
})

test('A vendor that has had enough in mid-write parks the run, and no record is written twice', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 25)
  opened.crm.aroundWrite = (moment) => {
    if (moment === 'before' && opened.crm.writes >= 10) {
      throw new ConnectorError('rate', "the day's calls are used up", { retryAfterMs: hour })
    }
  }
  expect(await opened.sync()).toMatchObject({ state: 'waiting', scored: 25 })
  const writtenFirst = opened.crm.writes
  expect(writtenFirst).toBeLessThan(25)
  opened.crm.aroundWrite = () => {}
  expect(await opened.sync()).toMatchObject({ state: 'succeeded', written: 25 - writtenFirst })
  expect(opened.crm.writes).toBe(25)
})

test('A run that does not do the work of the parked one leaves it waiting', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  hasEnough(opened, 'c02-first')
  const parked = await opened.sync()
  opened.crm.beforeRecord = () => {}
  expect(await opened.sync({ dryRun: true })).toMatchObject({ state: 'succeeded' })
  expect(await opened.sync({ connections: ['crm'] })).toMatchObject({ state: 'succeeded' })
  const { db } = opened.workspace.store
  expect(await showRun(db, parked.runId)).toMatchObject({ state: 'waiting' })
  await opened.sync()
  expect(await showRun(db, parked.runId)).toMatchObject({ state: 'cancelled' })
})

test('A parked run of one connection is gone on with by one of that connection, or of all', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  const { db } = opened.workspace.store
  for (const connections of [['crm'], null]) {
    hasEnough(opened, 'c02-first')
    const parked = await opened.sync({ connections: ['crm'] })
    expect(parked.state).toBe('waiting')
    opened.crm.beforeRecord = () => {}
    expect(await opened.sync({ connections })).toMatchObject({ state: 'succeeded' })
    expect(await showRun(db, parked.runId)).toMatchObject({ state: 'cancelled' })
    giveCustomers(opened.crm, 3)
  }
})

test('A pause of untold length is a minute', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  hasEnough(opened, 'c02-first', null)
  const before = Date.now()
  const until = Date.parse((await opened.sync()).waitingUntil ?? '')
  expect(until).toBeGreaterThanOrEqual(before + 60_000)
  expect(until).toBeLessThanOrEqual(Date.now() + 60_000)
})

test('The doctor takes a parked run neither for a stuck nor for a failed one, and says until when it is parked', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 3)
  hasEnough(opened, 'c02-first')
  const parked = await opened.sync()
  const findings = await doctor(opened.workspace)
  expect(findings.find(({ name }) => name === 'stuck runs')).toMatchObject({ ok: true })
  const until = `parked until ${parked.waitingUntil?.slice(0, 16)}Z`
  expect(findings.find(({ name }) => name === 'last run')).toMatchObject({
    ok: true,
    detail: expect.stringContaining(`run ${parked.runId} waiting: ${until}`),
  })
})
