import {
  addZendeskComment,
  addZendeskTicket,
  addZendeskUser,
  archiveZendeskTicket,
  changeZendeskTicket,
  changeZendeskUser,
  deleteZendeskTicket,
  mergeZendeskTickets,
  rateZendeskTicket,
  startZendesk,
  ZENDESK_SYSTEM_USER,
  type ZendeskOptions,
} from '@rapport/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { connect, read } from '../testing/connection.ts'

const start = Date.UTC(2026, 0, 5, 9)
const minute = 60_000

/** A desk with a customer and two agents, and a clock that a test moves. */
async function openDesk(options: ZendeskOptions = {}) {
  const clock = { now: start + 60 * minute }
  const server = await startZendesk({ limits: 'off', now: () => clock.now, ...options })
  onTestFinished(() => server.close())
  const { state } = server
  const person = (name: string, role: 'agent' | 'end-user') =>
    addZendeskUser(state, { name, role, createdAt: start }).id
  return {
    clock,
    server,
    state,
    customer: person('Ada', 'end-user'),
    agent: person('Tom', 'agent'),
    leaver: person('Felix', 'agent'),
    ctx: (settings = {}) => connect(server, { settings }),
  }
}

test('replies of an agent who left are replies of an agent', async () => {
  const { state, customer, leaver, ctx } = await openDesk()
  const { id } = addZendeskTicket(state, { subject: 'Help', requesterId: customer, at: start })
  const note = addZendeskComment(state, id, {
    authorId: leaver,
    body: 'Hm',
    isPublic: false,
    at: start + minute,
  })
  const reply = addZendeskComment(state, id, { authorId: leaver, body: 'So', at: start + 2 * minute })
  changeZendeskUser(state, leaver, { role: 'end-user' }, start + 3 * minute)
  const { records } = await read(ctx(), 'message')
  expect(records.get(String(note.id))).toMatchObject({ author: 'agent', visibility: 'private', kind: 'note' })
  expect(records.get(String(reply.id))).toMatchObject({
    author: 'agent',
    direction: 'out',
    visibility: 'public',
  })
})

test('what a customer wrote who became an agent is a customer’s', async () => {
  const { state, customer, ctx } = await openDesk()
  addZendeskTicket(state, { subject: 'Help', requesterId: customer, at: start })
  changeZendeskUser(state, customer, { role: 'agent' }, start + minute)
  const { records } = await read(ctx(), 'message')
  expect([...records.values()]).toMatchObject([{ author: 'customer', direction: 'in', kind: 'email' }])
})

test('what a requester wrote who was replaced is a customer’s', async () => {
  const { state, customer, ctx } = await openDesk()
  const other = addZendeskUser(state, { name: 'Eva', createdAt: start }).id
  const { id } = addZendeskTicket(state, { subject: 'Help', requesterId: customer, at: start })
  changeZendeskTicket(state, id, { requesterId: other }, { at: start + minute })
  const { records } = await read(ctx(), 'message')
  expect([...records.values()]).toMatchObject([{ author: 'customer' }])
})

test('triggers and merges answer nobody', async () => {
  const { state, customer, agent, ctx } = await openDesk()
  const [one, two] = [0, 1].map(
    (at) => addZendeskTicket(state, { subject: `Help ${at}`, requesterId: customer, at: start + at }).id,
  ) as [number, number]
  addZendeskComment(state, one, {
    authorId: ZENDESK_SYSTEM_USER,
    body: 'Got it',
    rule: 'trigger',
    at: start + minute,
  })
  mergeZendeskTickets(state, two, one, agent, start + 2 * minute)
  const { records } = await read(ctx(), 'message')
  const automatic = [...records.values()].filter(({ automatic }) => automatic)
  expect(automatic.map(({ author }) => author).sort()).toEqual(['automation', 'system', 'system'])
})

test('a call that an agent took is the customer’s, answered', async () => {
  const { state, customer, agent, ctx } = await openDesk()
  const { id } = addZendeskTicket(state, {
    subject: 'Call',
    requesterId: customer,
    channel: 'voice',
    at: start,
  })
  const call = { answeredById: agent, seconds: 90 }
  const said = addZendeskComment(state, id, {
    authorId: agent,
    body: '',
    channel: 'voice',
    call,
    at: start + minute,
  })
  const { records } = await read(ctx(), 'message')
  expect(records.get(String(said.id))).toMatchObject({
    kind: 'call',
    direction: 'in',
    author: 'customer',
    authorId: String(agent),
    answeredAt: '2026-01-05T09:01:00.000Z',
    endedAt: '2026-01-05T09:02:30.000Z',
  })
})

test('texts are not kept anywhere', async () => {
  const { state, customer, ctx } = await openDesk()
  addZendeskTicket(state, { subject: 'Help', requesterId: customer, body: 'my card number', at: start })
  const { changes } = await read(ctx(), 'message')
  expect(JSON.stringify(changes)).not.toContain('my card number')
})

test('the statuses of a ticket are read from its first one on', async () => {
  const { state, customer, agent, ctx } = await openDesk()
  const { id } = addZendeskTicket(state, { subject: 'Help', requesterId: customer, at: start })
  addZendeskComment(state, id, { authorId: agent, body: 'Which?', status: 'pending', at: start + minute })
  addZendeskComment(state, id, { authorId: customer, body: 'This', channel: 'email', at: start + 2 * minute })
  addZendeskComment(state, id, { authorId: agent, body: 'So', status: 'solved', at: start + 3 * minute })
  const { records } = await read(ctx(), 'statusChange')
  expect([...records.values()].map(({ from, to, category }) => [from, to, category])).toEqual([
    [null, 'new', 'new'],
    ['new', 'pending', 'pending_customer'],
    ['pending', 'open', 'open'],
    ['open', 'solved', 'solved'],
  ])
})

test('who had a ticket, and how urgent it was, is read from its creation on', async () => {
  const { state, customer, agent, leaver, ctx } = await openDesk()
  const group = 360_001
  const { id } = addZendeskTicket(state, {
    ...{ subject: 'Help', requesterId: customer, at: start },
    ...{ assigneeId: agent, groupId: group, priority: 'normal' },
  })
  changeZendeskTicket(state, id, { assigneeId: leaver, priority: 'high' }, { at: start + minute })
  changeZendeskTicket(state, id, { assigneeId: null }, { at: start + 2 * minute })
  const { records } = await read(ctx(), 'ticketEvent')
  expect(
    [...records.values()].map(({ type, agentId, teamId, from, to }) => [type, agentId, teamId, from, to]),
  )
    // A half that is not told stays as it was.
    .toEqual([
      ['priority', undefined, undefined, null, 'normal'],
      ['assigned', String(agent), undefined, undefined, undefined],
      ['assigned', undefined, String(group), undefined, undefined],
      ['assigned', String(leaver), undefined, undefined, undefined],
      ['priority', undefined, undefined, 'normal', 'high'],
      ['assigned', null, undefined, undefined, undefined],
    ])
})

test('messages, statuses and assignments of one run are read by one export', async () => {
  const { server, state, customer } = await openDesk()
  addZendeskTicket(state, { subject: 'Help', requesterId: customer, at: start })
  const ctx = connect(server, { run: {} })
  await Promise.all([read(ctx, 'message'), read(ctx, 'statusChange'), read(ctx, 'ticketEvent')])
  expect(server.control.counters().byKind.export).toBe(1)
})

test('a ticket keeps what Zendesk measured beside it', async () => {
  const { server, state, customer, agent, ctx } = await openDesk()
  const { id } = addZendeskTicket(state, { subject: 'Help', requesterId: customer, at: start })
  addZendeskComment(state, id, { authorId: agent, body: 'So', status: 'solved', at: start + 7 * minute })
  const expected = {
    closedAt: '2026-01-05T09:07:00.000Z',
    vendorReported: {
      ...{ reply_time_in_minutes: { calendar: 7, business: 7 }, replies: 1, reopens: 0 },
      firstResponseSeconds: 420,
    },
  }
  const { records } = await read(ctx(), 'ticket')
  expect(records.get(String(id))).toMatchObject(expected)
  // The same where the export does not give it.
  server.control.change({ metricSets: false })
  const { records: asked } = await read(ctx(), 'ticket')
  expect(asked.get(String(id))).toMatchObject(expected)
})

test('deleted tickets go, merged ones say where to, archived ones stay', async () => {
  const { state, customer, agent, ctx } = await openDesk()
  const [deleted, source, target, archived] = [0, 1, 2, 3].map(
    (at) => addZendeskTicket(state, { subject: `Help ${at}`, requesterId: customer, at: start + at }).id,
  ) as [number, number, number, number]
  deleteZendeskTicket(state, deleted, start + minute)
  mergeZendeskTickets(state, source, target, agent, start + minute)
  archiveZendeskTicket(state, archived, start + minute)
  const { changes, records } = await read(ctx(), 'ticket')
  const at = '2026-01-05T09:01:00.000Z'
  expect(changes).toContainEqual({ type: 'delete', id: String(deleted), at })
  expect(changes).toContainEqual({ type: 'merge', id: String(source), into: String(target), at })
  expect([...records.keys()].sort()).toEqual([source, target, archived].map(String).sort())
})

test('the last ticket, which an export shows again, is no news', async () => {
  const { state, customer, ctx } = await openDesk()
  addZendeskTicket(state, { subject: 'Help', requesterId: customer, at: start })
  const first = await read(ctx(), 'ticket')
  const second = await read(ctx(), 'ticket', first.state)
  expect(second.changes).toEqual([{ type: 'checkpoint', state: first.state }])
})

test.each([
  ['tags', {}, 'billing, vip'],
  ['tags', { topicTags: ['setup', 'billing'] }, 'billing'],
  ['tags', { topicTags: ['setup'] }, null],
  ['5002', {}, 'invoice'],
  ['ticket_form_id', {}, '77'],
  [null, {}, null],
])('the topic by %s with %j is %s', async (source, settings, expected) => {
  const { state, customer, ctx } = await openDesk()
  addZendeskTicket(state, {
    subject: 'Help',
    requesterId: customer,
    tags: ['vip', 'billing'],
    customFields: [{ id: 5_002, value: 'invoice' }],
    ticketFormId: 77,
    at: start,
  })
  const mapping = source === null ? {} : { topic: source }
  const { records } = await read(ctx(settings), 'ticket', null, { mapping })
  expect([...records.values()]).toMatchObject([{ topic: expected }])
})

test('another topic reads all tickets again, and says so', async () => {
  const { state, customer, ctx } = await openDesk()
  addZendeskTicket(state, { subject: 'Help', requesterId: customer, tags: ['billing'], at: start })
  const { state: reached } = await read(ctx(), 'ticket')
  const { changes, records } = await read(ctx(), 'ticket', reached, { mapping: { topic: 'tags' } })
  expect([...records.values()]).toMatchObject([{ topic: 'billing' }])
  expect(changes.at(-1)).toMatchObject({ type: 'checkpoint', startsOver: true })
})

test('who began a ticket is told by who typed it in and how it came', async () => {
  const { state, customer, agent, ctx } = await openDesk()
  const common = { requesterId: customer, at: start }
  addZendeskTicket(state, { ...common, subject: 'by mail' })
  addZendeskTicket(state, { ...common, subject: 'outreach', submitterId: agent, channel: 'web' })
  addZendeskTicket(state, { ...common, subject: 'a call taken', submitterId: agent, channel: 'voice' })
  addZendeskTicket(state, {
    ...common,
    subject: 'by rule',
    submitterId: ZENDESK_SYSTEM_USER,
    channel: 'rule',
  })
  const { records } = await read(ctx(), 'ticket')
  expect([...records.values()].map(({ subject, initiator }) => [subject, initiator])).toEqual([
    ['by mail', 'customer'],
    ['outreach', 'agent'],
    ['a call taken', 'customer'],
    ['by rule', 'system'],
  ])
})

test('an agent who is one no longer goes, and a suspended one is inactive', async () => {
  const { server, state, customer, agent, leaver } = await openDesk()
  changeZendeskUser(state, leaver, { role: 'end-user' }, start)
  changeZendeskUser(state, agent, { suspended: true }, start)
  const { changes, records } = await read(connect(server, { stored: [agent, leaver].map(String) }), 'agent')
  expect(changes).toContainEqual({ type: 'delete', id: String(leaver) })
  expect(records.get(String(agent))).toMatchObject({ active: false })
  const { records: contacts } = await read(connect(server), 'contact')
  expect([...contacts.keys()].sort()).toEqual([customer, leaver].map(String).sort())
})

test('a rating that was changed weeks later is read again', async () => {
  const { clock, state, customer, ctx } = await openDesk()
  const { id } = addZendeskTicket(state, { subject: 'Help', requesterId: customer, at: start })
  const rating = rateZendeskTicket(state, id, 'good', { at: start })
  const first = await read(ctx(), 'surveyResponse')
  expect(first.records.get(String(rating.id))).toMatchObject({
    score: 1,
    scaleMin: 0,
    scaleMax: 1,
    kind: 'csat',
  })
  clock.now += 21 * 24 * 60 * minute
  rateZendeskTicket(state, id, 'bad', { comment: 'It broke again' })
  const second = await read(ctx(), 'surveyResponse', first.state)
  expect(second.records.get(String(rating.id))).toMatchObject({ score: 0, comment: 'It broke again' })
})

test('an account without any CSAT has no answers, and that is no failure', async () => {
  const { ctx } = await openDesk({ csat: 'none' })
  const { changes } = await read(ctx(), 'surveyResponse')
  expect(changes.map(({ type }) => type)).toEqual(['checkpoint'])
})

test('a record that is not understood is set aside with its reason, and the others are read', async () => {
  const { state, customer, ctx } = await openDesk()
  const [odd, fine] = [0, 1].map(
    (at) => addZendeskTicket(state, { subject: `Help ${at}`, requesterId: customer, at: start + at }).id,
  ) as [number, number]
  Object.assign(state.ticket(odd), { status: 'escalated' })
  const { changes, records } = await read(ctx(), 'ticket')
  expect([...records.keys()]).toEqual([String(fine)])
  expect(changes).toContainEqual(
    expect.objectContaining({
      type: 'reject',
      id: String(odd),
      reason: expect.stringContaining('has the status "escalated"'),
    }),
  )
})
