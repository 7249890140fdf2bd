import type { Change, Checkpoint, FieldValues, Upsert } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { type RecordText, recordText } from '@rapport/store'
import { fitToModel, idForReject } from './set-aside.ts'

/** An upsert that waits to be stored. */
export interface PendingUpsert {
  readonly type: 'upsert'
  /** Under which id it is set aside, where it is. */
  readonly recordId: string
  /** The record, or why it does not fit the model, with what the source gave. */
  readonly content: RecordText | { readonly reason: string; readonly record: unknown }
  readonly held: FieldValues | undefined
}

/** A change that waits to be stored: all but a checkpoint. */
export type PendingChange = PendingUpsert | Exclude<Change, Upsert | Checkpoint>

/**
 * Checks a change against the model and keeps of it what goes into the database. Done as it comes: thousands of records that wait
 * as values, rather than as text, cost more time in clearing memory than all else that is done with them.
 */
export function pendingChange(
  connection: string,
  entity: EntityName,
  change: Exclude<Change, Checkpoint>,
): PendingChange {
  if (change.type !== 'upsert') return change
  const { record, held } = change
  const fitted = fitToModel(connection, entity, record)
  return {
    type: 'upsert',
    recordId: idForReject(record.id, record),
    content: fitted.fits
      ? recordText({ record: fitted.record, raw: change.raw ?? null })
      : { reason: fitted.reason, record },
    held,
  }
}
