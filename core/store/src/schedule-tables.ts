import type { Generated } from 'kysely'
import type { DefaultTimestamp, Json, NullableJson, NullableTimestamp } from './column-types.ts'

/** A schedule of `rapport.yaml`, with its due times. */
export interface ScheduleTable {
  name: string
  cron: string
  timezone: string
  /** Only these connections; null: all. */
  connections: NullableJson
  dry_run: boolean
  paused_in_file: Generated<boolean>
  /** Who paused it by hand. */
  paused_by: string | null
  paused_at: NullableTimestamp
  next_due_at: NullableTimestamp
  last_due_at: NullableTimestamp
  /** The last due time at which nothing was begun, and why. */
  skipped_due_at: NullableTimestamp
  skipped_reason: string | null
  created_at: DefaultTimestamp
}

export type RequestState = 'queued' | 'running' | 'waiting' | 'done' | 'skipped' | 'cancelled'

/** A run that a person or a schedule wants. */
export interface RunRequestTable {
  id: Generated<number>
  stages: Json
  connections: NullableJson
  dry_run: boolean
  confirm: boolean
  requested_by: string
  requested_at: DefaultTimestamp
  schedule: string | null
  due_at: NullableTimestamp
  missed: Generated<number>
  state: Generated<RequestState>
  /** The run that does it; the latest one where it took several. */
  run_id: number | null
  /** When a parked one may go on. */
  not_before: NullableTimestamp
  /** How its run ended. */
  outcome: string | null
  note: string | null
  finished_at: NullableTimestamp
  /** The one plan that it applies or reverts; null: it does the stages of a run. */
  plan: NullableJson
  /** When the alerts took note of how it ended. */
  judged_at: NullableTimestamp
}

/** What the alerts know of a schedule. */
export interface AlertStateTable {
  schedule: string
  failures: Generated<number>
  failing_since: NullableTimestamp
  last_success_at: NullableTimestamp
  watched_since: DefaultTimestamp
  told_failed: Generated<boolean>
  told_repeated: Generated<boolean>
  told_silent: Generated<boolean>
}

export type AlertKind = 'failed' | 'repeated' | 'silent' | 'recovered'

/** One change of state that people are told of. */
export interface AlertTable {
  id: Generated<number>
  schedule: string
  kind: AlertKind
  at: DefaultTimestamp
  run_id: number | null
  subject: string
  body: string
}

/** What became of an alert on one channel. */
export interface AlertDeliveryTable {
  alert_id: number
  channel: string
  state: Generated<'waiting' | 'sent' | 'given up'>
  tries: Generated<number>
  next_try_at: DefaultTimestamp
  error: string | null
  sent_at: NullableTimestamp
}
