import { type Change, type ConnectorContext, ConnectorError, defineStream } from '@rapport/connector'
import { z } from 'zod'
import { accountOfRun } from '../account.ts'
import { associationBatch } from '../associations.ts'
import { ifGranted, leftOutUnlessGranted } from '../left-out.ts'
import { type HubspotRecord, listRecords } from '../objects.ts'
import type { HubspotSettings } from '../settings.ts'
import { readThread, type Thread } from '../threads.ts'
import { toInstant } from '../values.ts'
import { archivedState, neverSwept, sweepArchived } from './archived.ts'
import {
  archivedConversationsState,
  deletesOf,
  sweepArchivedConversations,
} from './archived-conversations.ts'
import {
  beginReading,
  type ChangedState,
  changedState,
  joinGroups,
  readChangedRecords,
} from './changed-records.ts'
import { type EngagementKind, engagementKinds } from './engagement-kinds.ts'
import type { MessageChange } from './message-change.ts'
import { PortalBinding } from './portal-binding.ts'
import { fromKnownPortal, type ReadableAgain } from './read-again.ts'
import { overlapMs } from './read-changes.ts'
import { conversationsState, messagesOf, readConversations } from './read-conversations.ts'
import { engagementChanges, engagementsOfTickets } from './read-engagements.ts'
import type { Searched } from './reading.ts'

type Context = ConnectorContext<HubspotSettings>

const state = z.strictObject({
  portal: z.number().nullable(),
  /** Null: conversations were never read, because the token may not. */
  conversations: conversationsState.nullable(),
  tickets: changedState,
  /** Null: activities of this kind were never read, because the token may not. */
  emails: changedState.nullable(),
  calls: changedState.nullable(),
  /** What the archived lists held at the last look. */
  archived: z
    .strictObject({ emails: archivedState, calls: archivedState, conversations: archivedConversationsState })
    .default({ emails: neverSwept, calls: neverSwept, conversations: [] }),
})
type State = z.infer<typeof state>

type MessagesChange = Change<'message', State>

/**
 * What was said on tickets: conversations of the inbox, e-mail and calls. Each is one message: of a conversation that HubSpot
 * copies to the ticket as an e-mail activity, the conversation is read and the copy is not.
 *
 * 1. Conversations in which something was said since, with a call for the messages of each that belongs to a ticket.
 * 2. E-mail and calls on tickets that changed since: links for 1,000 tickets a call, then 100 activities a call. Of a new
 *    ticket, also the conversation that it was made of, which may be older.
 * 3. E-mail and calls that changed since, such as a mail that bounced.
 * 4. What was archived: no search tells of that, so the lists of what is archived are looked at in each run.
 */
const stream = defineStream<'message', State, HubspotSettings>({
  entity: 'message',
  state,
  overlapMs,
  async *read(ctx, since) {
    const source = { connection: ctx.connection, what: 'messages', account: () => accountOfRun(ctx) }
    const portal = new PortalBinding(since?.portal ?? null)
    yield* leftOutUnlessGranted(since === null, portal.pass(source, readMessages(ctx, since)))
  },
})

/** What was said on tickets. A conversation is what can be read again: the ids are those of conversations. */
export const messages: ReadableAgain = {
  ...stream,
  async *readAgain(ctx, ids, { state: stateOf }) {
    const known = state.safeParse(stateOf('message')).data ?? null
    // As long as conversations are not read, what is said in them comes as activities.
    if (known !== null && known.conversations === null) return
    const source = { connection: ctx.connection, what: 'messages', account: () => accountOfRun(ctx) }
    yield* leftOutUnlessGranted(known === null, fromKnownPortal(source, known, conversationsNow(ctx, ids)))
  },
}

async function* conversationsNow(ctx: Context, ids: readonly string[]): AsyncGenerator<MessageChange> {
  for (const id of ids) {
    const thread = await threadIfThere(ctx, id)
    yield* thread === null ? deletesOf(ctx, id) : messagesOf(ctx, [thread])
  }
}

async function* readMessages(ctx: Context, since: State | null): AsyncGenerator<MessagesChange> {
  const reading = new MessagesReading(ctx, since ?? (await beginMessages(ctx)), since === null)
  yield* reading.readConversations()
  yield* reading.readTickets()
  for (const kind of engagementKinds) {
    yield* reading.readEngagements(kind)
    yield* reading.sweepEngagements(kind)
  }
  yield* reading.sweepConversations()
}

/** Marks where everything stands before anything is read: what changes meanwhile is then found. */
async function beginMessages(ctx: Context): Promise<State> {
  const tickets = await beginReading(searched(ctx, 'tickets', ticketProperties), 'list')
  const archived = { emails: neverSwept, calls: neverSwept, conversations: [] }
  return { portal: null, conversations: null, tickets, emails: null, calls: null, archived }
}

const ticketProperties = ['hs_lastmodifieddate', 'createdate', 'hs_conversations_originating_thread_id']

/** Conversations that this run has read are remembered, so that a new ticket's is not read twice. */
const mostRemembered = 10_000

/** One run of the stream. */
class MessagesReading {
  readonly #ctx: Context
  readonly #isFirst: boolean
  #state: State
  #conversationsAreRead = false
  readonly #readThreads = new Set<string>()
  /** Messages of activities that this run gave: a search may go on showing one for moments after it was archived. */
  readonly #given = new Set<string>()

  constructor(ctx: Context, start: State, isFirst: boolean) {
    this.#ctx = ctx
    this.#state = start
    this.#isFirst = isFirst
  }

  /** Conversations, where the token may read them. */
  async *readConversations(): AsyncGenerator<MessagesChange> {
    const known = this.#state.conversations
    const groups = readConversations(this.#ctx, known)
    // Only what was never read may be left out.
    const first = known === null ? await ifGranted(() => groups.next()) : await groups.next()
    if (first === null) return
    this.#conversationsAreRead = true
    if (known === null && !this.#isFirst) yield* this.#readTicketsAnew()
    for (let next = first; next.done !== true; next = await groups.next()) {
      const { threads, state: conversations } = next.value
      yield* this.#messagesOf(threads)
      yield this.#checkpoint({ conversations })
    }
  }

  /** Mail that was taken from activities, before conversations could be read, may be in both. */
  async *#readTicketsAnew(): AsyncGenerator<MessagesChange> {
    const { tickets } = await beginMessages(this.#ctx)
    yield this.#checkpoint({ tickets })
  }

  /** Activities on changed tickets, and the conversations that new tickets were made of. */
  async *readTickets(): AsyncGenerator<MessagesChange> {
    const ctx = this.#ctx
    const kinds = await this.#granted()
    const tickets = searched(ctx, 'tickets', ticketProperties)
    const list = (after: string | null) =>
      listRecords(ctx, 'tickets', { after, properties: ['hs_lastmodifieddate'] })
    const newSince = startOf(this.#state.tickets)
    const groups = joinGroups(readChangedRecords(tickets, this.#state.tickets, list), associationBatch)
    for await (const group of groups) {
      const ids = group.records.map(({ id }) => id)
      for (const kind of ids.length === 0 ? [] : kinds) {
        yield* this.#remembered(engagementsOfTickets(ctx, kind, ids, this.#conversationsAreRead))
      }
      if (!group.isListed) yield* this.#conversationsOfNew(group.records, newSince)
      yield this.#checkpoint({ tickets: group.state })
    }
  }

  /** Activities of one kind that changed, wherever their ticket stands. */
  async *readEngagements(kind: EngagementKind): AsyncGenerator<MessagesChange> {
    const known = this.#state[kind.type]
    if (known === null) return
    const activities = searched(this.#ctx, kind.type, kind.properties)
    const none = async () => ({ records: [], next: null })
    const groups = joinGroups(readChangedRecords(activities, known, none), associationBatch)
    for await (const group of groups) {
      yield* this.#remembered(engagementChanges(this.#ctx, kind, group.records, this.#conversationsAreRead))
      yield this.#checkpoint({ [kind.type]: group.state })
    }
  }

  async *#remembered(changes: AsyncIterable<MessageChange>): AsyncGenerator<MessageChange> {
    for await (const change of changes) {
      if (change.type === 'upsert' && this.#given.size < mostRemembered) this.#given.add(change.record.id)
      yield change
    }
  }

  /** Activities of one kind that were archived. One that was restored is read again when it or its ticket changes. */
  async *sweepEngagements({ type, prefix }: EngagementKind): AsyncGenerator<MessagesChange> {
    if (this.#state[type] === null) return
    const before = this.#state.archived[type]
    const given = [...this.#given].filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length))
    const description = { objectType: type }
    const sweep = sweepArchived({ ctx: this.#ctx, description }, before, new Set(given))
    let isNews = false
    let step = await sweep.next()
    for (; step.done !== true; step = await sweep.next()) {
      isNews = true
      yield { ...step.value, id: `${prefix}${step.value.id}` }
    }
    const { state: reached } = step.value
    if (!isNews && reached.digest === before.digest && reached.latest === before.latest) return
    yield this.#checkpoint({ archived: { ...this.#state.archived, [type]: reached } })
  }

  /** Conversations that were archived, and those that were restored. */
  async *sweepConversations(): AsyncGenerator<MessagesChange> {
    if (!this.#conversationsAreRead) return
    const before = this.#state.archived.conversations
    const { known, returned } = yield* sweepArchivedConversations(this.#ctx, before)
    for (const id of returned) {
      const thread = await threadIfThere(this.#ctx, id)
      if (thread !== null) yield* this.#messagesOf([thread])
    }
    if (known.length === before.length && known.every((id, index) => id === before[index])) return
    yield this.#checkpoint({ archived: { ...this.#state.archived, conversations: [...known] } })
  }

  /** The kinds of activities that the token may read. Where one is new, changes are read from now on, and all before by ticket. */
  async #granted(): Promise<readonly EngagementKind[]> {
    const granted: EngagementKind[] = []
    for (const kind of engagementKinds) {
      if (this.#state[kind.type] !== null) {
        granted.push(kind)
        continue
      }
      const activities = searched(this.#ctx, kind.type, kind.properties)
      const begun = await ifGranted(() => beginReading(activities, 'changes'))
      if (begun === null) continue
      granted.push(kind)
      this.#state = { ...this.#state, [kind.type]: begun }
      if (!this.#isFirst) this.#state = { ...this.#state, tickets: (await beginMessages(this.#ctx)).tickets }
    }
    return granted
  }

  async *#conversationsOfNew(
    records: readonly HubspotRecord[],
    newSince: number,
  ): AsyncGenerator<MessageChange> {
    if (!this.#conversationsAreRead) return
    for (const { properties } of records) {
      const thread = properties.hs_conversations_originating_thread_id?.trim() ?? ''
      const createdAt = Date.parse(toInstant(properties.createdate) ?? '')
      if (thread === '' || !(createdAt >= newSince) || this.#readThreads.has(thread)) continue
      const found = await threadIfThere(this.#ctx, thread)
      if (found !== null) yield* this.#messagesOf([found])
    }
  }

  async *#messagesOf(threads: readonly Thread[]): AsyncGenerator<MessageChange> {
    yield* messagesOf(this.#ctx, threads)
    for (const { id, ticketId } of threads) {
      if (ticketId !== null && this.#readThreads.size < mostRemembered) this.#readThreads.add(id)
    }
  }

  #checkpoint(reached: Partial<State>): MessagesChange {
    this.#state = { ...this.#state, ...reached }
    return { type: 'checkpoint', state: this.#state }
  }
}

function searched(
  ctx: Context,
  objectType: 'tickets' | 'emails' | 'calls',
  searchProperties: readonly string[],
): Searched {
  return { ctx, description: { objectType, modifiedProperty: 'hs_lastmodifieddate' }, searchProperties }
}

/** Tickets created from then on are new. */
function startOf(tickets: ChangedState): number {
  return Date.parse(tickets.phase === 'list' ? tickets.watermark : tickets.cursor) - overlapMs
}

/** Null for a conversation that was deleted. */
async function threadIfThere(ctx: Context, id: string): Promise<Thread | null> {
  try {
    return await readThread(ctx, id)
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'gone') return null
    throw error
  }
}
