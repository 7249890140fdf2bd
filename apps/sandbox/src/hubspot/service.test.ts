import { expect, it } from 'vitest'
import { loadActivity, loadTicket, openThread, STAGES } from '../seeds/service-desk.ts'
import { open, refusal, START } from './testing/open.ts'

const hour = 3_600_000

it('the official client reads the stages of ticket pipelines with their state', async () => {
  const { client } = await open()
  const { results } = await client.crm.pipelines.pipelinesApi.getAll('tickets')
  const stages = results.flatMap((pipeline) => pipeline.stages)
  expect(stages.map(({ id, metadata }) => [id, metadata?.ticketState])).toEqual([
    ['1', 'OPEN'],
    ['2', 'OPEN'],
    ['3', 'OPEN'],
    ['4', 'CLOSED'],
    ['70011', 'OPEN'],
    ['70012', 'OPEN'],
    ['70013', 'CLOSED'],
  ])
})

it('a ticket closes with its stage, and the history of the stage is kept', async () => {
  const { client, clock } = await open({
    records: { tickets: [{ id: 7, properties: { hs_pipeline_stage: '1' } }] },
  })
  clock.now = START + hour
  const closed = await client.crm.tickets.basicApi.update('7', { properties: { hs_pipeline_stage: '4' } })
  expect(closed.properties).toMatchObject({
    hs_is_closed: 'true',
    closed_date: new Date(clock.now).toISOString(),
  })
  const { results } = await client.crm.objects.batchApi.read('tickets', {
    inputs: [{ id: '7' }],
    properties: [],
    propertiesWithHistory: ['hs_pipeline_stage', 'no_such_thing'],
  })
  expect(
    results[0]?.propertiesWithHistory?.hs_pipeline_stage?.map(({ value, timestamp }) => [value, timestamp]),
  ).toEqual([
    ['4', new Date(clock.now)],
    ['1', new Date(Date.UTC(2024, 0, 1))],
  ])
  expect(results[0]?.propertiesWithHistory).not.toHaveProperty('no_such_thing')
  const reopened = await client.crm.tickets.basicApi.update('7', { properties: { hs_pipeline_stage: '3' } })
  expect(reopened.properties).toMatchObject({ hs_is_closed: 'false' })
  expect(reopened.properties.closed_date).toBeUndefined()
})

it('histories are given for 50 records at a time, and for 20 versions of a property', async () => {
  const { client, clock } = await open({ records: { tickets: [{ id: 7, properties: { subject: '0' } }] } })
  const ask = (count: number) =>
    client.crm.objects.batchApi.read('tickets', {
      inputs: Array.from({ length: count }, (_, row) => ({ id: String(row + 7) })),
      properties: [],
      propertiesWithHistory: ['subject'],
    })
  expect(await refusal(ask(51))).toMatchObject({
    code: 400,
    body: { message: expect.stringContaining('property histories is 50') },
  })
  for (let turn = 1; turn <= 25; turn += 1) {
    clock.now += 1_000
    await client.crm.tickets.basicApi.update('7', { properties: { subject: String(turn) } })
  }
  const versions = (await ask(1)).results[0]?.propertiesWithHistory?.subject ?? []
  expect(versions).toHaveLength(20)
  expect(versions[0]?.value).toBe('25')
  const page = client.crm.objects.basicApi.getPage('tickets', 51, undefined, [], ['subject'])
  expect(await refusal(page)).toMatchObject({ code: 400 })
})

it('a stage that no pipeline has is refused', async () => {
  const { client } = await open()
  const made = client.crm.tickets.basicApi.create({
    properties: { hs_pipeline_stage: '99' },
    associations: [],
  })
  expect(await refusal(made)).toMatchObject({ code: 400 })
})

it('e-mail and calls are objects that are linked to tickets, under the ids that HubSpot gives such links', async () => {
  const { client, state } = await open()
  loadTicket(state, {
    id: 7,
    subject: 'Help',
    contact: null,
    createdAt: START,
    stages: [{ at: START, value: STAGES.new }],
  })
  loadActivity(state, {
    id: 8,
    type: 'emails',
    tickets: [7],
    at: START,
    properties: { hs_email_direction: 'EMAIL' },
  })
  const { results } = await client.crm.associations.v4.batchApi.getPage('tickets', 'emails', {
    inputs: [{ id: '7' }],
  })
  expect(
    results[0]?.to.map(({ toObjectId, associationTypes }) => [toObjectId, associationTypes[0]?.typeId]),
  ).toEqual([['8', 223]])
  const found = await client.crm.objects.searchApi.doSearch('emails', {
    filterGroups: [
      { filters: [{ propertyName: 'hs_email_direction', operator: 'EQ' as never, value: 'EMAIL' }] },
    ],
    properties: ['hs_timestamp'],
    limit: 10,
    sorts: [],
  })
  expect(found.results.map(({ id }) => id)).toEqual(['8'])
})

it('feedback submissions can be read and not written', async () => {
  const properties = { hs_survey_type: 'NPS', hs_value: '9' }
  const { client, send } = await open({ records: { feedback_submissions: [{ id: 5, properties }] } })
  const page = await client.crm.objects.basicApi.getPage('feedback_submissions', 10, undefined, ['hs_value'])
  expect(page.results[0]?.properties.hs_value).toBe('9')
  expect((await send('PATCH', '/crm/v3/objects/feedback_submissions/5', { properties })).status).toBe(405)
  expect((await send('DELETE', '/crm/v3/objects/feedback_submissions/5')).status).toBe(405)
})

it('the official client reads the teams, and owners name theirs', async () => {
  const owner = {
    id: '601',
    email: 'a@desk.example',
    firstName: 'A',
    lastName: 'B',
    userId: 1601,
    archived: false,
  }
  const { client } = await open({
    owners: [{ ...owner, createdAt: '2024-01-01T00:00:00.000Z', updatedAt: '2024-01-01T00:00:00.000Z' }],
    teams: [
      { id: '31', name: 'Support', userIds: ['1601'], secondaryUserIds: [] },
      { id: '32', name: 'Billing', userIds: [], secondaryUserIds: ['1601'] },
    ],
  })
  const { results } = await client.settings.users.teamsApi.getAll()
  expect(results.map(({ name }) => name)).toEqual(['Support', 'Billing'])
  const [found] = (await client.crm.owners.ownersApi.getPage()).results
  expect(found?.teams?.map(({ id, primary }) => [id, primary])).toEqual([
    ['31', true],
    ['32', false],
  ])
})

const threads = '/conversations/conversations/2026-09/threads'

it('threads are listed in the order in which something was last said, page by page', async () => {
  const { state, send } = await open()
  const ids = [3, 1, 2].map((hours) => {
    const thread = openThread(state, { id: 7, contact: 1, at: START })
    const at = START + hours * hour
    state.conversations.add(thread.id, { type: 'MESSAGE', actor: 'V-1', direction: 'INCOMING', at })
    return String(thread.id)
  })
  const query = `sort=latestMessageTimestamp&latestMessageTimestampAfter=${new Date(START + hour).toISOString()}`
  const first = await send('GET', `${threads}?${query}&association=TICKET&limit=2`)
  expect(first.body.results.map(({ id }: { id: string }) => id)).toEqual([ids[1], ids[2]])
  expect(first.body.results[0].threadAssociations).toEqual({ associatedTicketId: '7' })
  const second = await send('GET', `${threads}?${query}&limit=2&after=${first.body.paging.next.after}`)
  expect(second.body.results.map(({ id }: { id: string }) => id)).toEqual([ids[0]])
  expect(second.body.results[0].threadAssociations).toBeUndefined()
  expect(second.body.paging).toBeUndefined()
})

it('what is said in a thread comes newest first, notes and assignments among it', async () => {
  const { state, send } = await open()
  const { id } = openThread(state, { id: null, contact: 1, at: START }, 'liveChat')
  state.conversations.add(id, { type: 'MESSAGE', actor: 'V-1', direction: 'INCOMING', at: START })
  state.conversations.add(id, { type: 'COMMENT', actor: 'A-9', at: START + 1 })
  state.conversations.add(id, { type: 'ASSIGNMENT', actor: 'S-1', at: START + 2 })
  const { body } = await send('GET', `/conversations/v3/conversations/threads/${id}/messages`)
  expect(
    body.results.map((said: Record<string, unknown>) => [said.type, said.direction, said.channelId]),
  ).toEqual([
    ['ASSIGNMENT', undefined, undefined],
    ['COMMENT', undefined, undefined],
    ['MESSAGE', 'INCOMING', '1000'],
  ])
})

it.each([
  ['sort=latestMessageTimestamp', 'latestMessageTimestampAfter is required'],
  ['sort=createdAt', 'Invalid sort'],
  ['limit=501', 'Limit must be between 1 and 500'],
  ['associatedTicketId=7', 'threadStatus is required'],
])('a list of threads with %s is refused', async (query, message) => {
  const { send } = await open()
  const reply = await send('GET', `${threads}?${query}`)
  expect(reply).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } })
})

it.each([
  ['/crm/v3/objects/tickets', 'tickets'],
  ['/crm/v3/objects/feedback_submissions', 'crm.objects.feedback_submissions.read'],
  ['/settings/v3/users/teams', 'settings.users.teams.read'],
  [threads, 'conversations.read'],
])('%s needs the scope %s', async (path, scope) => {
  const tokens = [{ token: 'sandbox-token', scopes: ['crm.objects.contacts.read'] }]
  const { send } = await open({}, { tokens })
  const { status, body } = await send('GET', path)
  expect(status).toBe(403)
  expect(body.errors[0].context.requiredGranularScopes).toContain(scope)
})

it('histories outlive a restart, as the journal keeps them', async () => {
  const { client, state } = await open({ records: { tickets: [{ id: 7 }] } })
  const written: unknown[] = []
  state.onTransaction = (mutations) => written.push(...mutations)
  await client.crm.tickets.basicApi.update('7', { properties: { subject: 'Help' } })
  expect(written).toMatchObject([{ op: 'record', record: { history: { subject: [{ value: 'Help' }] } } }])
})

it('the seed of a service desk is the same every time, and holds every kind of story', async () => {
  const held = async () => {
    const { state } = await open({}, { seed: 'service-small' })
    const count = (type: 'tickets' | 'emails' | 'calls' | 'feedback_submissions') => state.table(type).size
    return {
      tickets: count('tickets'),
      archived: state.table('tickets').page(0, 1_000, true).length,
      emails: count('emails'),
      calls: count('calls'),
      answers: count('feedback_submissions'),
      threads: state.conversations.threads.size,
    }
  }
  const once = await held()
  expect(once).toEqual({ tickets: 88, archived: 8, emails: 72, calls: 8, answers: 48, threads: 64 })
  expect(await held()).toEqual(once)
})
