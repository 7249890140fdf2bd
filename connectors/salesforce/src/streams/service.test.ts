import type { EntityName } from '@rapport/model'
import {
  loadSalesforceRecord,
  type OrgState,
  type SalesforceSeedRecord,
  startSalesforce,
} from '@rapport/sandbox'
import { expect, test } from 'vitest'
import { connect } from '../testing/connection.ts'

async function read(
  entity: EntityName,
  seed: (org: OrgState) => void,
  settings: Record<string, unknown> = {},
): Promise<Record<string, unknown>[]> {
  const server = await startSalesforce({ seed })
  const connection = connect(server, { settings })
  await connection.read(entity)
  await server.close()
  return [...connection.store.live(entity).values()].map(({ record }) => record)
}

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()

test('the category of a case comes from the settings, from Salesforce, or from what its status is called', async () => {
  const statuses = ['New', 'Working', 'Closed', 'Waiting on Customer', 'On Hold', 'Parked']
  const tickets = await read(
    'ticket',
    (org) => {
      for (const Status of statuses) {
        loadSalesforceRecord(org, 'Case', { Subject: Status, Status, IsClosed: Status === 'Closed' })
      }
    },
    { statusCategories: { Parked: 'on_hold' } },
  )
  expect(Object.fromEntries(tickets.map(({ status, category }) => [status, category]))).toEqual({
    New: 'new',
    Working: 'open',
    Closed: 'closed',
    'Waiting on Customer': 'pending_customer',
    'On Hold': 'on_hold',
    Parked: 'on_hold',
  })
})

test('a case names its people, its owner and figures of Salesforce', async () => {
  const ids: Record<string, string> = {}
  const [ticket] = await read('ticket', (org) => {
    ids.account = loadSalesforceRecord(org, 'Account', { Name: 'Acme' })
    ids.contact = loadSalesforceRecord(org, 'Contact', { LastName: 'Lee', AccountId: ids.account })
    loadSalesforceRecord(org, 'Case', {
      Subject: 'Help',
      AccountId: ids.account,
      ContactId: ids.contact,
      Origin: 'Email',
      Priority: 'High',
      Type: 'Problem',
      IsEscalated: true,
      CreatedDate: at(0),
      ClosedDate: at(30),
    })
  })
  expect(ticket).toMatchObject({
    subject: 'Help',
    channel: 'Email',
    priority: 'High',
    topic: 'Problem',
    contacts: [{ id: ids.contact }],
    companies: [{ id: ids.account }],
    agentId: expect.stringMatching(/^005/),
    teamId: null,
    createdAt: at(0),
    closedAt: at(30),
    vendorReported: { IsEscalated: true },
  })
})

test('mail on a case is a message; drafts and mail on other things are none', async () => {
  let ParentId = ''
  const messages = await read(
    'message',
    (org) => {
      ParentId = loadSalesforceRecord(org, 'Case', { Subject: 'Help' })
      const mail = { ParentId, Status: '3', MessageDate: at(0) }
      const add = (values: SalesforceSeedRecord): void =>
        void loadSalesforceRecord(org, 'EmailMessage', { ...mail, ...values })
      add({ Incoming: true, Status: '1', FromAddress: 'ann@example.com' })
      add({ Incoming: false, MessageDate: at(1), FromAddress: 'noreply@acme.example' })
      add({ Incoming: false, MessageDate: at(2), FromAddress: 'support@acme.example' })
      add({ Incoming: false, Status: '5', MessageDate: at(3) })
      add({ Incoming: true, ParentId: null, MessageDate: at(4) })
    },
    { automaticSenders: ['NoReply@acme.example'] },
  )
  expect(
    messages.map(({ at: when, direction, author, automatic, kind }) => [
      when,
      direction,
      author,
      automatic,
      kind,
    ]),
  ).toEqual([
    [at(0), 'in', 'customer', false, 'email'],
    [at(1), 'out', 'automation', true, 'email'],
    [at(2), 'out', 'agent', false, 'email'],
  ])
  expect(messages.every(({ ticketId }) => ticketId === ParentId)).toBe(true)
})

test('of comments, the published ones reach the customer and the others are notes', async () => {
  const messages = await read('message', (org) => {
    const ParentId = loadSalesforceRecord(org, 'Case', { Subject: 'Help' })
    loadSalesforceRecord(org, 'CaseComment', { ParentId, IsPublished: true })
    loadSalesforceRecord(org, 'CaseComment', { ParentId, IsPublished: false })
  })
  expect(messages.map(({ visibility, kind, author }) => [visibility, kind, author])).toEqual([
    ['public', 'text', 'agent'],
    ['private', 'note', 'agent'],
  ])
})

test('a chat rings, is answered and ends; a missed one is not answered', async () => {
  const messages = await read('message', (org) => {
    const CaseId = loadSalesforceRecord(org, 'Case', { Subject: 'Help' })
    const chat = { CaseId, RequestTime: at(0), StartTime: at(1), EndTime: at(9) }
    loadSalesforceRecord(org, 'LiveChatTranscript', { ...chat, Status: 'Completed' })
    loadSalesforceRecord(org, 'LiveChatTranscript', { ...chat, Status: 'Missed' })
  })
  expect(messages).toMatchObject([
    { kind: 'call', direction: 'in', ringAt: at(0), answeredAt: at(1), endedAt: at(9) },
    { answeredAt: null },
  ])
})

test('a session that only a bot took was answered by nobody', async () => {
  const messages = await read('message', (org) => {
    const CaseId = loadSalesforceRecord(org, 'Case', { Subject: 'Help' })
    const session = { CaseId, StartTime: at(0), AcceptTime: at(2), EndTime: at(9) }
    loadSalesforceRecord(org, 'MessagingSession', { ...session, AgentType: 'BotToAgent' })
    loadSalesforceRecord(org, 'MessagingSession', { ...session, AgentType: 'Bot' })
    loadSalesforceRecord(org, 'MessagingSession', { ...session, Origin: 'TriggeredOutbound' })
  })
  expect(messages).toMatchObject([
    { direction: 'in', author: 'customer', ringAt: at(0), answeredAt: at(2) },
    { answeredAt: null },
    { direction: 'out', author: 'automation', automatic: true },
  ])
})

test('only moves of the status are status changes, each with what it moved to', async () => {
  let CaseId = ''
  const changes = await read('statusChange', (org) => {
    CaseId = loadSalesforceRecord(org, 'Case', { Subject: 'Help' })
    const move = (Field: string, OldValue: string, NewValue: string, CreatedDate: string): void =>
      void loadSalesforceRecord(org, 'CaseHistory', { CaseId, Field, OldValue, NewValue, CreatedDate })
    move('Status', 'New', 'Closed', at(0))
    move('Priority', 'Low', 'High', at(1))
    move('Status', 'Closed', 'Working', at(2))
  })
  expect(changes).toMatchObject([
    { ticketId: CaseId, at: at(0), from: 'New', to: 'Closed', category: 'closed' },
    { ticketId: CaseId, at: at(2), from: 'Closed', to: 'Working', category: 'open' },
  ])
})

test('who had a case and how urgent it was: a user leaves it the queue it came from, and in a queue it is nobody’s', async () => {
  const user = '005000000000001AAA'
  const [queue, other] = ['00G000000000001AAA', '00G000000000002AAA']
  let CaseId = ''
  const events = await read('ticketEvent', (org) => {
    CaseId = loadSalesforceRecord(org, 'Case', { Subject: 'Help' })
    const move = (Field: string, OldValue: string | null, NewValue: string | null, minute: number): void =>
      void loadSalesforceRecord(org, 'CaseHistory', {
        ...{ CaseId, Field, OldValue, NewValue },
        CreatedDate: at(minute),
      })
    move('Status', 'New', 'Closed', 0)
    move('Owner', 'First line', 'Ann Lee', 1)
    move('Owner', queue, user, 1)
    move('Priority', null, 'High', 2)
    move('Owner', user, other, 3)
  })
  const of = ({ id: _id, modifiedAt: _modifiedAt, ...rest }: Record<string, unknown>) => rest
  expect(events.map(of)).toMatchObject([
    { ticketId: CaseId, type: 'assigned', at: at(1), agentId: user, fromTeamId: queue },
    { ticketId: CaseId, type: 'priority', at: at(2), from: null, to: 'High' },
    { ticketId: CaseId, type: 'assigned', at: at(3), agentId: null, teamId: other, fromAgentId: user },
  ])
  expect(events[0]).not.toHaveProperty('teamId')
})

test('one reading of the history gives both what became of statuses and who had the case', async () => {
  const server = await startSalesforce({
    seed: (org) => {
      const CaseId = loadSalesforceRecord(org, 'Case', { Subject: 'Help' })
      for (const Field of ['Status', 'Priority']) {
        loadSalesforceRecord(org, 'CaseHistory', { CaseId, Field, NewValue: 'x', CreatedDate: at(0) })
      }
    },
  })
  const { read: readOf, store } = connect(server)
  await Promise.all([readOf('statusChange'), readOf('ticketEvent')])
  const asked = server.control.log().filter(({ path, query }) => `${path}${query}`.includes('CaseHistory'))
  expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual(['describe', 'queryAll'])
  expect([store.live('statusChange').size, store.live('ticketEvent').size]).toEqual([1, 1])
  await server.close()
})

test('status changes that came since are read alone', async () => {
  let now = Date.UTC(2026, 0, 1)
  const server = await startSalesforce({ now: () => now })
  const { org } = server
  const CaseId = loadSalesforceRecord(org, 'Case', { Subject: 'Help' })
  const move = (NewValue: string): void =>
    void loadSalesforceRecord(org, 'CaseHistory', { CaseId, Field: 'Status', NewValue, CreatedDate: now })
  const connection = connect(server)
  move('Working')
  await connection.read('statusChange')
  now += 600_000
  move('Closed')
  await connection.read('statusChange')
  now += 600_000
  const { upserts } = await connection.read('statusChange')
  expect(connection.store.live('statusChange').size).toBe(2)
  // The moments before the newest are looked at again, and are as they were.
  expect(upserts).toBe(0)
  await server.close()
})
