import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scorePlaces } from '../../score-reputation.ts'
import { openTestWorkspace, type TestWorkspace } from '../../testing/workspace.ts'
import { reviewDays } from './reputation-days.ts'
import { type ReputationReport, reputationReport } from './reputation-report.ts'

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
  const { store, config } = opened.workspace
  const review = (id: string, createdAt: string, author: string | null = null) => ({
    ...{ id, placeId: 'cafe', rating: 5, scaleMin: 1, scaleMax: 5, text: 'Nice', author, createdAt },
    ...{ editedAt: null, replyState: 'none' },
  })
  await give(store, 'google', 'review', [
    review('1', '2026-05-31T21:30:00Z'),
    review('2', '2026-05-31T22:30:00Z'),
    review('3', '2026-06-30T21:59:59.500Z'),
    review('4', '2026-06-30T22:00:00Z'),
    review('5', '2026-06-10T10:00:00Z', 'Ann'),
    review('6', '2026-06-10T10:00:00Z', 'Ann'),
  ])
  await give(store, 'crm', 'company', [{ id: '1', name: 'Acme', domains: [], foreignKeys: [] }])
  await sql`insert into customer (id, level) overriding system value values (1, 'company')`.execute(store.db)
  await sql`insert into identity_link values ('crm', 'company', '1', 1, 'test')`.execute(store.db)
  await sql`
    insert into place_decision (kind, connection, place_id, company_connection, company_id, decided_by)
    values ('link', 'google', 'cafe', 'crm', '1', 'ann')
  `.execute(store.db)
  const { signal } = new AbortController()
  // Evaluated at a later moment, as then the last one is no more to come.
  await scorePlaces(store.db, { ...config, customer: 'company' }, '2026-06-30', {
    signal,
    now: Date.UTC(2026, 6, 2),
  })
})
afterAll(() => opened[Symbol.asyncDispose]())

const report = (from?: string): Promise<ReputationReport> =>
  reputationReport(opened.workspace, {
    days: reviewDays(opened.workspace, from === undefined ? {} : { from }),
    places: null,
  })

test('months and quarters are those of the workspace’s zone, as its days are', async () => {
  const { months, quarters } = await report()
  expect(months.map(({ start, n, isComplete }) => [start, n, isComplete])).toEqual([
    ['2026-05-01', 1, true],
    ['2026-06-01', 3, true],
  ])
  expect(quarters.map(({ start, n, isComplete }) => [start, n, isComplete])).toEqual([
    ['2026-04-01', 4, true],
  ])
  const june = await report('2026-06-01')
  expect(june.months.map(({ start, n }) => [start, n])).toEqual([['2026-06-01', 3]])
})

test('the last second of a day counts in the report, and in the score', async () => {
  const { total } = await report()
  expect(total.n).toBe(4)
  const scores = await opened.workspace.store.db.selectFrom('score').select(['n', 'as_of']).execute()
  expect(scores).toEqual([{ n: 4, as_of: new Date('2026-06-30T21:59:59Z') }])
})

test('how many copies are left out is told', async () => {
  expect((await report()).copies).toBe(1)
})
