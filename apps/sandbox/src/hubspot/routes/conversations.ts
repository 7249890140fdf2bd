import type { Thread, ThreadMessage } from '../conversations.ts'
import { CHANNELS } from '../conversations.ts'
import { invalid, notFound } from '../errors.ts'
import { threadPaths } from '../paths.ts'
import { isoTime } from '../record.ts'
import { type Answer, first, limitOf, listed, param, type RawCall, type Route, route } from '../route.ts'

const THREAD_PAGE = { usual: 100, most: 500 }
const MESSAGE_PAGE = { usual: 20, most: 100 }

const scopes = (): string[][] => [['conversations.read']]

/** Threads of the inbox and what was said in them. */
export const conversationRoutes: readonly Route[] = [
  route({ method: 'GET', paths: threadPaths(''), kind: 'read', scopes }, listThreads),
  route({ method: 'GET', paths: threadPaths('/:threadId'), kind: 'read', scopes }, (call) => ({
    status: 200,
    body: threadToJson(call, threadOf(call)),
  })),
  route({ method: 'GET', paths: threadPaths('/:threadId/messages'), kind: 'read', scopes }, listMessages),
]

function listThreads(call: RawCall): Answer {
  const { conversations } = call.state
  const limit = limitOf(call, THREAD_PAGE.usual, THREAD_PAGE.most)
  const sort = first(call, 'sort') ?? 'id'
  if (sort !== 'id' && sort !== 'latestMessageTimestamp') throw invalid(`Invalid sort: ${sort}`)
  const since = first(call, 'latestMessageTimestampAfter')
  if (sort === 'latestMessageTimestamp' && since === undefined) {
    throw invalid('latestMessageTimestampAfter is required when sorting by latestMessageTimestamp')
  }
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since)
  if (Number.isNaN(from)) throw invalid(`Invalid latestMessageTimestampAfter: ${since}`)
  const status = first(call, 'threadStatus')
  const contact = first(call, 'associatedContactId')
  const ticket = first(call, 'associatedTicketId')
  if ((contact ?? ticket) !== undefined && status === undefined) {
    throw invalid('threadStatus is required where threads are filtered by an association')
  }
  const archived = first(call, 'archived') === 'true'
  const now = call.state.now()
  const key = (thread: Thread): number => (sort === 'id' ? thread.id : conversations.latestAt(thread))
  const found = [...conversations.threads.values()]
    .filter((thread) => thread.archived === archived && (thread.hiddenUntil ?? 0) <= now)
    .filter((thread) => conversations.latestAt(thread) >= from)
    .filter((thread) => status === undefined || thread.status === status)
    .filter((thread) => contact === undefined || String(thread.contactId) === contact)
    .filter((thread) => ticket === undefined || String(thread.ticketId) === ticket)
    .toSorted((left, right) => key(left) - key(right) || left.id - right.id)
  const after = cursorOf(call)
  const start =
    after === null
      ? 0
      : found.findIndex((row) => key(row) > after.key || (key(row) === after.key && row.id > after.id))
  const page = start === -1 ? [] : found.slice(start, start + limit)
  const last = page.at(-1)
  const isMore = last !== undefined && found.at(-1) !== last
  return {
    status: 200,
    body: {
      results: page.map((thread) => threadToJson(call, thread)),
      ...(isMore ? { paging: { next: { after: encode(key(last), last.id) } } } : {}),
    },
  }
}

function listMessages(call: RawCall): Answer {
  const thread = threadOf(call)
  const limit = limitOf(call, MESSAGE_PAGE.usual, MESSAGE_PAGE.most)
  const sort = first(call, 'sort') ?? '-createdAt'
  if (sort !== '-createdAt' && sort !== 'createdAt') throw invalid(`Invalid sort: ${sort}`)
  const direction = sort === 'createdAt' ? 1 : -1
  const all = (call.state.conversations.messages.get(thread.id) ?? []).toSorted(
    (left, right) => direction * (left.at - right.at),
  )
  const start = cursorOf(call)?.key ?? 0
  const page = all.slice(start, start + limit)
  const next = start + page.length
  return {
    status: 200,
    body: {
      results: page.map((message) => messageToJson(thread, message)),
      ...(next < all.length ? { paging: { next: { after: encode(next, 0) } } } : {}),
    },
  }
}

function threadOf(call: RawCall): Thread {
  const thread = call.state.conversations.threads.get(Number(param(call, 'threadId')))
  if (thread === undefined) throw notFound(`Thread ${param(call, 'threadId')} does not exist`)
  return thread
}

function threadToJson(call: RawCall, thread: Thread): Record<string, unknown> {
  const all = call.state.conversations.messages.get(thread.id) ?? []
  const latest = isoTime(call.state.conversations.latestAt(thread))
  return {
    id: String(thread.id),
    createdAt: isoTime(thread.createdAt),
    status: thread.status,
    originalChannelId: thread.channelId,
    originalChannelAccountId: '1',
    inboxId: thread.inboxId,
    associatedContactId: thread.contactId === null ? '' : String(thread.contactId),
    spam: thread.spam,
    archived: thread.archived,
    ...(all.length === 0 ? {} : { latestMessageTimestamp: latest }),
    ...(thread.ticketId !== null && listed(call, 'association').includes('TICKET')
      ? { threadAssociations: { associatedTicketId: String(thread.ticketId) } }
      : {}),
  }
}

function messageToJson(thread: Thread, message: ThreadMessage): Record<string, unknown> {
  const isSaid =
    message.type === 'MESSAGE' || message.type === 'WELCOME_MESSAGE' || message.type === 'COMMENT'
  const isMail = thread.channelId === CHANNELS.email && message.type === 'MESSAGE'
  return {
    id: message.id,
    type: message.type,
    conversationsThreadId: String(thread.id),
    createdAt: isoTime(message.at),
    ...(message.updatedAt === undefined ? {} : { updatedAt: isoTime(message.updatedAt) }),
    createdBy: message.actor,
    client: { clientType: message.clientType ?? 'HUBSPOT' },
    senders: [
      {
        actorId: message.actor,
        ...(isMail ? { deliveryIdentifier: { type: 'HS_EMAIL_ADDRESS', value: 'someone@example.com' } } : {}),
      },
    ],
    recipients: [],
    archived: message.archived ?? false,
    ...(isSaid ? { text: message.text ?? '', richText: message.text ?? '', attachments: [] } : {}),
    ...(message.type === 'MESSAGE'
      ? {
          direction: message.direction ?? 'INCOMING',
          channelId: thread.channelId,
          channelAccountId: '1',
          status: {
            statusType: message.statusType ?? (message.direction === 'OUTGOING' ? 'SENT' : 'RECEIVED'),
          },
          truncationStatus: 'NOT_TRUNCATED',
        }
      : {}),
  }
}

/** A cursor that means nothing to a client. */
function encode(key: number, id: number): string {
  return Buffer.from(`${key}:${id}`).toString('base64url')
}

function cursorOf(call: RawCall): { key: number; id: number } | null {
  const text = first(call, 'after')
  if (text === undefined || text === '') return null
  const [key, id] = Buffer.from(text, 'base64url').toString('utf8').split(':').map(Number)
  if (key === undefined || id === undefined || Number.isNaN(key) || Number.isNaN(id)) {
    throw invalid(`Invalid after cursor: ${text}`)
  }
  return { key, id }
}
