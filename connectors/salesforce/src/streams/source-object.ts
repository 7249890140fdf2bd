import type { EntityInput, EntityName, Instant } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import type { ObjectFields } from '../describe.ts'
import type { SalesforceSettings } from '../settings.ts'
import type { Reading } from './reading.ts'
import type { RecordReader } from './record-reader.ts'
import type { SourceState } from './source-state.ts'

/** Makes an entity of a record. */
export interface Convert<E extends EntityName> {
  /**
   * Null: the record is none (an e-mail that belongs to no case).
   * @throws UnusableValue where a field holds what it must not.
   */
  (record: RecordReader): EntityInput<E> | null
  /** Loads what stands in other records about these, before they are converted. At most 2,000. */
  load?(records: readonly RecordReader[]): Promise<void>
}

/** Looks for changes of other objects on which records depend. */
export interface Outside {
  /** The objects that are looked at. */
  readonly objects: readonly string[]
  /** Which of the objects the state knows and this user does not see any more: what depends on them is unknown then. */
  unseen?(
    ctx: SalesforceContext,
    described: ObjectFields,
    state: SourceState | null,
  ): Promise<readonly string[]>
  /** What is going to be asked, by path, so that it can be asked together with the rest. */
  asked(reading: Reading<EntityName>, state: SourceState, now: Instant | null): readonly string[]
  /**
   * Called before the records themselves are read: a change that comes meanwhile is then found by the next run.
   * @returns the state with what it found, and with the records left to be read once more.
   */
  look(
    reading: Reading<EntityName>,
    state: SourceState,
    now: Instant | null,
    once: AskOnce,
  ): Promise<SourceState>
}

/** Asks for something that several sources of a stream need, once. The same question must always have an answer of the same type. */
export type AskOnce = <T>(question: string, ask: () => Promise<T>) => Promise<T>

/**
 * A field by its name; one of the model that may be mapped is named as the model does, and stands for the field that it is read
 * from. Of several, one is enough.
 */
export type FieldChoice = string | readonly string[]

/** One Salesforce object as a stream reads it. The reading itself is the same for all. */
export interface SourceObject<E extends EntityName> {
  /** Its API name. */
  readonly object: string
  /** The field by which changes are found. Histories only ever grow and have no other. */
  readonly stamp: 'SystemModstamp' | 'CreatedDate'
  /** Fields that are read where the org has them and the user sees them, besides the mappable ones. */
  readonly fields: readonly string[]
  /** Fields of related objects, as `Account.PersonContactId`, with the object that must have them. */
  readonly related?: readonly { readonly path: string; readonly object: string; readonly field: string }[]
  /** Without these, a record would be taken for another kind (lost for open): while one is hidden, none is made an entity. */
  readonly required?: readonly FieldChoice[]
  /** Without these, what matters most of a record is unknown: while one is hidden, it is set aside under its name. */
  readonly expected?: readonly FieldChoice[]
  /** Whether there is no customer value without the object, so that it is missed where it never was there. */
  readonly isEssential?: true
  /** Model fields that the admin may map to another field, with the default; null: read only where mapped. */
  readonly mappable: Readonly<Record<string, string | null>>
  /** Whether nearly every record is an entity, so that counts of both can be compared. */
  readonly isCounted?: true
  /** A condition of the records that are an entity, beside which they are counted, where the settings leave many out. */
  countedWhere?(settings: SalesforceSettings, fields: ObjectFields): string | null
  /** Whether a record that is no entity may have been one before: it is deleted then. */
  readonly mayCease?: true
  /** Another stream reads the same rows: what is asked of the object is asked once a run. */
  readonly isShared?: true
  /** A condition that always holds. */
  readonly where?: string
  /** The first characters of its ids, by which records of one source of a stream are told from those of others. */
  readonly keyPrefix?: string
  /** Whether the settings ask for it. Without this: always. */
  isWanted?(settings: SalesforceSettings): boolean
  /** What changed elsewhere and makes records mean something else, although they did not change themselves. */
  readonly outside?: readonly Outside[]
  /**
   * Loads what converting needs to know of the org. Called once a run, when there is something to convert.
   * @param unseen other objects that records depend on and that this user does not see any more.
   */
  prepare(
    ctx: SalesforceContext,
    fields: ObjectFields,
    associationLabel: string | null,
    unseen: readonly string[],
  ): Promise<Convert<E>>
}
