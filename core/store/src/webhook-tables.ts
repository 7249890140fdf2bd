import type { Generated } from 'kysely'
import type { DefaultTimestamp, NullableTimestamp, Timestamp } from './column-types.ts'

/** A record that a vendor told of, to be read again. */
export interface WebhookRecordTable {
  connection: string
  entity: string
  id: string
  event: 'changed' | 'erased'
  /** When the newest event of it happened. */
  event_at: Timestamp
  received_at: DefaultTimestamp
  /** When it may be read; later than now while a process reads it, or after a failure. */
  due_at: DefaultTimestamp
  tries: Generated<number>
  /** Why it was not read the last time. */
  reason: string | null
}

/** How many events of a kind came in. */
export interface WebhookTallyTable {
  connection: string
  /** What the vendor calls it. */
  kind: string
  events: Generated<number>
  /** Those among them that nothing is read again for. */
  unknown: Generated<number>
  first_at: DefaultTimestamp
  last_at: DefaultTimestamp
}

/** One row: whether something changed that no run was asked for yet. */
export interface WebhookFollowUpTable {
  singleton: Generated<boolean>
  pending: boolean
  requested_at: NullableTimestamp
}
