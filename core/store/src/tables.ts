import type { CustomerLevel, EntityName, RetentionClass } from '@rapport/model'
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely'

/** A moment: read as a Date, written as a Date or ISO text. */
type Timestamp = ColumnType<Date, Date | string, Date | string>
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type DefaultTimestamp = ColumnType<Date, Date | string | undefined, Date | string>
type Json = JSONColumnType<Record<string, unknown>>
type NullableJson = ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>

/** A record of a source; the same columns for every entity. */
export interface RecordTable {
  connection: string
  id: string
  /** The record in the common model. */
  data: Json
  /** Source fields that no mapping uses. */
  raw: NullableJson
  /** Digest of data and raw without modification times: what really changed. */
  hash: string
  /** Grows with every real change; stages read on from the last revision they saw. */
  revision: number
  modified_at: NullableTimestamp
  deleted_at: NullableTimestamp
  merged_into: string | null
  first_seen_at: DefaultTimestamp
  changed_at: DefaultTimestamp
}

export interface DealTable extends RecordTable {
  state: string
  closed_at: NullableTimestamp
}

/** A review or a place: the terms of some sources let its content be kept for a day only. */
export interface ExpiringRecordTable extends RecordTable {
  /** From when on its content is not to be read any more; null: never. */
  expires_at: NullableTimestamp
}

/** Reviews or places to be read: reviews that expired are not among them, places that expired have their id alone. */
export type ReadableRecordView = Omit<ExpiringRecordTable, 'hash'>

/** What the terms of a connection's source allow. */
export interface ConnectionRetentionTable {
  connection: string
  retention: RetentionClass
  since: DefaultTimestamp
}

export interface CustomerTable {
  id: Generated<number>
  level: CustomerLevel
  name: string | null
  created_at: DefaultTimestamp
}

/** Which customer a record belongs to, and why. */
export interface IdentityLinkTable {
  connection: string
  entity: string
  record_id: string
  customer_id: number
  reason: string
}

/** What a record can be recognised by. */
export interface IdentityKeyTable {
  connection: string
  entity: string
  record_id: string
  kind: string
  value: string
}

/** A person's decision that two records are, or are not, the same customer. */
export interface IdentityOverrideTable {
  id: Generated<number>
  kind: 'merge' | 'split'
  left_connection: string
  left_entity: string
  left_id: string
  right_connection: string
  right_entity: string
  right_id: string
  decided_by: string
  decided_at: DefaultTimestamp
  undone_at: NullableTimestamp
}

/** Which record a deal counts for. */
export interface DealPartyTable {
  connection: string
  deal_id: string
  entity: string
  party_id: string
  reason: string
}

/** A deal that is the same sale as another one, which counts in its place. */
export interface DealCopyTable {
  connection: string
  deal_id: string
  counted_connection: string
  counted_id: string
  entity: string
  /** The record that it would count for; null where there is none. */
  party_id: string | null
  /** Why the other one counts. */
  reason: string
}

export interface DirtyCustomerTable {
  customer_id: number
}

/** What one policy says of a customer as of a moment; history is kept. */
export interface ScoreTable {
  customer_id: number
  policy: string
  as_of: Timestamp
  n: number
  values: Json
  why: string | null
  explanation: Json
  computed_at: DefaultTimestamp
}

export interface CheckpointTable {
  connection: string
  stream: string
  state: Json
  updated_at: DefaultTimestamp
  /** When the read from the start that is under way began. */
  started_over: NullableTimestamp
}

export interface StageStateTable {
  stage: string
  state: Json
  updated_at: DefaultTimestamp
}

export type RunState = 'waiting' | 'running' | 'succeeded' | 'partial' | 'stopped' | 'cancelled' | 'failed'

export interface RunTable {
  id: Generated<number>
  kind: string
  state: RunState
  dry_run: boolean
  owner: NullableJson
  started_at: DefaultTimestamp
  finished_at: NullableTimestamp
  summary: NullableJson
  error: string | null
}

export interface RunStepTable {
  id: Generated<number>
  run_id: number
  position: number
  name: string
  connection: string | null
  state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped'
  attempts: Generated<number>
  counts: NullableJson
  error: string | null
  started_at: NullableTimestamp
  finished_at: NullableTimestamp
}

/** A record that was set aside, with its reason, until it is fixed. */
export interface RejectTable {
  id: Generated<number>
  stage: 'extract' | 'identity' | 'score' | 'write'
  connection: string
  entity: string
  record_id: string
  reason: string
  raw: NullableJson
  tries: Generated<number>
  first_at: DefaultTimestamp
  last_at: DefaultTimestamp
  resolved_at: NullableTimestamp
  /** From when on its content is not to be read any more; null: never. */
  expires_at: NullableTimestamp
}

export type PlanState = 'planned' | 'applying' | 'applied' | 'partial' | 'discarded' | 'stopped'

export interface PlanTable {
  id: Generated<number>
  run_id: number | null
  kind: 'write' | 'revert'
  /** For a revert: the plan it undoes. */
  reverts: number | null
  connection: string
  entity: string
  state: PlanState
  counts: NullableJson
  created_at: DefaultTimestamp
  applied_at: NullableTimestamp
}

export type PlanItemState = 'planned' | 'sending' | 'applied' | 'drifted' | 'rejected' | 'gone' | 'refused'

/** One record's change: what stood there, what shall stand there. */
export interface PlanItemTable {
  id: Generated<number>
  plan_id: number
  record_id: string
  customer_id: number | null
  before: Json
  after: Json
  state: PlanItemState
  reason: string | null
  /** In which currency the line's money is meant; null where the CRM reads all money in one, or it has none. */
  currency: string | null
  sent_at: NullableTimestamp
  finished_at: NullableTimestamp
}

/** What a CRM record was last known to hold, and what Rapport last wrote there. */
export interface RemoteValueTable {
  connection: string
  entity: string
  record_id: string
  held: Json
  written: Json
  read_at: NullableTimestamp
  written_at: NullableTimestamp
}

/** A field that was reverted and is not written again until a person releases it. */
export interface WriteHoldTable {
  connection: string
  entity: string
  record_id: string
  field: string
  plan_id: number
}

/** A refresh token that a vendor gave in place of the one of the set-up, encrypted. */
export interface KeptTokenTable {
  /** A digest of the sign-in of the set-up. */
  account: string
  connection: string
  sealed: string
  kept_at: DefaultTimestamp
}

export interface ExchangeRateTable {
  from_currency: string
  to_currency: string
  on_date: string
  rate: string
  source: string
}

export interface AuditTable {
  id: Generated<number>
  at: DefaultTimestamp
  actor: string
  action: string
  subject: string
  detail: NullableJson
}

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

/** A review, with when its public reply was first seen, where the store saw it come; null else. */
export interface ReviewTable extends ExpiringRecordTable {
  reply_first_seen_at: NullableTimestamp
  reply_was_pending: Generated<boolean>
}

/** One review as reputation sees it: see the migration. */
export interface ReviewMetricTable {
  connection: string
  review_id: string
  place_id: string
  created_at: Timestamp
  /** When its public reply came; null without one, or where that is unknown. */
  replied_at: NullableTimestamp
  /** 0–1; null without a rating. */
  unit: number | null
  reply_seconds: number | null
  copy_key: number | null
  /** "Recommends" or not. */
  is_yes_no: boolean
  is_answered: boolean
  /** Another copy of the review counts in its stead. */
  is_copy: boolean
  has_text: boolean
  /** ISO 639, or `und`. */
  language: string
}

/** A review whose row is still to be made. */
export interface DirtyReviewTable {
  connection: string
  review_id: string
  /** Raised by another change. */
  number: Generated<number>
}

/** A part of a place in which rows of reviews changed since customers were scored. */
export interface DirtyPlaceTable {
  connection: string
  place_id: string
  /** Spans of 30 days since 1970. */
  part: number
}

/** What the reviews of one part of a place come to, as of the last evaluation. Sums are in parts of one: see where they are made. */
export interface PlacePartTable {
  connection: string
  place_id: string
  part: number
  n: number
  stars: number
  star_units: string
  weight: string
  weighted_units: string
  rated: number
  positive: number
  answered: number
  last_30: number
  last_90: number
  last_365: number
  answered_last_365: number
  newest_at: Timestamp
}

/** A customer that a place was scored for. */
export interface ScoredPlaceTable {
  connection: string
  place_id: string
  customer_id: number
}

/** A reply that was sent to a review, or taken away there, and what became of it. */
export interface ReviewReplyTable {
  id: Generated<number>
  connection: string
  review_id: string
  /** Null: the reply was taken away. */
  text: string | null
  sent_by: string
  begun_at: DefaultTimestamp
  /** Null: it is not known whether it took effect. */
  ended_at: NullableTimestamp
  state: 'sending' | 'none' | 'pending' | 'approved' | 'rejected' | 'refused'
  problem: string | null
  checked_at: NullableTimestamp
}

/** Who wrote a review, where that is certain. */
export interface ReviewPartyTable {
  connection: string
  review_id: string
  party_connection: string
  party_entity: string
  party_id: string
  reason: string
}

/** The company that a place belongs to, null where it belongs to none, and why. */
export interface PlaceLinkTable {
  connection: string
  place_id: string
  company_connection: string | null
  company_id: string | null
  reason: string
}

/** A person's decision that a place belongs to a company, or to none. */
export interface PlaceDecisionTable {
  id: Generated<number>
  kind: 'link' | 'unlink'
  connection: string
  place_id: string
  company_connection: string | null
  company_id: string | null
  decided_by: string
  decided_at: DefaultTimestamp
  undone_at: NullableTimestamp
}

type RecordTables = { [E in Exclude<EntityName, 'deal' | 'review' | 'place'> as SnakeCase<E>]: RecordTable }
type SnakeCase<S extends string> = S extends `${infer Head}${infer Rest}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Rest>}`
    : `_${Lowercase<Head>}${SnakeCase<Rest>}`
  : S

/** All tables of one workspace. */
export interface WorkspaceDatabase extends RecordTables {
  deal: DealTable
  review: ReviewTable
  place: ExpiringRecordTable
  readable_review: ReadableRecordView
  readable_place: ReadableRecordView
  readable_reject: RejectTable
  connection_retention: ConnectionRetentionTable
  customer: CustomerTable
  identity_link: IdentityLinkTable
  identity_key: IdentityKeyTable
  identity_override: IdentityOverrideTable
  deal_party: DealPartyTable
  deal_copy: DealCopyTable
  dirty_customer: DirtyCustomerTable
  score: ScoreTable
  checkpoint: CheckpointTable
  stage_state: StageStateTable
  run: RunTable
  run_step: RunStepTable
  reject: RejectTable
  plan: PlanTable
  plan_item: PlanItemTable
  remote_value: RemoteValueTable
  write_hold: WriteHoldTable
  ticket_metric: TicketMetricTable
  ticket_policy: TicketPolicyTable
  ticket_turn: TicketTurnTable
  ticket_due: TicketDueTable
  dirty_ticket: DirtyTicketTable
  /** Customers whose repeat contacts are still to be looked at. */
  dirty_ticket_customer: DirtyCustomerTable
  /** Customers that lost a record since their tickets were last brought up to date. */
  moved_customer: DirtyCustomerTable
  merged_party: MergedPartyTable
  review_metric: ReviewMetricTable
  dirty_review: DirtyReviewTable
  dirty_place: DirtyPlaceTable
  place_part: PlacePartTable
  scored_place: ScoredPlaceTable
  review_party: ReviewPartyTable
  review_reply: ReviewReplyTable
  place_link: PlaceLinkTable
  place_decision: PlaceDecisionTable
  kept_token: KeptTokenTable
  exchange_rate: ExchangeRateTable
  audit: AuditTable
}

/** The table of an entity: `surveyResponse` is kept in `survey_response`. */
export function tableOf<E extends EntityName>(entity: E): SnakeCase<E> {
  return entity.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as SnakeCase<E>
}
