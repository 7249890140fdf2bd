import { localDay } from '@rapport/metrics'
import type { Store } from '@rapport/store'
import { give, openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { scoreExperience } from '../experience/score-experience.ts'
import { scoreHealth } from './score-health.ts'

const day = (text: string) => ({
  level: 'contact' as const,
  asOf: new Date(`${text}T23:59:59Z`),
  day: localDay(text, 'UTC'),
})

const answer = (id: string, kind: string, score: number, at: string, scale: [number, number]) => ({
  id,
  kind,
  score,
  scaleMin: scale[0],
  scaleMax: scale[1],
  higherIsBetter: true,
  contacts: [{ id: 'c1', label: null, primary: true }],
  ticketId: null,
  at,
  delivered: true,
  comment: null,
})

async function giveCustomer(store: Store, probabilityAlive: number) {
  await sql`insert into customer (id, level, name) overriding system value values (1, 'contact', 'Ada')`.execute(
    store.db,
  )
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason) values ('desk', 'contact', 'c1', 1, 'test')
  `.execute(store.db)
  await sql`
    insert into score (customer_id, policy, as_of, n, values, why, explanation)
    values (1, 'btyd@1', '2026-01-01', 3,
      jsonb_build_object('probability_alive', jsonb_build_object('value', ${probabilityAlive}::float8)), null, '{}')
  `.execute(store.db)
}

const scores = (store: Store, policy: string) =>
  store.db
    .selectFrom('score')
    .select(['as_of', 'n', 'values', 'why', 'explanation'])
    .where('policy', '=', policy)
    .orderBy('as_of')
    .execute()

it('keeps the latest answer of each kind, CSAT on 1–10, and no value of a scale that the field does not have', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCustomer(store, 0.9)
  await give(store, 'desk', 'surveyResponse', [
    answer('1', 'nps', 9, '2026-01-05T10:00:00Z', [0, 10]),
    answer('2', 'nps', 4, '2026-02-05T10:00:00Z', [0, 10]),
    answer('3', 'csat', 4, '2026-02-05T10:00:00Z', [1, 5]),
    answer('4', 'ces', 3, '2026-02-05T10:00:00Z', [1, 5]),
  ])
  const moment = day('2026-03-01')
  await expect(scoreExperience(store.db, moment)).resolves.toBe(1)
  await expect(scoreExperience(store.db, moment)).resolves.toBe(0)
  expect(await scores(store, 'experience@1')).toMatchObject([
    { n: 4, values: { nps: { value: 4 }, csat: { value: 7.8 } } },
  ])
})

it('an answer that was taken away takes its value back', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCustomer(store, 0.9)
  await give(store, 'desk', 'surveyResponse', [answer('1', 'nps', 9, '2026-01-05T10:00:00Z', [0, 10])])
  await scoreExperience(store.db, day('2026-03-01'))
  await sql`update survey_response set deleted_at = now()`.execute(store.db)
  await expect(scoreExperience(store.db, day('2026-03-02'))).resolves.toBe(1)
  expect((await scores(store, 'experience@1')).at(-1)).toMatchObject({ n: 0, values: {} })
})

it('health rests on what is known, and says why', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCustomer(store, 0.9)
  await give(store, 'desk', 'surveyResponse', [answer('1', 'nps', 6, '2026-02-05T10:00:00Z', [0, 10])])
  await expect(scoreHealth(store.db, day('2026-03-01'))).resolves.toBe(1)
  const [health] = await scores(store, 'health@1')
  // (30 × 1 + 25 × 0.5) ÷ 55 of the way from 1 to 10.
  expect(health).toMatchObject({ n: 2, values: { health_score: { value: 8 } } })
  expect(health?.explanation).toMatchObject({ standing: { band: 'good' }, known: 0.55 })
  expect(health?.why).toContain('90 % likely still a customer')
})

it('of a customer of whom too little is known there is no number, only the reason', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCustomer(store, 0.9)
  await scoreHealth(store.db, day('2026-03-01'))
  expect(await scores(store, 'health@1')).toMatchObject([
    { values: {}, explanation: { score: null, unknown: 'too-little-known' } },
  ])
})

it('a band follows the one of the day before: a score that wavers at a limit does not change it', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCustomer(store, 0.9)
  const nps = (score: number) =>
    give(store, 'desk', 'surveyResponse', [answer('1', 'nps', score, '2026-02-05T10:00:00Z', [0, 10])])
  await nps(5)
  await scoreHealth(store.db, day('2026-03-01'))
  await sql`
    update score set values = '{"probability_alive": {"value": 0.82}}' where policy = 'btyd@1'
  `.execute(store.db)
  await scoreHealth(store.db, day('2026-03-02'))
  const [first, second] = await scores(store, 'health@1')
  expect([first?.values, second?.values]).toEqual([
    { health_score: { value: 7.3 } },
    { health_score: { value: 6.7 } },
  ])
  expect(second?.explanation).toMatchObject({ standing: { band: 'good' } })
})

it('a sentence that speaks of the last 30 days is told anew when they are over, though the score stands', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCustomer(store, 0.9)
  const nps = (score: number) =>
    give(store, 'desk', 'surveyResponse', [answer('1', 'nps', score, '2026-01-05T10:00:00Z', [0, 10])])
  await nps(4)
  await scoreHealth(store.db, day('2026-02-01'))
  await nps(9)
  await scoreHealth(store.db, day('2026-03-10'))
  await scoreHealth(store.db, day('2026-03-11'))
  await scoreHealth(store.db, day('2026-05-01'))
  expect((await scores(store, 'health@1')).map(({ why }) => why?.split(';')[1]?.split('.')[0])).toEqual([
    undefined,
    ' up 3',
    ' unchanged in 30 days',
  ])
})

it('days on which a customer asked something are activity, beside what engagements say', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCustomer(store, 0.9)
  await sql`
    insert into ticket_metric (connection, ticket_id, customer_id, started_at, started_on, standing, initiator, category,
      requester_wait, agent_wait, on_hold, replies, touches, reopens, flags)
    values ('desk', 't', 1, '2025-09-01', '2025-09-01', 'counted', 'customer', 'solved', 0, 0, 0, 1, 1, 0, '{}')
  `.execute(store.db)
  // Four days in the 90 before the last 90, one in these; two questions of one day are one.
  await sql`
    insert into ticket_turn (connection, ticket_id, position, started_on)
    select 'desk', 't', ordinality, day::date from unnest(array['2025-10-01', '2025-10-02', '2025-10-03', '2026-02-01', '2026-02-01'])
      with ordinality as turn(day, ordinality)
  `.execute(store.db)
  await give(store, 'crm', 'engagement', [
    { id: 'e', on: '2025-10-04', contactId: 'c1', companyId: null, placeId: null, counts: { meetings: 1 } },
  ])
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason) values ('crm', 'contact', 'c1', 1, 'test')
  `.execute(store.db)
  await scoreHealth(store.db, day('2026-03-01'))
  const [health] = await scores(store, 'health@1')
  const parts = health?.explanation.parts as {
    part: string
    lines: { line: string; value: number | null }[]
  }[]
  expect(parts.find(({ part }) => part === 'engagement')?.lines).toMatchObject([
    { line: 'activity', value: 1 / 4 },
  ])
})

it('without a model, recency is told by the gap since the last order against those between purchases', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCustomer(store, 0.9)
  await sql`insert into customer (id, level) overriding system value values (2, 'contact'), (3, 'contact')`.execute(
    store.db,
  )
  // Gaps of 10 days (twice), 20 (once) and 50 (once); the first customer has ordered 30 days ago.
  const given = [
    { customer: 1, frequency: 2, recency: 20, last: '2026-01-30' },
    { customer: 2, frequency: 1, recency: 20, last: '2026-02-28' },
    { customer: 3, frequency: 1, recency: 50, last: '2026-02-28' },
  ]
  await sql`delete from score`.execute(store.db)
  for (const { customer, frequency, recency, last } of given) {
    await sql`
      insert into score (customer_id, policy, as_of, n, values, why, explanation)
      values (${customer}, 'historic@1', '2026-02-28', 3,
        ${JSON.stringify({ probability_alive: { value: null }, last_order_at: { value: last } })}::jsonb, null,
        ${JSON.stringify({ unit: 'day', frequency, recency })}::jsonb)
    `.execute(store.db)
  }
  await scoreHealth(store.db, day('2026-03-01'))
  const [health] = await scores(store, 'health@1')
  const parts = health?.explanation.parts as {
    part: string
    lines: { line: string; value: number | null }[]
  }[]
  expect(parts[0]?.lines[0]).toMatchObject({ line: 'probability_alive', value: 1 / 4 })
})
