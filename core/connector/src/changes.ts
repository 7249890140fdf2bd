import type { EntityInput, EntityName, Instant } from '@rapport/model'

/** The value of one target field in Rapport's own terms: money and numbers as numbers, shares as 0–1, dates as ISO text. */
export type FieldValue = number | string | null
/** Target field values by Rapport's field name, e.g. `{ clv: 182.5, segment: 'loyal' }`. */
export type FieldValues = Readonly<Record<string, FieldValue>>

/** A record as the source has it now. Replaces what was known; revives a record that was deleted. */
export interface Upsert<E extends EntityName = EntityName> {
  readonly type: 'upsert'
  readonly record: EntityInput<E>
  /** Source fields that no mapping uses, kept where the source's terms allow. Leave out what moves by itself (modified times). */
  readonly raw?: Readonly<Record<string, unknown>>
  /**
   * What the record holds in the fields that Rapport writes, where the stream was asked for them. Of a field that is left out, what was
   * known stays.
   */
  readonly held?: FieldValues
}

/** The record was deleted or archived in the source. */
export interface Delete {
  readonly type: 'delete'
  readonly id: string
  readonly at?: Instant
}

/** The record was merged into another and lives on there. */
export interface Merge {
  readonly type: 'merge'
  readonly id: string
  readonly into: string
  readonly at?: Instant
}

/** A record that could not be understood. It is set aside with its reason, and the stream goes on. */
export interface Reject {
  readonly type: 'reject'
  readonly id: string | null
  readonly reason: string
  readonly raw?: unknown
}

/** Everything before this is complete: the state commits in one transaction with the changes before it. */
export interface Checkpoint<State = unknown> {
  readonly type: 'checkpoint'
  readonly state: State
  /** The stream reads everything from the start again after this, although it was asked for changes. */
  readonly startsOver?: boolean
}

export type Change<E extends EntityName = EntityName, State = unknown> =
  | Upsert<E>
  | Delete
  | Merge
  | Reject
  | Checkpoint<State>
