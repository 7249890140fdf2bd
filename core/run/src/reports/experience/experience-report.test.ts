import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { giveAnswers, givePeople } from '../../testing/experience.ts'
import { openTestWorkspace, type TestWorkspace } from '../../testing/workspace.ts'
import { advocatesReport } from './advocates-report.ts'
import { selectedDays } from './answer-slice.ts'
import { experienceReport, hasSurveys, type SurveyGrouping } from './experience-report.ts'

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
  const { store } = opened.workspace
  expect(await hasSurveys(store.db)).toBe(false)
  await givePeople(store, {
    Ada: ['crm/a', 'desk/1'],
    Ben: ['crm/b'],
    Cem: ['crm/c'],
    Dia: ['crm/d'],
    Eva: ['crm/e'],
  })
  await giveAnswers(store, 'crm', [
    { id: '1', of: 'a', score: 3, at: '2026-03-01T10:00:00Z' },
    { id: '2', of: 'b', score: 10, at: '2026-03-02T10:00:00Z' },
    { id: '3', of: 'c', score: 9, at: '2026-03-03T10:00:00Z' },
    { id: '4', of: 'd', score: 7, at: '2026-03-31T22:30:00Z' },
    { id: '5', of: 'e', score: 2, at: '2026-03-05T10:00:00Z' },
    { id: '6', of: null, score: 9, at: '2026-04-05T10:00:00Z' },
    { id: '7', of: 'b', score: 11, at: '2026-04-06T10:00:00Z' },
    { id: '8', of: 'e', score: null, at: '2026-05-01T10:00:00Z' },
    { id: 'late', of: 'e', score: 0, at: '2026-07-01T10:00:00Z' },
  ])
  const csat = { kind: 'csat', scaleMin: 1, scaleMax: 5 }
  await giveAnswers(store, 'desk', [
    // Ada again, on the same wave: it is one customer, whichever system asked.
    { id: '1', of: '1', score: 9, at: '2026-03-09T10:00:00Z' },
    ...[1, 2, 3, 4, 5].map((n) => ({
      ...{ ...csat, id: `c${n}`, of: `x${n}`, score: n === 1 ? 2 : 5, ticketId: `t${n}` },
      at: '2026-04-01T10:00:00Z',
    })),
  ])
  await sql`
    insert into ticket_metric (connection, ticket_id, started_at, started_on, standing, initiator, category, channel,
      agent, requester_wait, agent_wait, on_hold, replies, touches, reopens, flags)
    select 'desk', 't' || n, '2026-04-01', '2026-04-01', 'counted', 'customer', 'solved',
      case when n < 5 then 'chat' end, 'ann', 0, 0, 0, 1, 1, 0, '{}' from generate_series(1, 5) as n
  `.execute(store.db)
  await give(store, 'desk', 'agent', [{ id: 'ann', name: 'Ann' }])
})
afterAll(() => opened[Symbol.asyncDispose]())

const report = (grouping: SurveyGrouping | null, days: { from?: string; to?: string } = {}) =>
  experienceReport(opened.workspace, {
    days: selectedDays(opened.workspace, days),
    grouping,
    waveDays: 30,
  })

test('the answers of all sources are one score a scale, one answer a person and wave', async () => {
  const { total, from, to, n, setAside } = await report(null)
  expect([from, to]).toEqual(['2025-07-01', '2026-06-30'])
  expect(n).toEqual({ surveys: 14, answered: 13, setAside: 1 })
  expect(setAside).toEqual([
    { record: 'crm/surveyResponse:7', reason: expect.stringContaining('the score 11 is not on its scale') },
  ])
  const [nps, csat] = total.scales
  // Ada's 9 of the desk took the place of her 3; of six people four are promoters and one is a detractor.
  expect(nps?.figures).toMatchObject({ kind: 'nps', n: 6, score: 50 })
  expect(csat?.figures).toMatchObject({ kind: 'csat', n: 5, satisfied: { count: 4, of: 5 } })
})

test('a source that never gives a survey without an answer does not tell what it delivered', async () => {
  const { total } = await report(null)
  const [nps, csat] = total.scales
  // Eva's survey of May is a wave of its own, without an answer. Ada's was delivered by the other system.
  expect(nps?.responses).toMatchObject({ rate: { count: 6, of: 7 }, deliveryUnknown: 0 })
  expect(csat?.responses).toMatchObject({ rate: null, deliveryUnknown: 5 })
})

test('answers are grouped by what their tickets are, under the names of agents', async () => {
  const byChannel = await report('channel')
  expect(byChannel.groups.map(({ label, report: { scales } }) => [label, scales[0]?.figures.n])).toEqual([
    ['chat', 4],
    [null, 6],
  ])
  const byAgent = await report('agent')
  expect(byAgent.groups.map(({ group, label }) => [group, label])).toEqual([
    ['desk/ann', 'Ann'],
    [null, null],
  ])
})

test('months are those of the local day, and days of the evaluation zone bound a report', async () => {
  const { groups } = await report('month')
  expect(groups.map(({ label }) => label)).toEqual(['2026-03', '2026-04', '2026-05'])
  const march = await report(null, { from: '2026-03-01', to: '2026-03-31' })
  expect(march.n.answered).toBe(5)
})

test('promoters are listed with all records of theirs, and nobody who cannot be asked', async () => {
  const { advocates, anonymous, invitations } = await advocatesReport(
    opened.workspace,
    selectedDays(opened.workspace, {}),
  )
  expect(advocates.map(({ name, records, score }) => [name, records, score])).toEqual([
    ['Ada', ['desk/contact:1', 'crm/contact:a'], 9],
    ['Cem', ['crm/contact:c'], 9],
    ['Ben', ['crm/contact:b'], 10],
  ])
  expect(anonymous).toBe(1)
  expect(invitations).toMatch(/never promoters alone/)
})

test('where customers are companies, each contact is a person, and its answer the company’s', async () => {
  await using other = await openTestWorkspace()
  const { store } = other.workspace
  const contact = (id: string) => ({
    id,
    name: id,
    emails: [],
    phones: [],
    companies: [{ id: 'acme', primary: true }],
  })
  await give(store, 'crm', 'contact', ['a', 'b'].map(contact))
  await sql`insert into customer (id, level, name) overriding system value values (7, 'company', 'Acme')`.execute(
    store.db,
  )
  await sql`insert into identity_link (connection, entity, record_id, customer_id, reason)
    values ('crm', 'company', 'acme', 7, 'test')`.execute(store.db)
  await giveAnswers(store, 'crm', [
    { id: '1', of: 'a', score: 9, at: '2026-05-01T10:00:00Z' },
    { id: '2', of: 'b', score: 2, at: '2026-05-02T10:00:00Z' },
    { id: '3', of: 'unknown', score: 5, at: '2026-05-03T10:00:00Z' },
  ])
  const workspace = other.configured({ customer: 'company' })
  const days = selectedDays(workspace, {})
  const { groups } = await experienceReport(workspace, { days, grouping: 'customer', waveDays: 30 })
  expect(groups.map(({ group, label, report: { people } }) => [group, label, people])).toEqual([
    ['7', 'Acme', 2],
    [null, null, 1],
  ])
})
