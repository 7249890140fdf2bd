import type { CustomerLevel, EntityName, RetentionClass } from '@rapport/model'
import type { Generated } from 'kysely'
import type { DefaultTimestamp, Json, NullableJson, NullableTimestamp, Timestamp } from './column-types.ts'
import type { CustomerListTable } from './customer-list-table.ts'
import type { InstallationTables } from './installation-tables.ts'
import type {
  DirtyPlaceTable,
  DirtyReviewTable,
  PlaceDecisionTable,
  PlaceLinkTable,
  PlacePartTable,
  ReviewMetricTable,
  ReviewPartyTable,
  ReviewReplyTable,
  ReviewTable,
  ScoredPlaceTable,
} from './review-tables.ts'
import type {
  AlertDeliveryTable,
  AlertStateTable,
  AlertTable,
  RunRequestTable,
  ScheduleTable,
} from './schedule-tables.ts'
import type {
  DirtyTicketTable,
  MergedPartyTable,
  TicketDueTable,
  TicketMetricTable,
  TicketPolicyTable,
  TicketTurnTable,
} from './ticket-tables.ts'
import type { WebhookFollowUpTable, WebhookRecordTable, WebhookTallyTable } from './webhook-tables.ts'

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
  requested_by: string | null
  schedule: string | null
  /** What the processes that share it have to know of it: stages, connections, whether it is confirmed. */
  settings: NullableJson
  /** When the process that leads it last said that it is alive. */
  heartbeat_at: NullableTimestamp
  /** Streams that are being read stop: a step failed. */
  cut_off: Generated<boolean>
  cancel_requested_at: NullableTimestamp
  cancel_requested_by: string | null
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
  /** The stream of an extract step; the entity of a plan or write step. */
  subject: string | null
  /** How far it is while it runs. */
  progress: NullableJson
  /** Calls that it made so far, over all attempts. */
  calls: NullableJson
  /** The vendor account whose budgets it spends. */
  account: string | null
  /** Why a guard rail stops the run. */
  stop: string | null
  /** What kind of failure ended it. */
  failure: NullableJson
  /** The process that works, or worked, on it. */
  worker: string | null
  /** When that process last said that it is alive. */
  updated_at: NullableTimestamp
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
  /** How it is tried again: read by its id, with its whole stream, or by what every run does. Null: nobody asked for it. */
  retry: 'by id' | 'from the start' | 'next run' | null
  retry_asked_at: NullableTimestamp
  retry_asked_by: string | null
}

/** What rapport.yaml said after a change on the page. */
export interface ConfigurationVersionTable {
  id: Generated<number>
  at: DefaultTimestamp
  actor: string
  reason: string
  digest: string
  text: string
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

/** A field that the CRM gave back after somebody took it away, maybe empty: its values are still to be read back. */
export interface RestoredFieldTable {
  connection: string
  entity: string
  field: string
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
  /** The day from which it holds; `-infinity`: it has none. */
  on_date: string
  rate: string
  /** `file:` and a name, or `connection:` and a name. */
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

type RecordTables = { [E in Exclude<EntityName, 'deal' | 'review' | 'place'> as SnakeCase<E>]: RecordTable }
type SnakeCase<S extends string> = S extends `${infer Head}${infer Rest}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Rest>}`
    : `_${Lowercase<Head>}${SnakeCase<Rest>}`
  : S

/** All tables of one workspace, and those of the installation. */
export interface WorkspaceDatabase extends RecordTables, InstallationTables {
  deal: DealTable
  review: ReviewTable
  place: ExpiringRecordTable
  readable_review: ReadableRecordView
  readable_place: ReadableRecordView
  readable_reject: RejectTable
  connection_retention: ConnectionRetentionTable
  customer: CustomerTable
  customer_list: CustomerListTable
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
  restored_field: RestoredFieldTable
  write_hold: WriteHoldTable
  ticket_metric: TicketMetricTable
  ticket_policy: TicketPolicyTable
  ticket_turn: TicketTurnTable
  ticket_due: TicketDueTable
  dirty_ticket: DirtyTicketTable
  /** Customers whose repeat contacts are still to be looked at, and what their tickets come to. */
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
  schedule: ScheduleTable
  run_request: RunRequestTable
  alert_state: AlertStateTable
  alert: AlertTable
  alert_delivery: AlertDeliveryTable
  webhook_record: WebhookRecordTable
  webhook_tally: WebhookTallyTable
  webhook_follow_up: WebhookFollowUpTable
  configuration_version: ConfigurationVersionTable
  audit: AuditTable
}

/** The table of an entity: `surveyResponse` is kept in `survey_response`. */
export function tableOf<E extends EntityName>(entity: E): SnakeCase<E> {
  return entity.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as SnakeCase<E>
}
