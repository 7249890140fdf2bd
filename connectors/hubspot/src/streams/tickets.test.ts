import { STAGES } from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { portal } from '../testing/portal.ts'
import { at, hour, monday, openService, records } from '../testing/service-portal.ts'

test('a ticket comes with its stage, channel, people and firm', async () => {
  const desk = await openService()
  desk.ticket({
    id: 11,
    subject: 'Broken',
    company: 2,
    stages: [
      { at: monday, value: STAGES.new },
      { at: monday + hour, value: STAGES.closed, by: 1601 },
    ],
    owners: [{ at: monday, value: '601', by: 1601 }],
    priorities: [{ at: monday, value: 'HIGH' }],
    properties: { source_type: 'PHONE', hs_ticket_category: 'BILLING_ISSUE' },
  })
  const connection = desk.connect()
  await connection.read('ticket')
  expect(records(connection, 'ticket')['11']).toEqual({
    id: '11',
    subject: 'Broken',
    category: 'closed',
    status: 'Closed',
    channel: 'call',
    priority: 'HIGH',
    topic: 'BILLING_ISSUE',
    contacts: [{ id: '1', label: null, primary: false }],
    companies: [{ id: '2', label: null, primary: true }],
    agentId: '601',
    teamId: '31',
    createdAt: at(0),
    closedAt: at(hour),
    vendorReported: { time_to_close: hour },
    modifiedAt: at(hour),
  })
})

test("figures of HubSpot's own stay apart, in their types, and what it left empty is not there", async () => {
  const desk = await openService()
  desk.ticket({
    id: 11,
    properties: {
      time_to_first_agent_reply: '3600000',
      hs_is_one_touch_ticket: 'false',
      first_agent_reply_date: at(hour),
      hs_num_times_contacted: 'many',
    },
  })
  const connection = desk.connect()
  await connection.read('ticket')
  expect(records(connection, 'ticket')['11']?.vendorReported).toEqual({
    time_to_first_agent_reply: 3_600_000,
    firstResponseSeconds: 3_600,
    hs_is_one_touch_ticket: false,
    first_agent_reply_date: at(hour),
  })
})

test('the first open stage is new, other open ones are open, until the settings say more', async () => {
  const desk = await openService()
  const stages = [STAGES.new, STAGES.waitingOnContact, STAGES.waitingOnUs, STAGES.closed, '70012']
  stages.forEach((value, row) => {
    desk.ticket({ id: 11 + row, stages: [{ at: monday, value }] })
  })
  const connection = desk.connect()
  await connection.read('ticket')
  const categories = (): unknown[] =>
    Object.values(records(connection, 'ticket')).map(({ category }) => category)
  expect(categories()).toEqual(['new', 'open', 'open', 'closed', 'open'])

  const named = desk.connect({
    store: connection.store,
    settings: { stageCategories: { [STAGES.waitingOnContact]: 'pending_customer', '70012': 'on_hold' } },
  })
  await named.read('ticket')
  expect(categories()).toEqual(['new', 'pending_customer', 'open', 'closed', 'on_hold'])
})

test('a ticket in a stage that nobody knows is set aside with what to set, and read once that is set', async () => {
  const desk = await openService()
  desk.ticket({ id: 11, stages: [{ at: monday, value: '99' }] })
  desk.ticket({ id: 12 })
  const connection = desk.connect()
  await connection.read('ticket')
  expect(Object.keys(records(connection, 'ticket'))).toEqual(['12'])
  expect(connection.store.rejects.get('ticket:11')).toBe(
    'ticket 11: hs_pipeline_stage is "99", which is not in a ticket pipeline. Say what it means with the setting stageCategories, such as {"99": open}. The pipelines have 1 (New), 2 (Waiting on contact), 3 (Waiting on us), 4 (Closed), 70011 (Received), 70012 (In the workshop), 70013 (Returned).',
  )
  const named = desk.connect({ store: connection.store, settings: { stageCategories: { '99': 'on_hold' } } })
  await named.read('ticket')
  expect(records(named, 'ticket')['11']).toMatchObject({ category: 'on_hold', status: '99' })
})

test('the topic and other fields can be mapped to properties of the portal', async () => {
  const desk = await openService()
  desk.ticket({ id: 11, properties: { content: 'Pump 4' } })
  const connection = desk.connect()
  await connection.read('ticket', { selection: { mapping: { topic: 'content' } } })
  expect(records(connection, 'ticket')['11']).toMatchObject({ topic: 'Pump 4' })
})

test('a merge, an archive and a change are found by the next run', async () => {
  const desk = await openService()
  for (const id of [11, 12, 13, 14]) desk.ticket({ id })
  const connection = desk.connect()
  await connection.read('ticket')
  const { baseUrl } = desk.sandbox
  const path = '/crm/v3/objects/tickets'
  await portal(baseUrl, 'POST', `${path}/merge`, { primaryObjectId: '11', objectIdToMerge: '12' })
  await portal(baseUrl, 'DELETE', `${path}/13`)
  await portal(baseUrl, 'PATCH', `${path}/14`, { properties: { hs_pipeline_stage: STAGES.closed } })
  await connection.read('ticket')
  expect(Object.keys(records(connection, 'ticket'))).toEqual(['11', '14'])
  expect(connection.store.all('ticket').get('12')?.mergedInto).toBe('11')
  expect(records(connection, 'ticket')['14']).toMatchObject({ category: 'closed' })
})

const salesOnly = ['contacts', 'companies', 'deals', 'owners'].map((name) => `crm.objects.${name}.read`)

test('a token for deals alone leaves the service side out, and breaks nothing', async () => {
  const desk = await openService(salesOnly)
  desk.ticket({ id: 11 })
  const connection = desk.connect()
  for (const entity of [
    'team',
    'ticket',
    'statusChange',
    'ticketEvent',
    'message',
    'surveyResponse',
  ] as const) {
    expect((await connection.read(entity)).changes, entity).toEqual([])
  }
  expect((await connection.read('contact')).upserts).toBe(1)
})

test('a scope that is taken away after tickets were read is an error, not silence', async () => {
  const desk = await openService()
  desk.ticket({ id: 11 })
  const connection = desk.connect()
  await connection.read('ticket')
  desk.sandbox.control.fail({
    path: '/crm/v3/*',
    times: 'always',
    fault: { kind: 'status', status: 403 },
  })
  await expect(desk.connect({ store: connection.store }).read('ticket')).rejects.toMatchObject({
    kind: 'auth',
    status: 403,
  })
})
