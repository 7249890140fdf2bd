import type { ExpectedFields, StreamStandIn } from '@rapport/contract-kit'
import { loadActivity, loadTicket, type Thread } from '@rapport/sandbox'
import { openPortal } from './stand-ins.ts'

/** What a history tells: the first stage of a ticket, or its first priority. */
interface HistoryKind {
  readonly property: 'hs_pipeline_stage' | 'hs_ticket_priority'
  idOf(ticket: number, at: number): string
  expect(ticket: number, at: number, userId: number | undefined, value: string): ExpectedFields
  /** Another value that the model shows. */
  changed(value: string): string
}

/** Tickets per call that HubSpot gives with histories. */
const historyPage = 50

export const stageHistory: HistoryKind = {
  property: 'hs_pipeline_stage',
  idOf: (ticket, at) => `${ticket}:${at}`,
  expect: (ticket, at, userId) => ({
    ticketId: String(ticket),
    at: new Date(at).toISOString(),
    to: 'New',
    category: 'new',
    by: `user:${userId}`,
  }),
  changed: (value) => value,
}

export const priorityHistory: HistoryKind = {
  property: 'hs_ticket_priority',
  idOf: (ticket, at) => `${ticket}:priority:${at}`,
  expect: (ticket, at, _userId, value) => ({
    ticketId: String(ticket),
    type: 'priority',
    at: new Date(at).toISOString(),
    to: value,
  }),
  changed: (value) => (value === 'HIGH' ? 'LOW' : 'HIGH'),
}

/** HubSpot as a stream of what the histories of tickets tell sees it: each ticket tells one thing. */
export async function startHubspotHistories(kind: HistoryKind): Promise<StreamStandIn> {
  const { server, standIn, now, tick } = await openPortal()
  const { state } = server
  const table = state.table('tickets')
  const load = (id: number, at: number): string => {
    const value = { at, value: 'HIGH', by: 1 }
    loadTicket(state, {
      id,
      subject: `Ticket ${id}`,
      contact: null,
      createdAt: at,
      stages: [{ at, value: '1', by: 1 }],
      ...(kind.property === 'hs_ticket_priority' ? { priorities: [value] } : {}),
    })
    return kind.idOf(id, at)
  }
  return {
    ...standIn,
    pageSize: historyPage,
    populate: async (count) => Array.from({ length: count }, () => load(table.nextId, tick(7000))),
    // What happened does not change; told otherwise, it must be read again all the same.
    modify: async (ids) => {
      for (const id of ids) {
        const modifiedAt = tick(1000)
        const record = table.get(Number(id.split(':')[0]))
        if (record === undefined) throw new Error(`no ticket of ${id}`)
        const versions = (record.history?.[kind.property] ?? []).map((version) => ({
          ...version,
          userId: (version.userId ?? 0) + 1,
          value: kind.changed(version.value),
        }))
        const history = { ...record.history, [kind.property]: versions }
        state.transact(() => {
          state.commit({ op: 'record', type: 'tickets', record: { ...record, history, modifiedAt } })
        })
      }
    },
    holds: async () =>
      new Map(
        table
          .page(0, Number.MAX_SAFE_INTEGER, false)
          .flatMap(({ id, history }) =>
            (history?.[kind.property] ?? []).map(({ at, userId, value }): [string, ExpectedFields] => [
              kind.idOf(id, at),
              kind.expect(id, at, userId, value),
            ]),
          ),
      ),
    addWithSameModifiedTime: async (count) => Array.from({ length: count }, () => load(table.nextId, now())),
    addUnindexed: async () => {
      const [ticket, at] = [table.nextId + 1000, tick(1000)]
      return {
        id: kind.idOf(ticket, at),
        reveal: async () => {
          load(ticket, at)
        },
      }
    },
  }
}

/** Conversations whose messages the stream commits together. */
const conversationGroup = 20

/** HubSpot's inbox as the stream of messages sees it: each conversation belongs to one ticket and holds one message. */
export async function startHubspotConversations(): Promise<StreamStandIn> {
  const { server, standIn, now, tick } = await openPortal()
  const { conversations } = server.state
  loadTicket(server.state, {
    id: 9,
    subject: 'Help',
    contact: null,
    createdAt: now(),
    stages: [{ at: now(), value: '1' }],
  })
  const add = (at: number): { id: string; thread: Thread } => {
    const thread = conversations.open({ at, ticketId: 9 })
    const { id } = conversations.add(thread.id, { type: 'MESSAGE', actor: 'A-1', direction: 'OUTGOING', at })
    return { id, thread }
  }
  return {
    ...standIn,
    pageSize: conversationGroup,
    populate: async (count) => Array.from({ length: count }, () => add(tick(7000)).id),
    // A message that does not arrive is told by the conversation once something is said in it again.
    modify: async (ids) => {
      for (const id of ids) {
        const at = tick(1000)
        const said = [...conversations.messages.values()].flat().find((message) => message.id === id)
        if (said === undefined) throw new Error(`no message ${id}`)
        said.statusType = 'FAILED'
        conversations.add(said.threadId, { type: 'COMMENT', actor: 'A-1', at })
      }
    },
    holds: async () =>
      new Map(
        [...conversations.threads.values()]
          .filter(({ hiddenUntil }) => (hiddenUntil ?? 0) <= now())
          .flatMap(({ id }) => conversations.messages.get(id) ?? [])
          .map((said): [string, ExpectedFields] => [
            said.id,
            {
              ticketId: '9',
              at: new Date(said.at).toISOString(),
              author: 'agent',
              direction: 'out',
              visibility: said.type === 'COMMENT' ? 'private' : 'public',
              delivered: said.statusType !== 'FAILED',
            },
          ]),
      ),
    addWithSameModifiedTime: async (count) => Array.from({ length: count }, () => add(now()).id),
    addUnindexed: async () => {
      const { id, thread } = add(tick(1000))
      thread.hiddenUntil = Number.POSITIVE_INFINITY
      return {
        id,
        reveal: async () => {
          thread.hiddenUntil = null
        },
      }
    },
  }
}

/** HubSpot's activities as the stream of messages sees them: e-mail that is logged on one ticket. */
export async function startHubspotEmails(): Promise<StreamStandIn> {
  const { server, standIn, now, tick } = await openPortal()
  const { state } = server
  const table = state.table('emails')
  loadTicket(state, {
    id: 9,
    subject: 'Help',
    contact: null,
    createdAt: now(),
    stages: [{ at: now(), value: '1' }],
  })
  const load = (id: number, at: number): string => {
    const properties = { hs_email_direction: 'EMAIL', hs_email_status: 'SENT' }
    loadActivity(state, { id, type: 'emails', tickets: [9], at, properties })
    return `email:${id}`
  }
  return {
    ...standIn,
    pageSize: 20,
    populate: async (count) => Array.from({ length: count }, () => load(table.nextId, tick(7000))),
    modify: async (ids) => {
      for (const id of ids) {
        const record = table.get(Number(id.replace('email:', '')))
        if (record === undefined) throw new Error(`no e-mail ${id}`)
        const isBounced = record.properties.hs_email_status === 'BOUNCED'
        const properties = { ...record.properties, hs_email_status: isBounced ? 'SENT' : 'BOUNCED' }
        const modifiedAt = tick(1000)
        state.transact(() => {
          state.commit({ op: 'record', type: 'emails', record: { ...record, properties, modifiedAt } })
        })
      }
    },
    holds: async () =>
      new Map(
        table.page(0, Number.MAX_SAFE_INTEGER, false).map(({ id, properties }): [string, ExpectedFields] => [
          `email:${id}`,
          {
            ticketId: '9',
            direction: 'out',
            delivered: properties.hs_email_status === 'SENT',
            kind: 'email',
          },
        ]),
      ),
    addWithSameModifiedTime: async (count) => Array.from({ length: count }, () => load(table.nextId, now())),
    addUnindexed: async () => {
      const [id, at] = [table.nextId + 1000, tick(1000)]
      return {
        id: `email:${id}`,
        reveal: async () => {
          load(id, at)
        },
      }
    },
  }
}

/** HubSpot's settings as the stream of teams sees them. */
export async function startHubspotTeams(): Promise<StreamStandIn> {
  const { server, standIn } = await openPortal()
  const { teams } = server.state
  return {
    ...standIn,
    pageSize: 10,
    populate: async (count) =>
      Array.from({ length: count }, () => {
        const id = String(31 + teams.length)
        teams.push({ id, name: `Team ${id}`, userIds: [], secondaryUserIds: [] })
        return id
      }),
    modify: async (ids) => {
      for (const team of teams.filter(({ id }) => ids.includes(id))) team.name += '!'
    },
    holds: async () => new Map(teams.map(({ id, name }): [string, ExpectedFields] => [id, { name }])),
  }
}
