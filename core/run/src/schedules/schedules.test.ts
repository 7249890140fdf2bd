import { type ConfigurationInput, configuration } from '@rapport/config'
import { openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { listRequests } from '../worker/request-records.ts'
import { withJobs } from '../worker/request-run.ts'
import { claimDueSchedules } from './claim-due.ts'
import { FileSchedules } from './file-schedules.ts'
import { runScheduleNow } from './run-schedule-now.ts'
import { listSchedules, pauseSchedule, synchronizeSchedules } from './schedule-records.ts'

let opened: Awaited<ReturnType<typeof openTestWorkspace>>
beforeAll(async () => {
  opened = await openTestWorkspace()
})
afterAll(() => opened[Symbol.asyncDispose]())
beforeEach(async () => {
  await sql`truncate schedule, run_request restart identity cascade`.execute(opened.store.db)
})

const at = (text: string): Date => new Date(`${text}Z`)

/** Writes schedules into rapport.yaml, as it stands at a moment. */
async function set(schedules: NonNullable<ConfigurationInput['schedules']>, now: Date): Promise<void> {
  const config = configuration.parse({ timezone: 'Europe/Berlin', schedules })
  await synchronizeSchedules(opened.store.db, config, now)
}

const claim = (now: Date) =>
  withJobs(opened.store.db, (boss) => claimDueSchedules(opened.store.db, boss, now))
const list = async (now: Date) => (await listSchedules(opened.store.db, now))[0]
const endRequests = () =>
  sql`update run_request set state = 'done', finished_at = now()`.execute(opened.store.db)

test('A schedule is due at its time in its zone, once', async () => {
  await set({ nightly: { cron: '0 2 * * *' } }, at('2026-06-01T12:00'))
  expect(await claim(at('2026-06-01T23:59'))).toEqual([])
  const due = await claim(at('2026-06-02T00:00'))
  expect(due).toMatchObject([{ schedule: 'nightly', dueAt: at('2026-06-02T00:00'), missed: 0 }])
  expect(await claim(at('2026-06-02T00:00'))).toEqual([])
  expect(await listRequests(opened.store.db, 5)).toMatchObject([
    { schedule: 'nightly', requested_by: 'schedule nightly', state: 'queued', dry_run: false },
  ])
})

test('Many processes that look at once ask for one run', async () => {
  await set({ nightly: { cron: '0 2 * * *' } }, at('2026-06-01T12:00'))
  const claims = await Promise.all(Array.from({ length: 6 }, () => claim(at('2026-06-02T00:00'))))
  expect(claims.flat()).toHaveLength(1)
  expect(await listRequests(opened.store.db, 9)).toHaveLength(1)
})

test('What was missed while nobody was up is made up for by one run, which says how many it stands for', async () => {
  await set({ hourly: { cron: '0 * * * *' } }, at('2026-06-01T12:30'))
  expect(await claim(at('2026-06-01T18:10'))).toMatchObject([{ dueAt: at('2026-06-01T18:00'), missed: 5 }])
  expect((await list(at('2026-06-01T18:10')))?.nextDueAt).toEqual(at('2026-06-01T19:00'))
})

test('A time that comes while the run before goes on is skipped, and that is kept', async () => {
  await set({ hourly: { cron: '0 * * * *' } }, at('2026-06-01T12:30'))
  await claim(at('2026-06-01T13:00'))
  expect(await claim(at('2026-06-01T14:00'))).toMatchObject([{ requestId: null }])
  const skipped = { at: at('2026-06-01T14:00'), reason: 'skipped: the run before it has not begun' }
  expect(await list(at('2026-06-01T14:00'))).toMatchObject({ skipped })
  expect((await listRequests(opened.store.db, 1))[0]).toMatchObject({
    state: 'skipped',
    note: skipped.reason,
  })
  await endRequests()
  expect(await claim(at('2026-06-01T15:00'))).toMatchObject([{ requestId: expect.any(Number) }])
})

test.each([
  ['spring', '2026-03-28T12:00', ['2026-03-29T01:00', '2026-03-30T00:30']],
  ['autumn', '2026-10-24T12:00', ['2026-10-25T00:30', '2026-10-26T01:30']],
])(
  'Woken every minute over the change in %s, half past two runs once a day',
  async (_season, from, expected) => {
    await set({ nightly: { cron: '30 2 * * *' } }, at(from))
    const due: string[] = []
    // Waking costs a statement: those minutes are looked at in which something could be due by either clock.
    for (let minutes = 0; minutes < 38 * 60; minutes += 30) {
      const now = new Date(at(from).getTime() + minutes * 60_000)
      for (const { dueAt } of await claim(now)) due.push(dueAt.toISOString().slice(0, 16))
      await endRequests()
    }
    expect(due).toEqual(expected)
  },
)

test('A paused schedule begins nothing, and goes on from now without making up for the pause', async () => {
  const { db } = opened.store
  await set({ hourly: { cron: '0 * * * *' } }, at('2026-06-01T12:30'))
  await pauseSchedule(db, 'hourly', true, 'ada@example.com', at('2026-06-01T12:40'))
  expect(await claim(at('2026-06-01T15:10'))).toEqual([])
  expect(await list(at('2026-06-01T15:10'))).toMatchObject({
    paused: true,
    pausedBy: 'ada@example.com',
    nextTimes: [],
  })
  await pauseSchedule(db, 'hourly', false, 'ada@example.com', at('2026-06-01T15:10'))
  expect(await claim(at('2026-06-01T15:11'))).toEqual([])
  expect((await list(at('2026-06-01T15:11')))?.nextTimes).toEqual(
    ['16', '17', '18', '19', '20'].map((hour) => at(`2026-06-01T${hour}:00`)),
  )
})

test('A schedule runs now without moving its times, and also when it is paused', async () => {
  const { db } = opened.store
  await set({ nightly: { cron: '0 2 * * *', dryRun: true, connections: ['crm'] } }, at('2026-06-01T12:00'))
  const before = await list(at('2026-06-01T12:00'))
  const { requestId } = await runScheduleNow(db, 'nightly', 'ada@example.com')
  expect(await listRequests(db, 5)).toMatchObject([
    {
      id: requestId,
      requested_by: 'ada@example.com',
      schedule: 'nightly',
      dry_run: true,
      connections: ['crm'],
      due_at: null,
    },
  ])
  expect((await list(at('2026-06-01T12:00')))?.nextDueAt).toEqual(before?.nextDueAt)
  await expect(runScheduleNow(db, 'weekly', 'ada@example.com')).rejects.toThrow(
    'there is no schedule "weekly" (there: nightly)',
  )
})

test('The file is the truth: what it changes counts from now, what it leaves keeps its times, what it drops is gone', async () => {
  await set({ nightly: { cron: '0 2 * * *' }, hourly: { cron: '0 * * * *' } }, at('2026-06-01T12:30'))
  await set({ nightly: { cron: '0 3 * * *' }, hourly: { cron: '0 * * * *' } }, at('2026-06-02T02:30'))
  const times = (await listSchedules(opened.store.db, at('2026-06-02T02:30'))).map(({ name, nextDueAt }) => [
    name,
    nextDueAt,
  ])
  expect(times).toEqual([
    ['hourly', at('2026-06-01T13:00')],
    ['nightly', at('2026-06-03T01:00')],
  ])
  await set({}, at('2026-06-02T02:30'))
  expect(await listSchedules(opened.store.db)).toEqual([])
})

test('Processes with different files do not set the due times anew in turn: the one that was read last counts, and the other says so once', async () => {
  const { db } = opened.store
  const filed = (cron: string) => configuration.parse({ timezone: 'UTC', schedules: { nightly: { cron } } })
  const [older, newer] = [filed('0 2 * * *'), filed('0 3 * * *')]
  const said: string[] = []
  const [first, second] = [new FileSchedules((what) => said.push(what)), new FileSchedules(() => {})]
  await first.follow(db, older, at('2026-06-01T12:00'))
  await second.follow(db, newer, at('2026-06-01T12:01'))
  // Each of them looks every minute, also in the minutes in which something is due.
  for (const time of ['2026-06-02T01:59', '2026-06-02T02:30', '2026-06-02T02:59', '2026-06-02T03:00']) {
    await first.follow(db, older, at(time))
    await second.follow(db, newer, at(time))
  }
  expect(await claim(at('2026-06-02T03:00'))).toMatchObject([{ dueAt: at('2026-06-02T03:00'), missed: 0 }])
  expect(said).toEqual([expect.stringContaining('another rapport.yaml')])
})

test('A process whose own file changes applies it, whatever another one applied before', async () => {
  const { db } = opened.store
  const filed = (cron: string) => configuration.parse({ timezone: 'UTC', schedules: { nightly: { cron } } })
  const [first, second] = [new FileSchedules(() => {}), new FileSchedules(() => {})]
  await first.follow(db, filed('0 2 * * *'), at('2026-06-01T12:00'))
  await second.follow(db, filed('0 3 * * *'), at('2026-06-01T12:01'))
  await first.follow(db, filed('0 4 * * *'), at('2026-06-01T12:02'))
  expect(await list(at('2026-06-01T12:03'))).toMatchObject({ cron: '0 4 * * *' })
})
