import { archiveRecord } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { paths } from '../paths.ts'
import { portal } from '../testing/portal.ts'
import { at, hour, minute, monday, openService, records } from '../testing/service-portal.ts'

const short = ({ at: when, direction, author, authorId, kind, visibility }: Record<string, unknown>) => [
  when,
  direction,
  author,
  authorId,
  kind,
  ...(visibility === undefined ? [] : [visibility]),
]

test('who says something in a conversation is told by its actor, as of that moment', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  const chat = desk.thread(11, 'liveChat')
  desk.say(chat, { type: 'WELCOME_MESSAGE', actor: 'B-7', at: monday })
  desk.say(chat, { actor: 'V-1', at: monday + minute })
  desk.say(chat, { actor: 'L-7', at: monday + 2 * minute, direction: 'OUTGOING' })
  desk.say(chat, { type: 'ASSIGNMENT', actor: 'S-hubspot', at: monday + 3 * minute })
  desk.say(chat, { type: 'COMMENT', actor: 'A-1602', at: monday + 4 * minute })
  desk.say(chat, { actor: 'A-1601', at: monday + 5 * minute, direction: 'OUTGOING' })
  desk.say(chat, { actor: 'I-99', at: monday + 6 * minute, direction: 'OUTGOING' })
  desk.say(chat, { actor: 'A-4711', at: monday + 7 * minute, direction: 'OUTGOING', clientType: 'SYSTEM' })
  const connection = desk.connect()
  await connection.read('message')
  const found = Object.values(records(connection, 'message')).toSorted((one, other) =>
    String(one.at) < String(other.at) ? -1 : 1,
  )
  expect(found.map(short)).toEqual([
    [at(0), 'out', 'bot', 'B-7', 'text'],
    [at(minute), 'in', 'customer', '1', 'text'],
    [at(2 * minute), 'out', 'bot', 'L-7', 'text'],
    [at(4 * minute), 'out', 'agent', '602', 'note', 'private'],
    [at(5 * minute), 'out', 'agent', '601', 'text'],
    [at(6 * minute), 'out', 'automation', 'I-99', 'text'],
    [at(7 * minute), 'out', 'agent', 'A-4711', 'text'],
  ])
  expect(found.filter(({ automatic }) => automatic).map(({ at: when }) => when)).toEqual([
    at(0),
    at(6 * minute),
    at(7 * minute),
  ])
})

test('an address that writes is a customer coming in, and an agent going out where it is an owner’s', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  const mail = desk.thread(11)
  desk.say(mail, { actor: 'E-ada@example.com', at: monday })
  desk.say(mail, { actor: 'E-Priya.Raman@desk.example', at: monday + minute, direction: 'OUTGOING' })
  desk.say(mail, {
    actor: 'E-noreply@desk.example',
    at: monday + 2 * minute,
    direction: 'OUTGOING',
    statusType: 'FAILED',
  })
  const connection = desk.connect()
  await connection.read('message')
  const found = Object.values(records(connection, 'message')).toSorted((one, other) =>
    String(one.at) < String(other.at) ? -1 : 1,
  )
  expect(found.map(short)).toEqual([
    [at(0), 'in', 'customer', 'ada@example.com', 'email'],
    [at(minute), 'out', 'agent', '601', 'email'],
    [at(2 * minute), 'out', 'system', 'noreply@desk.example', 'email'],
  ])
  expect(found.map(({ delivered }) => delivered)).toEqual([true, true, false])
})

test('a conversation without a ticket is not read', async () => {
  const desk = await openService()
  const thread = desk.thread(null)
  desk.say(thread, { actor: 'V-1', at: monday })
  const connection = desk.connect()
  await connection.read('message')
  expect(records(connection, 'message')).toEqual({})
  expect(desk.sandbox.control.log().filter(({ path }) => path.endsWith('/messages'))).toEqual([])
})

test('e-mail on a ticket tells its direction, whether it arrived, and whether a machine wrote it', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  const mail = (id: number, properties: Record<string, string>) =>
    desk.activity({ id, type: 'emails', tickets: [11], at: monday + id * minute, properties })
  mail(1, { hs_email_direction: 'INCOMING_EMAIL', hs_email_from_email: 'ada@example.com' })
  mail(2, { hs_email_direction: 'EMAIL', hubspot_owner_id: '601', hs_email_status: 'BOUNCED' })
  mail(3, { hs_email_direction: 'INCOMING_EMAIL', hs_email_headers: '{"Auto-Submitted":"auto-replied"}' })
  mail(4, { hs_email_direction: 'EMAIL', hubspot_owner_id: '601', hs_email_status: 'SENT' })
  mail(5, { hs_email_direction: 'EMAIL', hs_email_status: 'SCHEDULED' })
  mail(6, { hs_email_direction: 'FORWARDED_EMAIL', hs_email_from_email: 'tom.becker@desk.example' })
  mail(7, { hs_email_direction: 'EMAIL', hs_engagement_source: 'WORKFLOWS' })
  const connection = desk.connect()
  await connection.read('message')
  const found = records(connection, 'message')
  expect(
    Object.entries(found).map(([id, { direction, author, automatic, delivered }]) => [
      id,
      direction,
      author,
      automatic,
      delivered,
    ]),
  ).toEqual([
    ['email:1', 'in', 'customer', false, true],
    ['email:2', 'out', 'agent', false, false],
    ['email:3', 'in', 'customer', true, true],
    ['email:4', 'out', 'agent', false, true],
    ['email:6', 'out', 'agent', false, true],
    ['email:7', 'out', 'automation', true, true],
  ])
})

test('a call is answered where its outcome or its state says so, and ends after its length', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  const call = (id: number, properties: Record<string, string>) =>
    desk.activity({ id, type: 'calls', tickets: [11], at: monday, properties })
  call(1, {
    hs_call_direction: 'INBOUND',
    hs_call_status: 'COMPLETED',
    hs_call_duration: '60000',
    hubspot_owner_id: '601',
  })
  call(2, { hs_call_direction: 'INBOUND', hs_call_status: 'MISSED' })
  // A voicemail was left.
  call(3, {
    hs_call_direction: 'OUTBOUND',
    hs_call_status: 'COMPLETED',
    hs_call_disposition: 'b2cf5968-551e-4856-9783-52b3da59a7d0',
  })
  call(4, { hs_call_direction: 'OUTBOUND', hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7' })
  call(5, { hs_call_direction: 'INBOUND', hs_call_status: 'RINGING' })
  const connection = desk.connect()
  await connection.read('message')
  const found = Object.entries(records(connection, 'message'))
  expect(
    found.map(([id, { direction, author, answeredAt, endedAt }]) => [
      id,
      direction,
      author,
      answeredAt,
      endedAt,
    ]),
  ).toEqual([
    ['call:1', 'in', 'customer', at(0), at(minute)],
    ['call:2', 'in', 'customer', null, null],
    ['call:3', 'out', 'agent', null, null],
    ['call:4', 'out', 'agent', at(0), null],
  ])
})

/** A mail in a conversation that HubSpot logged on the ticket too. */
async function copied(scopes?: readonly string[]) {
  const desk = await openService(scopes)
  desk.ticket({ id: 11 })
  const thread = desk.thread(11)
  desk.say(thread, { actor: 'V-1', at: monday })
  const properties = { hs_email_direction: 'INCOMING_EMAIL', hs_engagement_source: 'CONVERSATIONS' }
  desk.activity({ id: 5, type: 'emails', tickets: [11], at: monday, properties })
  return desk
}

const withoutConversations = ['crm.objects.contacts.read', 'crm.objects.owners.read', 'tickets']

test('a mail of a conversation that is logged on the ticket too is one message', async () => {
  const desk = await copied()
  const connection = desk.connect()
  await connection.read('message')
  expect(Object.keys(records(connection, 'message'))).toEqual(['m-1'])
})

test('without the scope for conversations the logged copy is read, and gives way once the scope is granted', async () => {
  const desk = await copied(withoutConversations)
  const connection = desk.connect()
  await connection.read('message')
  await connection.read('message')
  expect(Object.keys(records(connection, 'message'))).toEqual(['email:5'])

  const granted = await copied()
  const later = granted.connect({ store: connection.store })
  await later.read('message')
  expect(Object.keys(records(later, 'message'))).toEqual(['m-1'])
})

test('a mail on two tickets is one message, on the older of them', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  desk.ticket({ id: 12 })
  desk.activity({ id: 5, type: 'emails', tickets: [12, 11], properties: { hs_email_direction: 'EMAIL' } })
  const connection = desk.connect()
  await connection.read('message')
  expect(Object.values(records(connection, 'message')).map(({ ticketId }) => ticketId)).toEqual(['11'])
})

test('what is said, logged or bounces later is found by the next run, and a run without news is seven calls', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  const thread = desk.thread(11)
  desk.say(thread, { actor: 'V-1', at: monday })
  desk.activity({ id: 5, type: 'emails', tickets: [11], properties: { hs_email_direction: 'EMAIL' } })
  const connection = desk.connect()
  await connection.read('message')
  // After a first list of one page, this one looks at what was changed in the moments before it.
  await connection.read('message')
  expect((await connection.read('message')).calls).toBe(7)

  desk.say(thread, { actor: 'A-1601', at: monday + hour, direction: 'OUTGOING' })
  await portal(desk.sandbox.baseUrl, 'PATCH', '/crm/v3/objects/emails/5', {
    properties: { hs_email_status: 'BOUNCED' },
  })
  await connection.read('message')
  expect(records(connection, 'message')['email:5']).toMatchObject({ delivered: false })
  expect(Object.keys(records(connection, 'message'))).toContain('m-2')
  expect((await connection.read('message')).calls).toBe(7)
})

test('an e-mail that is put on a ticket long after it was logged is found by the ticket’s change', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  desk.activity({ id: 5, type: 'emails', properties: { hs_email_direction: 'EMAIL' } })
  const connection = desk.connect()
  await connection.read('message')
  expect(records(connection, 'message')).toEqual({})
  const { baseUrl } = desk.sandbox
  await portal(baseUrl, 'PUT', '/crm/v4/objects/tickets/11/associations/default/emails/5')
  await portal(baseUrl, 'PATCH', '/crm/v3/objects/tickets/11', { properties: { content: 'See the mail.' } })
  await connection.read('message')
  expect(Object.keys(records(connection, 'message'))).toEqual(['email:5'])
})

test('a ticket that is made of an older conversation brings that conversation', async () => {
  const desk = await openService()
  const thread = desk.thread(null, 'liveChat')
  desk.say(thread, { actor: 'V-1', at: monday })
  const newer = desk.thread(null)
  desk.say(newer, { actor: 'V-1', at: monday + 5 * hour })
  desk.ticket({ id: 10, createdAt: monday })
  const connection = desk.connect()
  await connection.read('message')
  thread.ticketId = 11
  desk.ticket({
    id: 11,
    createdAt: monday + 9 * hour,
    properties: { hs_conversations_originating_thread_id: String(thread.id) },
  })
  await connection.read('message')
  expect(Object.values(records(connection, 'message')).map(({ ticketId }) => ticketId)).toEqual(['11'])
})

test('messages of a merged ticket join the one that it lives on in', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  desk.ticket({ id: 12 })
  desk.activity({ id: 5, type: 'emails', tickets: [12], properties: { hs_email_direction: 'EMAIL' } })
  const connection = desk.connect()
  await connection.read('message')
  const body = { primaryObjectId: '11', objectIdToMerge: '12' }
  await portal(desk.sandbox.baseUrl, 'POST', '/crm/v3/objects/tickets/merge', body)
  await connection.read('message')
  expect(records(connection, 'message')['email:5']).toMatchObject({ ticketId: '11' })
})

test('a message that HubSpot writes otherwise than described is set aside, and the rest is read', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  const thread = desk.thread(11)
  desk.say(thread, { actor: 'V-1', at: monday })
  desk.state.conversations.messages.get(thread.id)?.push({
    id: 'm-odd',
    threadId: thread.id,
    type: 'MESSAGE',
    at: monday,
    actor: 'V-1',
    statusType: 7 as unknown as string,
  })
  const connection = desk.connect()
  await connection.read('message')
  expect(Object.keys(records(connection, 'message'))).toEqual(['m-1'])
  expect(connection.store.rejects.get('message:m-odd')).toMatch(
    /^a message on ticket 11 is not as HubSpot describes it: status\.statusType/,
  )
})

test('an e-mail and a call that were archived are gone, and a second look says nothing', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  for (const [id, type] of [
    [61, 'emails'],
    [62, 'calls'],
  ] as const) {
    desk.activity({
      id,
      type,
      tickets: [11],
      at: monday + minute,
      properties: { hs_email_direction: 'EMAIL', hs_call_direction: 'INBOUND', hs_call_status: 'COMPLETED' },
    })
  }
  const connection = desk.connect()
  await connection.read('message')
  expect(Object.keys(records(connection, 'message')).toSorted()).toEqual(['call:62', 'email:61'])
  desk.state.transact(() => {
    archiveRecord(desk.state, 'emails', 61)
    archiveRecord(desk.state, 'calls', 62)
  })
  await connection.read('message')
  expect(records(connection, 'message')).toEqual({})
  expect((await connection.read('message')).changes).toEqual([])
})

test('a conversation that was archived takes its messages with it, and brings them back when it is restored', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  const chat = desk.thread(11, 'liveChat')
  desk.say(chat, { actor: 'V-1', at: monday })
  desk.say(chat, { actor: 'A-1601', at: monday + minute, direction: 'OUTGOING' })
  const connection = desk.connect()
  await connection.read('message')
  expect(Object.keys(records(connection, 'message'))).toHaveLength(2)
  chat.archived = true
  await connection.read('message')
  expect(records(connection, 'message')).toEqual({})
  expect((await connection.read('message')).changes).toEqual([])
  chat.archived = false
  await connection.read('message')
  expect(Object.keys(records(connection, 'message'))).toHaveLength(2)
})

test('of thousands of archived conversations, none is asked for twice, and the oldest comes back when it is restored', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  // Something was said long after all that was said in the archived ones.
  desk.say(desk.thread(11, 'liveChat'), { actor: 'V-1', at: monday + 24 * hour })
  const connection = desk.connect()
  await connection.read('message')
  const chats = Array.from({ length: 2_020 }, (_, index) => {
    const chat = desk.thread(11, 'liveChat')
    desk.say(chat, { actor: 'V-1', at: monday + index * 1_000 })
    chat.archived = true
    return chat
  })
  // All but the last 20 were dealt with by earlier runs.
  const state = connection.store.states.get('message') as { archived: object }
  const known = chats.slice(0, 2_000).map(({ id }) => String(id))
  connection.store.states.set('message', { ...state, archived: { ...state.archived, conversations: known } })
  const asked = async () => {
    desk.sandbox.control.resetLog()
    await connection.read('message')
    return desk.sandbox.control.log().filter(({ path }) => path.endsWith('/messages')).length
  }
  expect(await asked()).toBe(20)
  expect(await asked()).toBe(0)
  const [oldest] = chats
  if (oldest !== undefined) oldest.archived = false
  expect(await asked()).toBe(1)
  const found = Object.values(records(connection, 'message')).map((message) => message.at)
  expect(found.toSorted()).toEqual([at(0), at(24 * hour)])
})

test.each([400, 403, 404])(
  'an archived conversation that HubSpot does not show (%i) stays, and the others go',
  async (status) => {
    const desk = await openService()
    desk.ticket({ id: 11 })
    const [hidden, shown] = [desk.thread(11, 'liveChat'), desk.thread(11, 'liveChat')]
    desk.say(hidden, { actor: 'V-1', at: monday })
    desk.say(shown, { actor: 'V-1', at: monday + minute })
    const connection = desk.connect()
    await connection.read('message')
    hidden.archived = true
    shown.archived = true
    desk.sandbox.control.fail({
      path: paths.messages(String(hidden.id)),
      times: 'always',
      fault: { kind: 'status', status },
    })
    await connection.read('message')
    expect(Object.values(records(connection, 'message')).map(short)).toEqual([
      [at(0), 'in', 'customer', '1', 'text'],
    ])
    expect((await connection.read('message')).changes).toEqual([])
  },
)

test('a token that is refused while archived conversations are looked at ends the run', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  const chat = desk.thread(11, 'liveChat')
  desk.say(chat, { actor: 'V-1', at: monday })
  const connection = desk.connect()
  await connection.read('message')
  chat.archived = true
  desk.sandbox.control.fail({
    path: paths.messages(String(chat.id)),
    times: 'always',
    fault: { kind: 'status', status: 401 },
  })
  await expect(connection.read('message')).rejects.toMatchObject({ kind: 'auth' })
})
