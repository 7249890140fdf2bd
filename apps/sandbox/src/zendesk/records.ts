/** How a record or an event came about, as Zendesk's `via` objects tell it. */
export interface Via {
  channel: string
  source: {
    from: Record<string, unknown>
    to: Record<string, unknown>
    rel: string | null
  }
}

/** What every exported record has beside its own fields. Moments are epoch milliseconds. */
export interface Exported {
  id: number
  createdAt: number
  updatedAt: number
  /** When Zendesk last touched it, changes by the system included: what cursor exports are ordered by. */
  generatedAt: number
  /** Not shown by any export yet, whatever its times say: a replica that lags. */
  hidden: boolean
}

export type Role = 'end-user' | 'agent' | 'admin'

export interface User extends Exported {
  name: string
  email: string | null
  phone: string | null
  /** The role of today. Zendesk tells no earlier one. */
  role: Role
  /** False once deleted. */
  active: boolean
  suspended: boolean
  organizationId: number | null
  externalId: string | null
}

export interface Organization extends Exported {
  name: string
  domainNames: string[]
  externalId: string | null
  deletedAt: number | null
}

export interface Group extends Exported {
  name: string
  deleted: boolean
}

/** An agent in a group. */
export interface Membership {
  id: number
  userId: number
  groupId: number
}

export const LIVE_STATUSES = ['new', 'open', 'pending', 'hold', 'solved', 'closed'] as const
export type LiveStatus = (typeof LIVE_STATUSES)[number]
export type Status = LiveStatus | 'deleted'

export interface Ticket extends Exported {
  subject: string
  status: Status
  /** What `restore` brings back. */
  statusBeforeDeletion: LiveStatus
  priority: string | null
  type: string | null
  requesterId: number
  submitterId: number
  assigneeId: number | null
  groupId: number | null
  organizationId: number | null
  emailCcIds: number[]
  tags: string[]
  customFields: { id: number; value: unknown }[]
  ticketFormId: number | null
  via: Via
  /** Archived tickets are missing from lists; exports, and reading by id, still show them. */
  archived: boolean
  satisfaction: { score: 'unoffered' | 'offered' | 'good' | 'bad'; id?: number; comment?: string | null }
  metrics: TicketMetrics
}

/** What Zendesk itself measures. Minutes by the clock; its stand-in has no business hours. */
export interface TicketMetrics {
  replies: number
  reopens: number
  firstReplyMinutes: number | null
  firstResolutionMinutes: number | null
  fullResolutionMinutes: number | null
  solvedAt: number | null
}

/** One part of an event, with Zendesk's own field names. */
export interface ChildEvent {
  id: number
  event_type: string
  [field: string]: unknown
}

/** One update of a ticket. */
export interface TicketEvent {
  id: number
  ticketId: number
  at: number
  updaterId: number
  /** In words: `Web form`, `Mail`, `Rule`. */
  via: string
  children: ChildEvent[]
  hidden: boolean
}

export interface Comment {
  id: number
  ticketId: number
  authorId: number
  body: string
  public: boolean
  via: Via
  type: 'Comment' | 'VoiceComment'
  createdAt: number
  auditId: number
  /** Of calls: `started_at`, `call_duration`, `answered_by_id`. */
  data?: Record<string, unknown>
}

/** A rating of the CSAT that Zendesk calls legacy. */
export interface SatisfactionRating {
  id: number
  ticketId: number
  requesterId: number
  assigneeId: number | null
  groupId: number | null
  score: 'offered' | 'good' | 'bad'
  comment: string | null
  createdAt: number
  updatedAt: number
  hidden: boolean
}

/** An answer to a CSAT survey of the new kind. */
export interface SurveyResponse {
  id: string
  ticketId: number
  responderId: number
  /** 1 to 5; null: sent, not answered. */
  rating: number | null
  comment: string | null
  createdAt: number
  updatedAt: number
  hidden: boolean
}

/** A field of the ticket form that an admin added. */
export interface TicketField {
  id: number
  title: string
  type: string
}
