import {
  type DeskActivity,
  type DeskTicket,
  deskOwner,
  type HubspotServer,
  type HubspotState,
  loadActivity,
  loadTicket,
  openThread,
  STAGES,
  seedSmall,
  startSandbox,
  type Thread,
  type ThreadMessage,
} from '@rapport/sandbox'
import { onTestFinished } from 'vitest'
import { type Connection, type ConnectionOptions, connect } from './connection.ts'

/** A Monday morning. */
export const monday = Date.UTC(2026, 0, 5, 8)
export const minute = 60_000
export const hour = 60 * minute

/** The moment so many milliseconds after Monday morning. */
export const at = (ms: number): string => new Date(monday + ms).toISOString()

/** A portal with a contact 1, a company 2, and two agents: 601 (user 1601, team 31) and 602 (user 1602, team 32). */
export interface ServicePortal {
  readonly sandbox: HubspotServer
  readonly state: HubspotState
  readonly clock: { now: number }
  ticket(ticket: Partial<DeskTicket> & { readonly id: number }): void
  activity(activity: Partial<DeskActivity> & Pick<DeskActivity, 'id' | 'type'>): void
  /** A conversation of a ticket, null: of none. */
  thread(ticketId: number | null, channel?: 'email' | 'liveChat'): Thread
  say(thread: Thread, message: Partial<ThreadMessage> & { readonly actor: string; readonly at: number }): void
  connect(options?: ConnectionOptions): Connection
}

/** Starts a portal that ends with the test. `scopes` are what its token may do; default: everything. */
export async function openService(scopes?: readonly string[]): Promise<ServicePortal> {
  const clock = { now: monday + 30 * 24 * hour }
  const sandbox = await startSandbox({
    hubspot: {
      limits: 'off',
      now: () => clock.now,
      tokens: [{ token: 'sandbox-token', ...(scopes === undefined ? {} : { scopes }) }],
      seed: (state) => {
        seedSmall(state, {
          owners: [deskOwner(601, 'Priya', 'Raman'), deskOwner(602, 'Tom', 'Becker')],
          teams: [
            { id: '31', name: 'Support', userIds: ['1601'], secondaryUserIds: [] },
            { id: '32', name: 'Billing', userIds: ['1602'], secondaryUserIds: [] },
          ],
          records: {
            contacts: [{ id: 1, properties: { email: 'ada@example.com' } }],
            companies: [{ id: 2 }],
          },
        })
      },
    },
  })
  onTestFinished(() => sandbox.close())
  const { state } = sandbox
  return {
    sandbox,
    state,
    clock,
    ticket: (ticket) => {
      const createdAt = ticket.createdAt ?? monday
      loadTicket(state, {
        subject: `Ticket ${ticket.id}`,
        contact: 1,
        createdAt,
        stages: [{ at: createdAt, value: STAGES.new }],
        ...ticket,
      })
    },
    activity: (activity) => loadActivity(state, { tickets: [], at: monday, properties: {}, ...activity }),
    thread: (ticketId, channel) => openThread(state, { id: ticketId, contact: 1, at: monday }, channel),
    say: (thread, { type = 'MESSAGE', ...message }) => {
      state.conversations.add(thread.id, { type, direction: 'INCOMING', ...message })
    },
    connect: (options) => connect(sandbox.baseUrl, options),
  }
}

/** The live records of an entity as they were read, by id. */
export function records(connection: Connection, entity: Parameters<Connection['read']>[0]) {
  return Object.fromEntries([...connection.store.live(entity)].map(([id, { record }]) => [id, record]))
}
