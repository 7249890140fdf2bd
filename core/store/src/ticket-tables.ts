import type { CustomerLevel } from '@rapport/model'
import type { Generated, GeneratedAlways } from 'kysely'
import type { NullableTimestamp, Timestamp } from './column-types.ts'

/** One ticket as it is measured; durations in whole seconds. See the migration for what is kept and why. */
export interface TicketMetricTable {
  connection: string
  ticket_id: string
  /** The record that asked, of the entity that customers are. */
  party_entity: string | null
  party_id: string | null
  /** The contact whose company that is, where the ticket names no company. */
  through_contact: string | null
  customer_id: number | null
  merged_into: string | null
  started_at: Timestamp
  started_on: string
  standing: string
  initiator: string
  category: string
  channel: string | null
  priority: string | null
  topic: string | null
  agent: string | null
  team: string | null
  first_response: number | null
  first_response_business: number | null
  /** From the customer's own first message, where a bot answered before. */
  first_response_customer: number | null
  /** The agent's own: from the assignment, where that came later. */
  first_response_agent: number | null
  first_response_agent_business: number | null
  /** `pending` turns into `missed` when the due moment passes. */
  first_outcome: string | null
  /** The same by the agent's own time. */
  first_outcome_agent: string | null
  first_due_at: NullableTimestamp
  first_replied_at: NullableTimestamp
  /** Resolved without a reply. */
  first_closed_at: NullableTimestamp
  waiting_since: NullableTimestamp
  waiting_due_at: NullableTimestamp
  resolved_at: NullableTimestamp
  first_resolution: number | null
  full_resolution: number | null
  full_resolution_business: number | null
  requester_wait: number
  agent_wait: number
  on_hold: number
  replies: number
  touches: number
  reopens: number
  satisfaction: number | null
  survey_resolved: boolean | null
  fcr: boolean | null
  fcr_reason: string | null
  /** By what happened on this ticket alone. */
  fcr_own: boolean | null
  fcr_own_reason: string | null
  fcr_matures_at: NullableTimestamp
  flags: string[]
  /** Row of `ticket_policy`: what it was measured by. */
  policy_id: number | null
  /** Since when it is in its category; the waits are those up to then. */
  category_since: NullableTimestamp
  /** Local day of the first reply; without one, of the closing in time, else of the moment the target falls due. */
  response_on: string | null
  first_resolved_on: string | null
  /** Of a judged ticket: whether another one of the customer followed, whatever else the verdict rests on. */
  repeat_contact: boolean | null
  /** What reports count of it, as one number: see the migration. The database fills it in. */
  facets: GeneratedAlways<number>
}

/** Policies that tickets were measured by. */
export interface TicketPolicyTable {
  id: Generated<number>
  service: string
  fcr: string
}

/** When time alone changes a ticket: an event of the future, or first-contact resolution that matures. */
export interface TicketDueTable {
  connection: string
  ticket_id: string
  due_at: Timestamp
}

/** A ticket that is still to be measured. */
export interface DirtyTicketTable {
  connection: string
  ticket_id: string
}

/** One turn of the customer on a ticket. */
export interface TicketTurnTable {
  connection: string
  ticket_id: string
  position: number
  started_on: string
  replied_on: string | null
  agent: string | null
  team: string | null
  channel: string | null
  reply: number | null
  reply_business: number | null
  agent_reply: number | null
  agent_reply_business: number | null
  outcome: string | null
  due_at: NullableTimestamp
  /** A reply, and not the first on its ticket. */
  is_next: boolean | null
  /** Of a next reply, what reports group and choose it by of its ticket; null of other turns. */
  standing: string | null
  ticket_started_on: string | null
  customer_id: number | null
  ticket_channel: string | null
  priority: string | null
  topic: string | null
}

/** A record that was merged away, and whose it was when tickets were last brought up to date. */
export interface MergedPartyTable {
  connection: string
  entity: CustomerLevel
  record_id: string
  customer_id: number
}
