import type { CurrencyCode, Instant } from '@rapport/model'
import type { FieldValues } from './changes.ts'
import type { ConnectorContext } from './context.ts'
import type { ConnectorError } from './errors.ts'

/** How a field's value is meant; the connector chooses the vendor's own type for it. Percent is 0–1 here. */
export type TargetFieldType =
  | 'currency'
  | 'number'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'enumeration'
  | 'yesno'
  | 'text'

/** A field that Rapport writes. */
export interface TargetField {
  /** Rapport's name, e.g. `clv_low`; the vendor's name is made from it by the connector. */
  readonly name: string
  readonly type: TargetFieldType
  readonly label: string
  /** For people: what it is and by which policy. */
  readonly description: string
  /** Digits behind the point with which a number is written and compared; percent counts them on 0–1. Null: no number. */
  readonly decimals: number | null
  /** Allowed values of an enumeration. */
  readonly options?: readonly string[]
}

/** Money is read in the currency of the record that it stands on: `current` gives that with the fields, as `recordCurrency`. */
export const perRecord = 'per record'

/**
 * The name under which `current`, and a stream that reads Rapport's own fields, give the currency of a record beside them, as an
 * ISO 4217 code. It is never written.
 */
export const recordCurrency = 'record_currency'

/** One record's new values. Null clears a field. */
export interface Write {
  readonly id: string
  readonly values: FieldValues
}

/** What became of one write. */
export type WriteResult =
  | { readonly id: string; readonly ok: true; readonly modifiedAt: Instant | null }
  | { readonly id: string; readonly ok: false; readonly error: ConnectorError }

/** What a job took of a batch. */
export interface TakenWrites {
  /** How many of the writes, from the first on, the job holds or has no way to carry. The others need a job of their own. */
  readonly taken: number
  /** Ids of those among them that it has no way to carry, or that are not fit to be sent: `write` tells why, or writes them. */
  readonly unfit: readonly string[]
}

/** Very many writes that a vendor takes at once. It is filled, sent once, and then over. */
export interface WriteJob {
  /** How many writes it holds. */
  readonly size: number
  /** Whether a write did not fit in any more. */
  readonly isFull: boolean
  /**
   * Takes writes up, encoded, so that no object per record is kept. Nothing is sent. Several batches may be added at once; the
   * first write of an empty job always fits.
   */
  add(batch: readonly Write[]): Promise<TakenWrites>
  /**
   * Sends it, waits until the vendor is done, and gives what became of the writes, in any order and in parts, as it is read.
   * Throws a ConnectorError with `outcome: 'none'` when surely none of those not given was written, and with `unknown` when
   * any may have been.
   */
  send(): AsyncGenerator<readonly WriteResult[]>
}

/** How a vendor takes very many records as one job. */
export interface JobWriting<Settings> {
  /** More changes than this go by jobs, others by `write`. */
  above(ctx: ConnectorContext<Settings>): number
  /** Begins a job for writes of these fields. The vendor is not called before they are sent, but to encode them. */
  open(ctx: ConnectorContext<Settings>, fields: readonly TargetField[]): WriteJob
}

/**
 * Told the names of all fields that a CRM does not have, and of those among them that it may give back with their values when they are
 * created again, or empty.
 */
export type OnMissingFields = (names: readonly string[], mayComeBack?: readonly string[]) => Promise<void>

/** Where scores go. */
export interface TargetDefinition<Settings> {
  readonly entity: 'contact' | 'company' | 'ticket'
  /** Most records per call of `current` and `write`. */
  readonly batchSize: number
  /**
   * The currency in which the fields of type `currency` are read there: one for all records, or `perRecord`. Money is brought
   * into it before it is written. Null where it is unknown, or without this function: they are taken to be in the workspace's
   * currency.
   */
  currency?(ctx: ConnectorContext<Settings>): Promise<CurrencyCode | typeof perRecord | null>
  /**
   * Creates the fields that are missing. Returns the names it created.
   * @param onMissing is told the names of the fields that are not there before the first of them is created, and waited for. Where they
   * were there once, their values are gone (but of those that may come back), also where a crash or a refusal ends this call before it
   * returns. Without it nothing is asked that only it would hear.
   */
  ensureFields(
    ctx: ConnectorContext<Settings>,
    fields: readonly TargetField[],
    onMissing?: OnMissingFields,
  ): Promise<readonly string[]>
  /**
   * What the CRM holds now in these fields, which may be none; where each record has a currency of its own, that too, as
   * `recordCurrency`. A record that is not in the map no longer exists there.
   */
  current(
    ctx: ConnectorContext<Settings>,
    ids: readonly string[],
    fields: readonly TargetField[],
  ): Promise<ReadonlyMap<string, FieldValues>>
  /**
   * Writes a batch; one result per write, in order. Throws only when nothing is known about the batch as a whole: a
   * ConnectorError with `outcome: 'unknown'` when it may have been applied.
   */
  write(
    ctx: ConnectorContext<Settings>,
    batch: readonly Write[],
    fields: readonly TargetField[],
  ): Promise<readonly WriteResult[]>
  /**
   * For a vendor that takes very many records as one job. A job may work on after the process that sent it was killed:
   * `current` then waits for it, so that what it reads is what stays.
   */
  readonly jobs?: JobWriting<Settings>
}

/** Declares a target. */
export function defineTarget<Settings>(definition: TargetDefinition<Settings>): TargetDefinition<Settings> {
  return definition
}
