import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { giveAnswers, givePeople, giveScores } from '../../../../core/run/src/testing/experience.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer({ config: { timezone: 'UTC', metrics: { asOf: '2026-06-30' } } })
afterAll(() => server[Symbol.asyncDispose]())
const { store } = server.workspace

beforeAll(async () => {
  await givePeople(store, { Ada: ['desk/a'] })
  await giveAnswers(store, 'desk', [
    { id: '1', of: 'a', score: 9, at: '2026-02-01T10:00:00Z', ticketId: 'mine' },
    { id: '2', of: 'a', score: 3, at: '2026-05-01T10:00:00Z', ticketId: 'theirs' },
    { id: '3', of: 'a', score: 7, at: '2026-05-02T10:00:00Z' },
  ])
  await giveScores(store, [
    { customer: 1, policy: 'experience@1', on: '2026-06-29', n: 3, values: { nps: 7 } },
  ])
  await sql`
    insert into ticket_metric (connection, ticket_id, customer_id, agent, started_at, started_on, standing, initiator, category,
      requester_wait, agent_wait, on_hold, replies, touches, reopens, flags)
    select 'desk', id, 1, agent, '2026-01-05', '2026-01-05', 'counted', 'customer', 'solved', 0, 0, 0, 1, 1, 0, '{}'
    from (values ('mine', '1'), ('theirs', '2')) as given(id, agent)
  `.execute(store.db)
  await give(
    store,
    'desk',
    'ticket',
    ['mine', 'theirs'].map((id) => ({ id, subject: `About ${id}`, contacts: [], companies: [] })),
  )
})

test('an answer about a ticket of another agent is counted and not shown; how many are not is said', async () => {
  const [analyst, agent] = [await server.signIn('analyst'), await server.signIn('agent', ['desk/agent:1'])]
  const explained = async (by: typeof agent) => {
    const answer = await by.ask('/api/customers/1/explanation?metric=nps')
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    return { text, body: JSON.parse(text) }
  }
  const own = await explained(agent)
  expect(own.body).toMatchObject({ n: 3, answersNotShown: 1 })
  expect(own.body.answers.map(({ record }: { record: string }) => record)).toEqual([
    'desk/surveyResponse:3',
    'desk/surveyResponse:1',
  ])
  expect(own.text).not.toContain('theirs')
  const whole = await explained(analyst)
  expect(whole.body).toMatchObject({ n: 3, answersNotShown: 0 })
  expect(whole.text).toContain('desk/ticket:theirs')
})
