import { assessHealth, localDay } from '@rapport/metrics'
import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { explain } from './explain.ts'
import { explainNumber } from './explain-number.ts'
import { giveAnswers, givePeople, giveScores } from './testing/experience.ts'
import { openTestWorkspace, type TestWorkspace } from './testing/workspace.ts'

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
  const { store } = opened.workspace
  await givePeople(store, { Ada: ['crm/a'], Ben: ['crm/b'] })
  const day = localDay('2026-06-30', 'UTC')
  const facts = { probability_alive: 0.9, nps: 6 }
  // Stored when it moved: the change was another one then.
  const { why, ...health } = assessHealth(facts, day, { previous: null, score30DaysAgo: 9 })
  await giveAnswers(store, 'crm', [
    { id: '1', of: 'a', score: 9, at: '2026-02-01T10:00:00Z' },
    { id: '2', of: 'a', score: 6, at: '2026-05-01T10:00:00Z' },
    { id: '3', of: 'b', score: 1, at: '2026-05-01T10:00:00Z' },
  ])
  await giveScores(store, [
    {
      ...{ customer: 1, policy: 'health@1', on: '2026-06-30', n: 2, why, explanation: { ...health } },
      values: { health_score: health.score },
    },
    { customer: 1, policy: 'health@1', on: '2026-05-01', n: 2, values: { health_score: 7.4 } },
    { customer: 1, policy: 'experience@1', on: '2026-06-29', n: 2, values: { nps: 6 } },
    {
      ...{ customer: 1, policy: 'service@1', on: '2026-06-30', n: 3 },
      values: { fcr_rate: 0.5, open_tickets: 1, overdue_tickets: 0 },
      explanation: {
        windowDays: 90,
        policies: { service: 'rapport-service@1', fcr: 'rapport-fcr-3d@1' },
        answered: 2,
        judged: 2,
      },
    },
  ])
  await sql`
    insert into ticket_metric (connection, ticket_id, customer_id, started_at, started_on, standing, initiator, category,
      fcr, requester_wait, agent_wait, on_hold, replies, touches, reopens, flags)
    select 'crm', id, 1, started::timestamptz, started::date, 'counted', 'customer', category, fcr, 0, 0, 0, 1, 1, 0, '{}'
    from (values ('old', '2026-01-05', 'open', null), ('one', '2026-05-05', 'solved', true), ('two', '2026-06-05', 'solved', false))
      as given(id, started, category, fcr)
  `.execute(store.db)
  const ticket = (id: string) => ({
    id,
    subject: `About ${id}`,
    contacts: [],
    companies: [],
    vendorReported: {},
  })
  await give(store, 'crm', 'ticket', ['old', 'one', 'two'].map(ticket))
})
afterAll(() => opened[Symbol.asyncDispose]())

async function explained(contact: string, name: string) {
  const explanation = await explain(opened.workspace, { connection: 'crm', entity: 'contact', id: contact })
  if (explanation === null) throw new Error(`nothing is known of ${contact}`)
  return explainNumber(opened.workspace, explanation, name)
}

test('a health score comes with its parts, each line between its anchors', async () => {
  const found = await explained('a', 'health_score')
  // (30 × 1 + 25 × 0.5) ÷ 55 of the way from 1 to 10.
  expect(found).toMatchObject({ value: 8, policy: 'health@1', n: 2, family: 'health' })
  expect(found?.why).toMatch(/^Health 8.0 of 10, good; up 0.6 in 30 days\./)
  expect(found?.health).toMatchObject({ band: 'good', since: '2026-06-30', change: 0.6 })
  const [part] = found?.health?.parts ?? []
  expect(part).toMatchObject({ part: 'value', weight: 30, standing: 1 })
  expect(part?.lines[0]).toMatchObject({ line: 'probability_alive', value: 0.9, poor: 0.2, healthy: 0.9 })
})

test('an answer comes with those before it', async () => {
  const found = await explained('a', 'nps')
  expect(found).toMatchObject({ value: 6, policy: 'nps@1', asOf: '2026-06-29T20:00:00.000Z', n: 2 })
  expect(found?.answers?.map(({ record, score }) => [record, score])).toEqual([
    ['crm/surveyResponse:2', 6],
    ['crm/surveyResponse:1', 9],
  ])
})

test('a figure of service comes with the tickets that it counts', async () => {
  const rate = await explained('a', 'fcr_rate')
  expect(rate).toMatchObject({ value: 0.5, text: '50 %', n: 2, policy: 'rapport-fcr-3d@1' })
  expect(rate?.tickets).toMatchObject({ from: '2026-04-02', to: '2026-06-30', selection: 'all' })
  expect(rate?.tickets?.tickets.map(({ record }) => record)).toEqual(['crm/ticket:one', 'crm/ticket:two'])
  const open = await explained('a', 'open_tickets')
  expect(open?.tickets).toMatchObject({ from: '2026-01-05', selection: 'open' })
  expect(open?.tickets?.tickets.map(({ record }) => record)).toEqual(['crm/ticket:old'])
})

test('of what nothing is known there is no number, and a number of the value is not explained here', async () => {
  expect(await explained('b', 'health_score')).toMatchObject({
    ...{ value: null, text: 'not enough data', n: 0, health: null },
  })
  expect(await explained('a', 'clv')).toBeNull()
})

test('the numbers beside the value are told of a customer without orders', async () => {
  const explanation = await explain(opened.workspace, { connection: 'crm', entity: 'contact', id: 'a' })
  expect(explanation?.score).toBeNull()
  expect(explanation?.lines).toEqual(
    expect.arrayContaining([
      'Health, as of 2026-06-30:',
      '  Health score  8  health_score, health@1',
      'Surveys, as of 2026-06-29:',
      '  NPS answer  6  nps, nps@1',
    ]),
  )
})
