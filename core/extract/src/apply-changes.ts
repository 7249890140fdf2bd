import type {
  Change,
  Checkpoint,
  Delete,
  FieldValues,
  Merge,
  Reject as RejectedChange,
  Upsert,
} from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import {
  type Database,
  markDeleted,
  markMerged,
  type Reject,
  rememberHeld,
  resolveRejects,
  setAside,
} from '@rapport/store'
import type { ExtractCounts } from './extract.ts'
import { fitToModel, idForReject, refusedByDatabase } from './set-aside.ts'
import { storeRecords } from './store-records.ts'

/** A change that goes into the store: all but a checkpoint. */
export type StoredChange = Exclude<Change, Checkpoint>

interface Where {
  readonly db: Database
  readonly connection: string
  readonly entity: EntityName
  readonly counts: ExtractCounts
}

/**
 * Applies changes in their order and adds to the counts. Those of one kind that follow one another go to the database
 * together.
 */
export async function applyChanges(
  db: Database,
  connection: string,
  entity: EntityName,
  changes: readonly StoredChange[],
  counts: ExtractCounts,
): Promise<void> {
  const where: Where = { db, connection, entity, counts }
  let start = 0
  while (start < changes.length) {
    const type = changes[start]?.type
    let end = start + 1
    while (changes[end]?.type === type) end += 1
    await applyGroup(where, changes.slice(start, end))
    start = end
  }
}

/** The changes are all of one kind, so that all but one of these do nothing. */
async function applyGroup(where: Where, group: readonly StoredChange[]): Promise<void> {
  await applyUpserts(where, ofType(group, 'upsert'))
  await applyDeletes(where, ofType(group, 'delete'))
  await applyMerges(where, ofType(group, 'merge'))
  await applyRejects(where, ofType(group, 'reject'))
}

function ofType<T extends StoredChange['type']>(
  changes: readonly StoredChange[],
  type: T,
): Extract<StoredChange, { type: T }>[] {
  return changes.filter((change): change is Extract<StoredChange, { type: T }> => change.type === type)
}

async function applyUpserts(where: Where, changes: readonly Upsert[]): Promise<void> {
  const { db, connection, entity, counts } = where
  if (changes.length === 0) return
  const checked = changes.map((change) => ({ change, fitted: fitToModel(connection, entity, change) }))
  const fitting = checked.flatMap(({ fitted }) => (fitted.fits ? [fitted.incoming] : []))
  const refusals = (await storeRecords(where, fitting)).values()

  const held: { id: string; held: FieldValues }[] = []
  // Of several versions of a record the last decides whether it is set aside.
  const verdicts = new Map<string, Reject | null>()
  for (const { change, fitted } of checked) {
    const recordId = idForReject(change.record.id, change.record)
    const refusal = fitted.fits ? refusals.next().value : undefined
    const reason = refusal ? refusedByDatabase(connection, refusal) : fitted.fits ? null : fitted.reason
    verdicts.set(recordId, reason === null ? null : { entity, recordId, reason, raw: change.record })
    if (reason !== null) counts.rejected += 1
    else if (change.held !== undefined) held.push({ id: recordId, held: change.held })
  }
  counts.read += changes.length
  await rememberHeld(db, connection, entity, held)
  const mended = [...verdicts].flatMap(([id, reject]) => (reject === null ? [id] : []))
  await resolveRejects(db, 'extract', connection, entity, mended)
  await setAside(
    db,
    'extract',
    connection,
    [...verdicts.values()].filter((reject) => reject !== null),
  )
}

async function applyDeletes(where: Where, deletes: readonly Delete[]): Promise<void> {
  where.counts.deleted += await markDeleted(where.db, where.connection, where.entity, deletes)
  await forgetRejects(where, deletes)
}

async function applyMerges(where: Where, merges: readonly Merge[]): Promise<void> {
  where.counts.merged += await markMerged(where.db, where.connection, where.entity, merges)
  await forgetRejects(where, merges)
}

/** A record that is gone from its source can no longer be corrected there. */
async function forgetRejects(where: Where, gone: readonly { readonly id: string }[]): Promise<void> {
  const ids = gone.map(({ id }) => id)
  await resolveRejects(where.db, 'extract', where.connection, where.entity, ids)
}

async function applyRejects(where: Where, changes: readonly RejectedChange[]): Promise<void> {
  const { db, connection, entity, counts } = where
  counts.read += changes.length
  counts.rejected += changes.length
  const bad = changes.map(({ id, reason, raw }) => ({
    entity,
    recordId: idForReject(id, raw ?? reason),
    reason,
    raw: raw ?? null,
  }))
  await setAside(db, 'extract', connection, bad)
}
