import type { Milliseconds, TicketCategory } from './events.ts'
import type { TicketFlag } from './flags.ts'
import type { PassedOverReason } from './qualifying-reply.ts'

/** One duration, by the clock and by the working hours in force. Seconds. */
export interface Duration {
  readonly calendarSeconds: number
  /** Null without a schedule. */
  readonly businessSeconds: number | null
}

/** What a duration is made of: one piece of time, and whether it counts. For the explanation of one ticket. */
export interface Segment {
  readonly from: Milliseconds
  readonly to: Milliseconds
  readonly counts: boolean
  /** Null for a piece that counts; else e.g. `outside working hours`, `holiday 2026-12-25`, `pending customer`. */
  readonly excludedBecause: string | null
}

/** Why an event was not taken for what it looks like, e.g. an automatic message that is no reply. */
export interface PassedOver {
  readonly at: Milliseconds
  /** What it is, in words: `email out by automation`. */
  readonly event: string
  /** The event's id in its source, where it has one. */
  readonly id: string | null
  readonly because: PassedOverReason
}

/**
 * How a turn stands against its target. `met`: answered in time. `missed`: answered late, or the target passed without an answer.
 * `pending`: unanswered, still inside. `closed`: closed without a reply, inside.
 */
export type TargetOutcome = 'met' | 'missed' | 'pending' | 'closed'

/** A turn of the customer: what was asked, and when a person answered. */
export interface Turn {
  /** First message of the turn. Of a call of which it is not known when it rang, when it was answered. */
  readonly startedAt: Milliseconds
  /** The handoff, where a bot was first; else the start. The clock of the target runs from here. */
  readonly humanStartedAt: Milliseconds
  /** The qualifying reply; null: none yet. */
  readonly repliedAt: Milliseconds | null
  /** Who replied. */
  readonly agent: string | null
  /** Team of the ticket when the turn started. */
  readonly team: string | null
  readonly channel: string | null
  /** Start to reply: the customer's clock. Null while it waits, and where it is not known when a call rang. */
  readonly reply: Duration | null
  /** The agent's own figure: from the assignment to whoever replied, where that came after the human start; else from there. */
  readonly agentReply: Duration | null
  /** Start to `asOf`, while it waits. Null also while a bot has answered it and nobody was handed it. */
  readonly waiting: Duration | null
  /** How the turn ended without a reply: the ticket was resolved. */
  readonly closedAt: Milliseconds | null
  /** Closed with nothing but a bot's answer. */
  readonly botResolved: boolean
  /** In force when the turn started. Seconds; null without a target. */
  readonly targetSeconds: number | null
  /** The last moment that is in time. Null without a target, where no schedule applied, and where it never falls due. */
  readonly dueAt: Milliseconds | null
  /** Null without a target, where it was a bot's, and where it cannot be known. */
  readonly outcome: TargetOutcome | null
}

/** A stretch from the start of the request, or from a customer's reopening, to its resolution. */
export interface ResolutionCycle {
  readonly startedAt: Milliseconds
  readonly firstResolvedAt: Milliseconds | null
  /** Later than the first where an agent reopened it; null while it is open. */
  readonly lastResolvedAt: Milliseconds | null
  readonly firstResolution: Duration | null
  readonly fullResolution: Duration | null
}

/** Why there is no first response. */
export type NoFirstResponse =
  | 'agent_initiated'
  | 'system_initiated'
  /** The source keeps no messages. */
  | 'no_messages'
  | 'bot_resolved'
  /** A bot has answered, and nobody was handed it. */
  | 'bot_answered'
  | 'unanswered'
  | 'closed_without_reply'
  /** A call of which it is not known when it rang. */
  | 'unknown_ring'

/** The clocks of the first response, where a bot took part. */
export interface FirstResponse {
  /** Counts from the handoff where a bot was first, or from the message that reopened. Null: no reply, or undefined. */
  readonly human: Duration | null
  /** Counts from the first message of the customer that no bot resolved. */
  readonly customer: Duration | null
  readonly startedAt: Milliseconds | null
  readonly humanStartedAt: Milliseconds | null
  readonly repliedAt: Milliseconds | null
  /** When the turn that decides the outcome was closed without a reply. */
  readonly closedAt: Milliseconds | null
  readonly targetSeconds: number | null
  readonly dueAt: Milliseconds | null
  /** Of the first turn that neither a bot resolved nor was closed inside the target; `closed` where there is no other. */
  readonly outcome: TargetOutcome | null
  readonly undefinedBecause: NoFirstResponse | null
}

/** What one contact of the customer (a turn; or a session of chat, messaging or phone) came to: the unit of first-contact resolution. */
export interface CustomerContact {
  readonly startedAt: Milliseconds
  readonly endedAt: Milliseconds
  readonly answered: boolean
}

/** A return from solved or closed to open. */
export interface Reopening {
  readonly at: Milliseconds
  readonly by: 'customer' | 'agent' | 'system'
  /** Solved again without a qualifying reply in between ("thanks"). Null: still open. */
  readonly solvedWithoutReply: boolean | null
  /** A qualifying reply came after it. */
  readonly replied: boolean
}

/** In or out of what is counted, at `asOf`. */
export type Standing = 'counted' | 'spam' | 'trash' | 'test' | 'deleted' | 'merged'

/** Everything measured about one ticket at `asOf`, apart from first-contact resolution, which needs the customer's other tickets. */
export interface TicketMetrics {
  readonly ticketId: string
  readonly createdAt: Milliseconds
  readonly initiator: 'customer' | 'agent' | 'system'
  readonly channel: string | null
  readonly customerId: string | null
  readonly topic: string | null
  readonly priority: string | null
  /** At the ticket's start, and now. */
  readonly teamAtStart: string | null
  readonly agent: string | null
  readonly team: string | null
  readonly standing: Standing
  readonly mergedInto: string | null
  readonly category: TicketCategory
  /** When it entered that category; of a status that is dated before the request, the start of the request. */
  readonly categorySince: Milliseconds
  readonly firstResponse: FirstResponse
  readonly turns: readonly Turn[]
  /** Of the turns that were not a bot's, the longest until the reply, the closing or `asOf`. */
  readonly longestWait: Duration | null
  readonly openWait: Duration | null
  readonly cycles: readonly ResolutionCycle[]
  /** Of the first cycle. */
  readonly firstResolution: Duration | null
  /** Of the last cycle; null while it is open. */
  readonly fullResolution: Duration | null
  /** When it was last resolved; null while it is open. */
  readonly resolvedAt: Milliseconds | null
  readonly requesterWait: Duration
  readonly agentWait: Duration
  readonly onHold: Duration
  readonly reopenings: readonly Reopening[]
  readonly touches: number
  /** Qualifying replies, public agent messages and customer messages: what presets of other systems count. */
  readonly qualifyingReplies: number
  readonly agentMessages: number
  readonly customerMessages: number
  readonly repliers: number
  readonly everPendingOrOnHold: boolean
  readonly timesResolved: number
  readonly botReplies: number
  readonly contacts: readonly CustomerContact[]
  /** First response past the target, by the outcome of `firstResponse`. Null: not known yet, or undefined. */
  readonly breached: boolean | null
  readonly survey: { readonly resolved: boolean | null; readonly satisfaction: number | null } | null
  /** The vendor's own figure, never mixed with computed ones: only of a ticket without messages. Seconds. */
  readonly vendorFirstResponseSeconds: number | null
  readonly flags: readonly TicketFlag[]
  readonly passedOver: readonly PassedOver[]
}
