import type { Delete, FieldValues, Merge, Reject as RejectedChange } from '@rapport/connector'
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
import type { PendingChange, PendingUpsert } from './pending-change.ts'
import { idForReject, refusedByDatabase } from './set-aside.ts'
import { storeRecords } from './store-records.ts'

/** Where changes go, and what is counted and known of them. */
export interface Destination {
  /** A transaction. */
  readonly db: Database
  readonly connection: string
  readonly entity: EntityName
  readonly counts: ExtractCounts
  /** Whether records may be set aside: where none are, none need be looked for among those that come. */
  readonly rejects: { mayBeOpen: boolean }
  /** For how long from now on the content may be kept; null: without end. */
  readonly keptForMs: number | null
}

/**
 * Applies changes in their order and adds to the counts. Those of one kind that follow one another go to the database
 * together.
 */
export async function applyChanges(where: Destination, changes: readonly PendingChange[]): Promise<void> {
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
async function applyGroup(where: Destination, group: readonly PendingChange[]): Promise<void> {
  await applyUpserts(where, ofType(group, 'upsert'))
  await applyDeletes(where, ofType(group, 'delete'))
  await applyMerges(where, ofType(group, 'merge'))
  await applyRejects(where, ofType(group, 'reject'))
}

function ofType<T extends PendingChange['type']>(
  changes: readonly PendingChange[],
  type: T,
): Extract<PendingChange, { type: T }>[] {
  return changes.filter((change): change is Extract<PendingChange, { type: T }> => change.type === type)
}

async function applyUpserts(where: Destination, upserts: readonly PendingUpsert[]): Promise<void> {
  const { db, connection, entity, counts } = where
  if (upserts.length === 0) return
  const fitting = upserts.flatMap(({ content }) => ('reason' in content ? [] : [content]))
  const refusals = (await storeRecords(where, fitting)).values()

  const held: { id: string; held: FieldValues }[] = []
  // Of several versions of a record the last decides whether it is set aside.
  const verdicts = new Map<string, Reject | null>()
  for (const upsert of upserts) {
    const { recordId } = upsert
    const verdict = verdictOn(where, upsert, refusals)
    verdicts.set(recordId, verdict)
    if (verdict !== null) counts.rejected += 1
    else if (upsert.held !== undefined) held.push({ id: recordId, held: upsert.held })
  }
  counts.read += upserts.length
  await rememberHeld(db, connection, entity, held)
  await forgetRejects(
    where,
    [...verdicts].flatMap(([id, reject]) => (reject === null ? [id] : [])),
  )
  await keepRejects(
    where,
    [...verdicts.values()].filter((reject) => reject !== null),
  )
}

/** Why a record is set aside; null for one that is stored. Takes the refusal of each that fits the model from the list. */
function verdictOn(
  { connection, entity }: Destination,
  { recordId, content }: PendingUpsert,
  refusals: Iterator<Error | null>,
): Reject | null {
  if ('reason' in content) return { entity, recordId, reason: content.reason, raw: content.record }
  const refusal = refusals.next().value
  if (refusal === undefined || refusal === null) return null
  const reason = refusedByDatabase(connection, refusal)
  return { entity, recordId, reason, raw: JSON.parse(content.data) }
}

async function applyDeletes(where: Destination, deletes: readonly Delete[]): Promise<void> {
  where.counts.deleted += await markDeleted(where.db, where.connection, where.entity, deletes)
  await forgetRejects(
    where,
    deletes.map(({ id }) => id),
  )
}

async function applyMerges(where: Destination, merges: readonly Merge[]): Promise<void> {
  where.counts.merged += await markMerged(where.db, where.connection, where.entity, merges)
  await forgetRejects(
    where,
    merges.map(({ id }) => id),
  )
}

/** For records that came through, and for those that are gone: they can no longer be corrected in their source. */
async function forgetRejects(where: Destination, ids: readonly string[]): Promise<void> {
  if (!where.rejects.mayBeOpen) return
  await resolveRejects(where.db, 'extract', where.connection, where.entity, ids)
}

async function keepRejects(where: Destination, rejects: readonly Reject[]): Promise<void> {
  if (rejects.length > 0) where.rejects.mayBeOpen = true
  await setAside(where.db, 'extract', where.connection, rejects, where.keptForMs)
}

async function applyRejects(where: Destination, changes: readonly RejectedChange[]): Promise<void> {
  const { entity, counts } = where
  counts.read += changes.length
  counts.rejected += changes.length
  const bad = changes.map(({ id, reason, raw }) => ({
    entity,
    recordId: idForReject(id, raw ?? reason),
    reason,
    raw: raw ?? null,
  }))
  await keepRejects(where, bad)
}
