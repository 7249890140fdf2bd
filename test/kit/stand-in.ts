import type { Credentials } from '@rapport/connector'

/**
 * Something that goes wrong once, with the next call, and is over after it:
 * - `unauthorised-once`: 401; the token that `credentials().refresh` gives is accepted
 * - `rate`: 429 without `Retry-After`
 * - `rate-with-retry-after`: 429 with `Retry-After: 1`
 * - `server-error`: 503
 * - `truncated`: 200, and a body that ends too early
 * - `reset`: the connection is cut before an answer
 * - `hang`: the connection stays open without an answer
 */
export type Fault =
  | 'unauthorised-once'
  | 'rate'
  | 'rate-with-retry-after'
  | 'server-error'
  | 'truncated'
  | 'reset'
  | 'hang'

/** What every stand-in gives: how to connect to it, and how it ends. */
export interface StandIn {
  /** Settings of a connection to this stand-in, as an admin would write them. */
  settings(): unknown
  credentials(): Credentials
  /** Values that must not appear in any error, record or call: tokens above all. */
  readonly secrets: readonly string[]
  /** The next call fails this way. Needed for the capability `http`. */
  fault?(kind: Fault): void
  /** Calls that have arrived so far, failed ones included. Needed for the capability `http`. */
  callCount?(): number
  close(): Promise<void>
}

/** Model fields that a record must have; fields left out are not compared. */
export type ExpectedFields = Readonly<Record<string, unknown>>

/** A stand-in for a vendor as one stream sees it. Every write takes a later modification time than the one before. */
export interface StreamStandIn extends StandIn {
  /** Records per page, or per checkpoint where the source has no pages. The kit populates a few pages. */
  readonly pageSize: number
  /**
   * Adds records. Returns their ids. Where the stream looks back, their modification times should lie far enough apart for a
   * page to be longer than that: else looking back hides what a wrong checkpoint loses.
   */
  populate(count: number): Promise<readonly string[]>
  /** Changes the content of records such that the model shows a difference. */
  modify(ids: readonly string[]): Promise<void>
  /** What a complete copy holds now: live records, by id. */
  holds(): Promise<ReadonlyMap<string, ExpectedFields>>
  /** Deletes or archives a record. */
  archive?(id: string): Promise<void>
  /** Brings an archived record back. */
  restore?(id: string): Promise<void>
  /** Merges a record into another. Returns the id under which both live on. */
  merge?(loser: string, survivor: string): Promise<string>
  /** Adds records that all have the modification time of the newest record. Returns their ids. */
  addWithSameModifiedTime?(count: number): Promise<readonly string[]>
  /** Adds a record that the index does not show until `reveal` is called; later writes show at once. */
  addUnindexed?(): Promise<{ readonly id: string; reveal(): Promise<void> }>
  /** Most results that a search gives over all its pages. */
  readonly searchCap?: number
  /** From now on records and answers carry a field that no description names. */
  addUnknownField?(): Promise<void>
}

/** A stand-in for a vendor as one target sees it. */
export interface TargetStandIn extends StandIn {
  /** Adds records that can be written to. Returns their ids. */
  populate(count: number): Promise<readonly string[]>
  /** The record is gone. */
  remove(id: string): Promise<void>
  /** From now on the vendor refuses writes to this record, and says so for this record alone. */
  refuse(id: string): void
  /** The next write takes effect and its answer is lost with the connection. */
  dropAfterCommit(): void
  /** How many records' writes have taken effect so far; a record written twice counts twice. */
  recordWrites(): number
}

/** A stand-in for a vendor as one action sees it. */
export interface ActionStandIn extends StandIn {
  /** Something to be done that the vendor takes. Every call gives something else to be done. */
  input(): Promise<unknown>
  /** Something to be done that the vendor, or the connector for it, refuses. */
  refusedInput(): Promise<unknown>
  /** The next write takes effect and its answer is lost with the connection. */
  dropAfterCommit(): void
  /** The next write is lost with the connection before it takes effect. */
  dropBeforeCommit(): void
  /** How often something has been done so far; what is done twice counts twice. */
  effects(): number
}
