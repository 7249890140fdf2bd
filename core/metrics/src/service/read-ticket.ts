import { Assignments } from './assignments.ts'
import type { BusinessCalendar } from './business-time/index.ts'
import { isConversation } from './channel-sessions.ts'
import { alignReplies } from './clock-skew.ts'
import { Contacts } from './contacts.ts'
import { deduplicate } from './deduplicate.ts'
import { chainStatuses, inOrder, momentOf } from './event-order.ts'
import { eventWords } from './event-words.ts'
import type {
  Milliseconds,
  PriorityChanged,
  SurveyAnswered,
  TicketCategory,
  TicketEvent,
  TicketMessage,
  TicketStatusChange,
} from './events.ts'
import type { TicketFlag } from './flags.ts'
import {
  askedAt,
  type MessageRole,
  messageRole,
  type PassedOverReason,
  type RoleRules,
} from './qualifying-reply.ts'
import { type TicketRequest, ticketRequest } from './request.ts'
import { Resolutions } from './resolution.ts'
import type { ServicePolicy } from './service-policy.ts'
import { isResolved, StatusTimeline } from './statuses.ts'
import { TicketClock } from './ticket-clock.ts'
import type { PassedOver, Standing } from './ticket-metrics.ts'
import { Turns, type TurnTerms } from './turns.ts'

/** What the metrics of a ticket depend on beside its events. */
export interface TicketMetricsOptions {
  /** The moment of evaluation: what happened later is not seen. */
  readonly asOf: Milliseconds
  /** The working hours; null: business time is unknown. */
  readonly calendar: BusinessCalendar | null
  readonly policy: ServicePolicy
}

/** The events of a ticket that count, in order, and how it began. */
export interface OrderedTicket {
  readonly request: TicketRequest
  readonly events: readonly TicketEvent[]
  /** What replies were before their time was put right. */
  readonly moved: ReadonlyMap<TicketEvent, TicketMessage> | null
  readonly setAside: ReadonlySet<TicketEvent> | null
}

/** The events until `asOf` in order, without duplicates; null where there are none. */
export function orderTicket(events: readonly TicketEvent[], rules: RoleRules): OrderedTicket | null {
  const seen = events.every(({ at }) => at <= rules.asOf)
    ? events
    : events.filter(({ at }) => at <= rules.asOf)
  if (seen.length === 0) return null
  const ordered = chainStatuses(deduplicate(inOrder(seen, rules.asOf), rules.asOf))
  const request = ticketRequest(ordered, rules)
  return { request, ...alignReplies(ordered, request, rules) }
}

/** Told of each event what it was taken for; to explain. */
export type OnRead = (event: TicketEvent, takenFor: MessageRole | null) => void

/** Reads a ticket from its first event to its last, once. */
export class TicketReader {
  readonly request: TicketRequest
  readonly clock: TicketClock
  readonly turns = new Turns()
  readonly contacts: Contacts
  readonly statuses: StatusTimeline
  readonly resolutions: Resolutions
  readonly assignments = new Assignments()
  readonly counts = { messages: 0, customer: 0, agent: 0, bot: 0, qualifying: 0 }
  readonly flags = new Set<TicketFlag>()
  readonly passedOver: PassedOver[] = []
  /** Who replied; null is somebody unknown. */
  readonly repliers = new Set<string | null>()
  standing: Standing = 'counted'
  mergedInto: string | null = null
  survey: SurveyAnswered | null = null
  /** Tells what the priority was before. */
  firstPriority: PriorityChanged | null = null
  #terms: TurnTerms = { team: null, priority: undefined }
  /** The first thing that the customer wrote after a resolution. */
  #afterResolution: TicketMessage | null = null
  readonly #ticket: OrderedTicket
  readonly #rules: RoleRules

  constructor(ticket: OrderedTicket, options: TicketMetricsOptions) {
    const { request } = ticket
    this.request = request
    this.clock = new TicketClock(options.calendar)
    this.contacts = new Contacts(request.created?.channel ?? null)
    this.statuses = new StatusTimeline(request.startedAt, firstCategory(ticket.events))
    this.resolutions = new Resolutions(request.startedAt)
    this.#ticket = ticket
    this.#rules = { asOf: options.asOf, countBot: options.policy.countBot }
  }

  /** The priority at the end; of a turn that started before any was known, see `firstPriority`. */
  get priority(): string | null {
    return this.#terms.priority ?? null
  }

  read(onRead?: OnRead): this {
    if (this.request.initiator === 'customer') this.turns.creation(this.request.createdAt, this.#terms)
    for (const event of this.#ticket.events) {
      if (event.type === 'message') this.#message(event, onRead)
      else {
        this.#change(event)
        onRead?.(event, null)
      }
    }
    const written = this.turns.askedAfterResolution === null ? null : this.#afterResolution
    if (written !== null) {
      this.#passOver(written, 'written after the resolution, which it did not undo')
      this.passedOver.sort((left, right) => left.at - right.at)
    }
    return this
  }

  #message(message: TicketMessage, onRead: OnRead | undefined): void {
    this.counts.messages += 1
    const isTooEarly = this.#ticket.setAside?.has(message) === true
    if (isTooEarly) this.flags.add('set_aside')
    if (this.#ticket.moved?.has(message)) this.flags.add('skew')
    const role = isTooEarly
      ? 'dated more than 5 minutes before the request'
      : messageRole(message, this.#rules)
    onRead?.(message, role)
    const at = momentOf(message, this.#rules.asOf)
    if (role === 'customer') this.#question(message, at)
    else if (role === 'reply') this.#reply(message, at)
    else if (role === 'answered call') this.#answeredCall(message, at)
    else this.#passOver(message, role)
    if (role === 'bot') this.#botReply(message, at)
  }

  #question(message: TicketMessage, at: Milliseconds): void {
    this.counts.customer += 1
    const wasSilent = this.turns.askedAfterResolution === null
    this.turns.customerMessage(at, this.#terms)
    if (wasSilent && this.turns.askedAfterResolution !== null) this.#afterResolution = message
    this.contacts.customerMessage(message, at, this.#rules.asOf)
    this.resolutions.customerMessage(at)
  }

  #reply(message: TicketMessage, at: Milliseconds): void {
    const isGreeting = message.author === 'bot' && this.#isBeforeQuestion(at)
    this.#countReply(message)
    if (this.turns.waitsByCreation && !isGreeting) this.contacts.creation(this.request.createdAt)
    this.contacts.reply(message, at)
    this.resolutions.reply()
    if (!isGreeting) this.turns.reply(this.#turnReply(message, at))
  }

  /** A bot greets whoever opens a conversation, and may do so before the ticket is there; that answers nothing. */
  #isBeforeQuestion(at: Milliseconds): boolean {
    if (!this.turns.waitsByCreation) return false
    return isConversation(this.request.created?.channel ?? null) || at < this.request.createdAt
  }

  #answeredCall(call: TicketMessage, at: Milliseconds): void {
    const isSkewed = call.ringAt !== null && call.ringAt > at
    if (isSkewed) this.flags.add('skew')
    this.counts.customer += 1
    this.#countReply(call)
    this.turns.answeredCall(call.ringAt, this.#terms, this.#turnReply(call, at))
    this.contacts.customerMessage(call, Math.min(askedAt(call), at), this.#rules.asOf)
    this.contacts.reply(call, at)
    this.resolutions.reply()
  }

  #botReply(message: TicketMessage, at: Milliseconds): void {
    this.counts.bot += 1
    this.turns.botReply(at)
    this.contacts.botMessage(message, at)
  }

  #countReply(message: TicketMessage): void {
    this.counts.qualifying += 1
    if (message.author === 'bot') {
      this.counts.bot += 1
    } else {
      this.repliers.add(message.authorId)
      if (message.kind !== 'call') this.counts.agent += 1
    }
    if ((message.loggedAt ?? message.at) - message.at > LOGGED_AT_ONCE_MS) this.flags.add('restated')
  }

  #turnReply({ authorId }: TicketMessage, at: Milliseconds) {
    return { at, agent: authorId, agentSince: this.assignments.since(authorId) }
  }

  #change(event: Exclude<TicketEvent, TicketMessage>): void {
    switch (event.type) {
      case 'created':
        if (event.imported === true) this.flags.add('imported')
        break
      case 'status':
        this.#status(event)
        break
      case 'assigned':
        this.assignments.assign(event)
        this.#terms = { ...this.#terms, team: this.assignments.team }
        break
      case 'priority':
        this.firstPriority ??= event
        this.#terms = { ...this.#terms, priority: event.to }
        break
      case 'bot_handoff':
        this.turns.handoff(event.at)
        break
      case 'schedule_applied':
        this.clock.applySchedule(event.at, event.schedule)
        break
      case 'survey':
        this.survey = event
        break
      case 'merged':
        if (event.into === event.ticketId) this.flags.add('merge_cycle')
        else this.mergedInto = event.into
        break
      case 'restore':
        this.standing = 'counted'
        break
      default:
        this.standing = event.type
    }
  }

  #status({ category, by, at: stamped }: TicketStatusChange): void {
    const at = Math.max(stamped, this.request.startedAt)
    const wasResolved = isResolved(this.statuses.category)
    if (!wasResolved && isResolved(category)) {
      this.turns.resolve(at)
      this.contacts.resolve()
      this.resolutions.resolve(at)
    } else if (wasResolved && !isResolved(category)) {
      this.resolutions.reopen(at, by ?? null, this.turns.askedAfterResolution !== null)
      this.turns.reopen()
    }
    this.statuses.enter(category, at)
  }

  #passOver(message: TicketMessage, because: PassedOverReason): void {
    const { at } = this.#ticket.moved?.get(message) ?? message
    this.passedOver.push({ at, event: eventWords(message), id: message.id ?? null, because })
  }
}

/** What is logged later than this after it was sent changes figures that were given before. */
const LOGGED_AT_ONCE_MS = 5 * 60_000

const CATEGORIES: ReadonlySet<string> = new Set<TicketCategory>([
  'new',
  'open',
  'pending_customer',
  'on_hold',
])

/** What a ticket was in before its first change, where that says so. It cannot have been resolved as it began. */
function firstCategory(events: readonly TicketEvent[]): TicketCategory {
  const from = events.find((event) => event.type === 'status')?.from ?? ''
  return isUnresolved(from) ? from : 'new'
}

const isUnresolved = (status: string): status is TicketCategory => CATEGORIES.has(status)
