/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Milliseconds = number

export type TicketCategory = 'new' | 'open' | 'pending_customer' | 'on_hold' | 'solved' | 'closed'
export type AuthorKind = 'customer' | 'agent' | 'bot' | 'automation' | 'campaign' | 'system'
export type MessageKind = 'text' | 'email' | 'call' | 'reaction' | 'note'

interface EventBase {
  readonly ticketId: string
  readonly at: Milliseconds
  /** Where the event comes from; with `id` it tells duplicates. */
  readonly source?: string
  readonly id?: string
}

export interface TicketCreated extends EventBase {
  readonly type: 'created'
  readonly initiator: 'customer' | 'agent' | 'system'
  readonly channel: string | null
  readonly customerId: string | null
  /** What the ticket is about, as the admin mapped it; null: no topic. */
  readonly topic: string | null
  /** Taken over from another system with its history: kept out of alerts. */
  readonly imported?: boolean
  /**
   * Whether the source keeps messages. Omitted: told from whether the ticket has any. Where it does, a ticket without
   * messages was asked by its creation and never answered; where it does not, nothing is known about answers.
   */
  readonly hasMessages?: boolean
  /** The source's own figure, for a source that keeps no messages. Seconds. */
  readonly vendorFirstResponseSeconds?: number | null
}

export interface TicketMessage extends EventBase {
  readonly type: 'message'
  readonly direction: 'in' | 'out'
  /** The role at that moment, not today's. */
  readonly author: AuthorKind
  /** Who wrote it; of an answered call, the agent who took it. */
  readonly authorId: string | null
  readonly sessionId: string | null
  readonly visibility: 'public' | 'private'
  readonly automatic: boolean
  readonly kind: MessageKind
  readonly delivered: boolean
  readonly ringAt: Milliseconds | null
  readonly answeredAt: Milliseconds | null
  readonly endedAt: Milliseconds | null
  /** When the source came to know of it, where that was later than `at`: sent from a private mailbox, logged by hand. */
  readonly loggedAt?: Milliseconds | null
  /** The ticket it was written on, where that was merged into this one. */
  readonly mergedFrom?: string
}

export interface TicketStatusChange extends EventBase {
  readonly type: 'status'
  readonly from: string | null
  readonly to: string
  readonly category: TicketCategory
  /** Who caused it, where the source says so; else it is told from what the customer wrote just before. */
  readonly by?: 'customer' | 'agent' | 'system'
}

/** Many sources tell only the half of it that changed. */
export interface TicketAssigned extends EventBase {
  readonly type: 'assigned'
  /** Null: nobody has it any more. Left out: whoever had it before. */
  readonly agent?: string | null
  /** Null: no team any more. Left out: as before. */
  readonly team?: string | null
}

export interface BotHandoff extends EventBase {
  readonly type: 'bot_handoff'
  /** The ticket it happened on, where that was merged into this one. */
  readonly mergedFrom?: string
}

export interface TicketMerged extends EventBase {
  readonly type: 'merged'
  /** Another ticket; the ticket itself where a cycle of merges was broken here (`mergeTickets`). */
  readonly into: string
}

/** The ticket leaves or comes back into what is measured. */
export interface TicketRemoved extends EventBase {
  readonly type: 'spam' | 'trash' | 'test' | 'restore' | 'deleted'
}

export interface ScheduleApplied extends EventBase {
  readonly type: 'schedule_applied'
  readonly schedule: string
}

export interface PriorityChanged extends EventBase {
  readonly type: 'priority'
  readonly from: string | null
  readonly to: string | null
}

/** The answer to "was your request resolved?", where a survey asked it. */
export interface SurveyAnswered extends EventBase {
  readonly type: 'survey'
  readonly resolved: boolean | null
  /** Satisfaction on a scale from 1 to 10, where it was asked. */
  readonly satisfaction: number | null
}

/** One event of a ticket. The order in which events arrive, and duplicates of them, never change a result. */
export type TicketEvent =
  | TicketCreated
  | TicketMessage
  | TicketStatusChange
  | TicketAssigned
  | BotHandoff
  | TicketMerged
  | TicketRemoved
  | ScheduleApplied
  | PriorityChanged
  | SurveyAnswered
