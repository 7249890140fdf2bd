import { touch } from './edits.ts'
import type { ChildEvent, Comment, LiveStatus, Ticket, TicketEvent, Via } from './records.ts'
import type { ZendeskState } from './state.ts'

/** How something was done, in both of Zendesk's spellings. */
const VIA = {
  web: ['Web form', 'web'],
  email: ['Mail', 'email'],
  api: ['Web service', 'api'],
  rule: ['Rule', 'rule'],
  merge: ['Merge', 'web'],
  chat: ['Chat', 'chat'],
  voice: ['Phone call (inbound)', 'voice'],
} as const
export type Channel = keyof typeof VIA

function viaOf(channel: Channel, rel: string | null = null, from: Record<string, unknown> = {}): Via {
  return {
    channel: VIA[channel][1],
    source: { from, to: {}, rel: rel ?? (channel === 'voice' ? 'inbound' : null) },
  }
}

/** Triggers and automations act as nobody. */
export const SYSTEM_USER = -1

export interface NewTicket {
  id?: number
  subject: string
  requesterId: number
  /** Who typed it in. Default: the requester. */
  submitterId?: number
  channel?: Channel
  body?: string
  isPublic?: boolean
  priority?: string | null
  type?: string | null
  assigneeId?: number | null
  groupId?: number | null
  organizationId?: number | null
  emailCcIds?: number[]
  tags?: string[]
  customFields?: { id: number; value: unknown }[]
  ticketFormId?: number | null
  at?: number
}

/** Opens a ticket with its first comment. */
export function addTicket(state: ZendeskState, given: NewTicket): Ticket {
  const at = given.at ?? state.now()
  const channel = given.channel ?? 'email'
  const submitterId = given.submitterId ?? given.requesterId
  const status: LiveStatus = given.assigneeId == null ? 'new' : 'open'
  const ticket: Ticket = {
    id: given.id ?? state.nextTicketId(),
    subject: given.subject,
    status,
    statusBeforeDeletion: status,
    priority: given.priority ?? null,
    type: given.type ?? null,
    requesterId: given.requesterId,
    submitterId,
    assigneeId: given.assigneeId ?? null,
    groupId: given.groupId ?? null,
    organizationId: given.organizationId ?? state.user(given.requesterId).organizationId,
    emailCcIds: given.emailCcIds ?? [],
    tags: given.tags ?? [],
    customFields: given.customFields ?? [],
    ticketFormId: given.ticketFormId ?? null,
    via: viaOf(channel),
    archived: false,
    satisfaction: { score: 'unoffered' },
    metrics: {
      replies: 0,
      reopens: 0,
      firstReplyMinutes: null,
      firstResolutionMinutes: null,
      fullResolutionMinutes: null,
      solvedAt: null,
    },
    createdAt: at,
    updatedAt: at,
    generatedAt: at,
    hidden: false,
  }
  state.tickets.set(ticket.id, ticket)
  const event = record(state, ticket, submitterId, channel, at)
  const created: Record<string, unknown> = {
    subject: ticket.subject,
    status,
    priority: ticket.priority,
    requester_id: ticket.requesterId,
    assignee_id: ticket.assigneeId,
    group_id: ticket.groupId,
  }
  comment(state, event, submitterId, given.body ?? ticket.subject, given.isPublic ?? true, ticket.via)
  for (const [field, value] of Object.entries(created)) {
    if (value !== null) event.children.push(child(state, 'Create', { [field]: value }))
  }
  return ticket
}

export interface NewComment {
  authorId: number
  body: string
  isPublic?: boolean
  channel?: Channel
  /** The trigger or automation that wrote it. */
  rule?: 'trigger' | 'automation'
  /** The status that the ticket takes with it. */
  status?: LiveStatus
  /** A call, in seconds; null: nobody answered. */
  call?: { answeredById: number | null; seconds: number }
  at?: number
}

/** Adds a comment. A customer's reopens a ticket that was pending or solved. */
export function addComment(state: ZendeskState, ticketId: number, given: NewComment): Comment {
  const at = given.at ?? state.now()
  const ticket = state.ticket(ticketId)
  const channel: Channel = given.rule !== undefined ? 'rule' : (given.channel ?? 'web')
  const event = record(state, ticket, given.authorId, channel, at)
  const via = viaOf(channel, given.rule ?? null, given.rule === undefined ? {} : { id: 77, title: 'A rule' })
  const isPublic = given.isPublic ?? true
  const written = comment(state, event, given.authorId, given.body, isPublic, via)
  if (given.call !== undefined) asCall(event, written, given.call)
  const isAgent = state.users.get(given.authorId)?.role !== 'end-user' && given.rule === undefined
  if (isAgent && isPublic && given.authorId !== ticket.requesterId) {
    ticket.metrics.replies += 1
    ticket.metrics.firstReplyMinutes ??= minutes(ticket.createdAt, at)
  }
  const reopened =
    given.authorId === ticket.requesterId && ['pending', 'hold', 'solved'].includes(ticket.status)
  const status = given.status ?? (reopened ? 'open' : null)
  if (status !== null) setStatus(state, ticket, event, status, at)
  touch(state, ticket, at)
  return written
}

export type TicketPatch = Partial<
  Pick<
    Ticket,
    'subject' | 'priority' | 'type' | 'requesterId' | 'assigneeId' | 'groupId' | 'tags' | 'customFields'
  >
> & { status?: LiveStatus }

const FIELD_NAMES: Readonly<Record<keyof TicketPatch, string>> = {
  subject: 'subject',
  priority: 'priority',
  type: 'type',
  requesterId: 'requester_id',
  assigneeId: 'assignee_id',
  groupId: 'group_id',
  tags: 'tags',
  customFields: 'custom_fields',
  status: 'status',
}

/** Changes fields of a ticket, all in one event. */
export function changeTicket(
  state: ZendeskState,
  ticketId: number,
  patch: TicketPatch,
  options: { by?: number; channel?: Channel; at?: number } = {},
): void {
  const at = options.at ?? state.now()
  const ticket = state.ticket(ticketId)
  const event = record(state, ticket, options.by ?? SYSTEM_USER, options.channel ?? 'web', at)
  const { status, ...fields } = patch
  for (const [name, value] of Object.entries(fields) as [keyof TicketPatch, unknown][]) {
    const previous = ticket[name]
    Object.assign(ticket, { [name]: value })
    event.children.push(child(state, 'Change', { [FIELD_NAMES[name]]: value, previous_value: previous }))
  }
  if (status !== undefined) setStatus(state, ticket, event, status, at)
  touch(state, ticket, at)
}

/** Closes one ticket and adds its last comment to another, as an agent does with two requests about the same thing. */
export function mergeTickets(
  state: ZendeskState,
  sourceId: number,
  targetId: number,
  by: number,
  at: number = state.now(),
): void {
  const [source, target] = [state.ticket(sourceId), state.ticket(targetId)]
  const closing = record(state, source, by, 'merge', at)
  const into = `This request was closed and merged into request #${targetId} "${target.subject}".`
  comment(state, closing, by, into, false, viaOf('merge', 'merge'))
  setStatus(state, source, closing, 'closed', at)
  source.tags = [...source.tags, 'closed_by_merge']
  touch(state, source, at)
  const noting = record(state, target, by, 'merge', at)
  const from = `Request #${sourceId} "${source.subject}" was closed and merged into this request.`
  comment(state, noting, by, from, false, viaOf('merge', 'merge', { ticket_id: sourceId }))
  touch(state, target, at)
}

/** Deletes a ticket; marking it as spam does the same. Exports go on showing it for 30 days. */
export function deleteTicket(state: ZendeskState, ticketId: number, at: number = state.now()): void {
  const ticket = state.ticket(ticketId)
  if (ticket.status !== 'deleted') ticket.statusBeforeDeletion = ticket.status
  ticket.status = 'deleted'
  touch(state, ticket, at)
}

export function restoreTicket(state: ZendeskState, ticketId: number): void {
  const ticket = state.ticket(ticketId)
  ticket.status = ticket.statusBeforeDeletion
  touch(state, ticket)
}

/** What happens to closed tickets after 120 days. Nothing in its content changes, and its update time neither. */
export function archiveTicket(state: ZendeskState, ticketId: number, at: number = state.now()): void {
  const ticket = state.ticket(ticketId)
  ticket.archived = true
  ticket.generatedAt = at
}

/** An agent turns a public comment into a private one. The event names the comment and nothing else. */
export function makeCommentPrivate(state: ZendeskState, commentId: number, by: number): void {
  const found = state.comments.get(commentId)
  if (found === undefined) throw new Error(`The sandbox has no comment ${commentId}.`)
  const ticket = state.ticket(found.ticketId)
  const event = record(state, ticket, by, 'web', state.now())
  found.public = false
  event.children.push(child(state, 'CommentPrivacyChange', { comment_id: commentId, public: false }))
  touch(state, ticket)
}

function record(
  state: ZendeskState,
  ticket: Ticket,
  updaterId: number,
  channel: Channel,
  at: number,
): TicketEvent {
  const event: TicketEvent = {
    id: state.nextId(),
    ticketId: ticket.id,
    at,
    updaterId,
    via: VIA[channel][0],
    children: [],
    hidden: false,
  }
  state.events.push(event)
  return event
}

function child(state: ZendeskState, eventType: string, fields: Record<string, unknown>): ChildEvent {
  return { id: state.nextId(), via_reference_id: null, ...fields, event_type: eventType }
}

function comment(
  state: ZendeskState,
  event: TicketEvent,
  authorId: number,
  body: string,
  isPublic: boolean,
  via: Via,
): Comment {
  const written: Comment = {
    id: state.nextId(),
    ticketId: event.ticketId,
    authorId,
    body,
    public: isPublic,
    via,
    type: 'Comment',
    createdAt: event.at,
    auditId: event.id,
  }
  state.comments.set(written.id, written)
  // The export shows the comment itself only when it is asked for.
  event.children.push({
    id: written.id,
    event_type: 'Comment',
    comment_present: true,
    comment_public: isPublic,
  })
  return written
}

function asCall(
  event: TicketEvent,
  written: Comment,
  { answeredById, seconds }: NonNullable<NewComment['call']>,
): void {
  written.type = 'VoiceComment'
  written.data = {
    call_duration: seconds,
    answered_by_id: answeredById,
    started_at: new Date(event.at).toISOString().replace('.000Z', 'Z'),
  }
}

function setStatus(
  state: ZendeskState,
  ticket: Ticket,
  event: TicketEvent,
  status: LiveStatus,
  at: number,
): void {
  const previous = ticket.status
  if (previous === status) return
  ticket.status = status
  event.children.push(child(state, 'Change', { status, previous_value: previous }))
  const { metrics } = ticket
  const wasResolved = previous === 'solved' || previous === 'closed'
  if (status === 'solved' || (status === 'closed' && !wasResolved)) {
    metrics.solvedAt = at
    metrics.firstResolutionMinutes ??= minutes(ticket.createdAt, at)
    metrics.fullResolutionMinutes = minutes(ticket.createdAt, at)
  } else if (wasResolved && status !== 'closed') {
    metrics.reopens += 1
    metrics.solvedAt = null
    metrics.fullResolutionMinutes = null
  }
}

function minutes(from: number, to: number): number {
  return Math.round((to - from) / 60_000)
}
