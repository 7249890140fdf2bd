import type { EntityName, Instant } from '@rapport/model'
import type { Change, Checkpoint } from './changes.ts'
import type { ConnectorContext } from './context.ts'
import type { FieldSelection } from './stream.ts'

/** A request of a vendor as it arrived. Nothing of it is trusted before it is verified. */
export interface WebhookRequest {
  readonly method: string
  /** The address that the vendor called as the set-up knows it: never made of what the request says of its host. */
  readonly url: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Its very bytes: what was parsed and written again has another signature. */
  readonly body: Uint8Array
}

/** Why a request is not taken for the vendor's. */
export type WebhookRefusal = 'unsigned' | 'wrong signature' | 'too old' | 'from the future'

/** What became of a record, as far as it matters: whatever it was, it is read again; `erased` asks that its content go for good. */
export type WebhookEvent = 'changed' | 'erased'

/** A record to read again. */
export interface WebhookRecord {
  readonly entity: EntityName
  readonly id: string
  readonly event: WebhookEvent
  /** When it happened, by the vendor's clock; null where the vendor does not tell. */
  readonly at: Instant | null
}

/** What a payload holds. The records are all that is taken from it: values that it tells are never stored. */
export interface WebhookReading {
  readonly records: readonly WebhookRecord[]
  /** Events by what the vendor calls them. */
  readonly types: Readonly<Record<string, number>>
  /** Those among them that nothing is read again for, because no stream reads such records. */
  readonly unknown: Readonly<Record<string, number>>
  /** Events without an id, or that are not what the vendor describes. */
  readonly unreadable: number
}

/** A change of a record that was read again, and of which entity it is. */
export interface RecordReadAgain {
  readonly entity: EntityName
  readonly change: Exclude<Change, Checkpoint>
}

/** What reading again goes by. */
export interface ReadAgainOptions {
  readonly fields: (entity: EntityName) => FieldSelection
  /** The state of the last checkpoint of a stream; null where it was never read. */
  readonly state: (entity: EntityName) => unknown
}

/**
 * How a vendor tells of changes. What it tells is a reason to look, and no more: the records are read again by their ids, and what the
 * vendor's API says then is what is stored, a deletion and a merge too.
 */
export interface WebhookDefinition<Settings> {
  /** More than this is refused unread. Bytes. */
  readonly largestBody: number
  /** The references of the secrets that it may be signed with; none where the set-up has no webhooks. */
  secrets(settings: Settings, auth: Readonly<Record<string, string>>): readonly string[]
  /** Null where one of the secrets signed it, at most some minutes from `now` (epoch milliseconds). */
  verify(request: WebhookRequest, secrets: readonly string[], now: number): WebhookRefusal | null
  /** Which records a payload names. @throws ConnectorError of kind `contract` for what is no payload at all. */
  records(payload: unknown): WebhookReading
  /** The records that `read` reads by their own ids. */
  readonly entities: readonly EntityName[]
  /** Most ids that are read together. */
  readonly batchSize: number
  /**
   * Reads records again by their ids, and what hangs off them. Each that is gone is yielded as a delete, or as a merge by the record
   * it lives on in.
   */
  read(
    ctx: ConnectorContext<Settings>,
    entity: EntityName,
    ids: readonly string[],
    options: ReadAgainOptions,
  ): AsyncIterable<RecordReadAgain>
}
