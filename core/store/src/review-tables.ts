import type { Generated } from 'kysely'
import type { DefaultTimestamp, NullableTimestamp, Timestamp } from './column-types.ts'
import type { ExpiringRecordTable } from './tables.ts'

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
  /** Null where none was given. */
  reason: string | null
}
