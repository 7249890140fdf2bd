import { expect, test } from 'vitest'
import { addOrganization, addUser } from './edits.ts'
import { open, START } from './testing/open.ts'
import { addComment, addTicket, archiveTicket, deleteTicket, mergeTickets } from './ticket-edits.ts'

const tickets = '/api/v2/incremental/tickets/cursor.json'
const hour = 3_600_000

async function openDesk() {
  const account = await open()
  const { state } = account
  const customer = addUser(state, { name: 'Ada', createdAt: START - 9 * hour }).id
  const agent = addUser(state, { name: 'Tom', role: 'agent', createdAt: START - 9 * hour }).id
  const ticket = (at: number) => addTicket(state, { subject: 'Help', requesterId: customer, at }).id
  return { ...account, customer, agent, ticket }
}

test('changes of the latest minute are not exported yet', async () => {
  const { get, clock, ticket } = await openDesk()
  const id = ticket(START)
  expect((await get(`${tickets}?start_time=0`)).body).toMatchObject({ tickets: [], end_of_stream: true })
  clock.now += 60_000
  expect((await get(`${tickets}?start_time=0`)).body.tickets).toMatchObject([{ id }])
})

test('a start within the latest minute is refused', async () => {
  const { get } = await openDesk()
  const answer = await get(`${tickets}?start_time=${START / 1_000 - 59}`)
  expect(answer).toMatchObject({ status: 422, body: { error: 'StartTimeTooRecent' } })
})

test('a cursor goes on behind a page, and at the end repeats the last record', async () => {
  const { get, ticket } = await openDesk()
  const ids = [3, 2, 1].map((hours) => ticket(START - hours * hour))
  const idsOf = ({ body }: { body: { tickets: { id: number }[] } }) => body.tickets.map(({ id }) => id)
  const first = await get(`${tickets}?start_time=0&per_page=2`)
  expect(idsOf(first)).toEqual(ids.slice(0, 2))
  const second = await get(`${tickets}?cursor=${first.body.after_cursor}&per_page=2`)
  expect(idsOf(second)).toEqual(ids.slice(2))
  expect(second.body.end_of_stream).toBe(true)
  const third = await get(`${tickets}?cursor=${second.body.after_cursor}&per_page=2`)
  expect(idsOf(third)).toEqual(ids.slice(2))
  expect(await get(`${tickets}?cursor=nonsense`)).toMatchObject({ status: 400 })
})

test('deleted tickets are exported as such; archived ones too, though lists miss them', async () => {
  const { get, state, ticket } = await openDesk()
  const [deleted, archived] = [ticket(START - 2 * hour), ticket(START - 2 * hour)]
  deleteTicket(state, deleted, START - hour)
  archiveTicket(state, archived, START - hour)
  const { body } = await get(`${tickets}?start_time=0`)
  expect(body.tickets).toMatchObject([
    { id: deleted, status: 'deleted' },
    { id: archived, status: 'new' },
  ])
  expect((await get('/api/v2/tickets.json')).body.tickets).toEqual([])
  expect((await get(`${tickets}?start_time=0&exclude_deleted=true`)).body.tickets).toMatchObject([
    { id: archived },
  ])
})

test('a merge closes one ticket and leaves a note on both', async () => {
  const { get, state, agent, ticket } = await openDesk()
  const [source, target] = [ticket(START - 2 * hour), ticket(START - 2 * hour)]
  mergeTickets(state, source, target, agent, START - hour)
  const { body } = await get(`${tickets}?start_time=0`)
  expect(body.tickets[0]).toMatchObject({ id: source, status: 'closed', tags: ['closed_by_merge'] })
  const notes = await Promise.all([source, target].map((id) => get(`/api/v2/tickets/${id}/comments.json`)))
  expect(notes.map(({ body: { comments } }) => comments.at(-1).body)).toEqual([
    `This request was closed and merged into request #${target} "Help".`,
    `Request #${source} "Help" was closed and merged into this request.`,
  ])
})

test('events show comments where they are asked for, and else only that there were some', async () => {
  const { get, state, agent, ticket } = await openDesk()
  const id = ticket(START - 2 * hour)
  addComment(state, id, { authorId: agent, body: 'Here is how.', status: 'solved', at: START - hour })
  const path = '/api/v2/incremental/ticket_events.json?start_time=0'
  const withComments = await get(`${path}&include=comment_events`)
  expect(withComments.body.ticket_events[1]).toMatchObject({
    ticket_id: id,
    child_events: [
      { event_type: 'Comment', author_id: agent, body: 'Here is how.', public: true },
      { event_type: 'Change', status: 'solved', previous_value: 'new' },
    ],
  })
  const without = await get(path)
  expect(without.body.ticket_events[1].child_events[0]).toMatchObject({
    comment_present: true,
    comment_public: true,
  })
  expect(without.body.ticket_events[1].child_events[0]).not.toHaveProperty('body')
})

test('a page of a time export holds its last second as a whole', async () => {
  const { get, state } = await openDesk()
  const add = (createdAt: number) => addOrganization(state, { name: 'Acme', createdAt }).id
  const ids = [add(START - 2 * hour), add(START - hour), add(START - hour), add(START - hour + 5_000)]
  const { body } = await get('/api/v2/incremental/organizations.json?start_time=0&per_page=2')
  expect(body.organizations.map(({ id }: { id: number }) => id)).toEqual(ids.slice(0, 3))
  expect(body).toMatchObject({ count: 3, end_time: (START - hour) / 1_000, end_of_stream: false })
})
