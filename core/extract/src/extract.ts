import type {
  AnyStream,
  Change,
  ConnectorContext,
  Delete,
  FieldSelection,
  FieldValues,
  Merge,
} from '@rapport/connector'
import { type EntityName, entities, type RetentionClass } from '@rapport/model'
import {
  type Database,
  type IncomingRecord,
  loadCheckpoint,
  markDeleted,
  markMerged,
  type Reject,
  rememberHeld,
  resolveRejects,
  saveCheckpoint,
  setAside,
  upsertRecords,
} from '@rapport/store'

/** What one stream's read came to, in records. */
export interface ExtractCounts {
  /** Records the source gave. */
  read: number
  inserted: number
  updated: number
  unchanged: number
  deleted: number
  merged: number
  rejected: number
}

export interface ExtractOptions {
  readonly db: Database
  readonly ctx: ConnectorContext
  readonly stream: AnyStream<never>
  readonly fields: FieldSelection
  readonly retention: RetentionClass
  /** Called after each commit. */
  readonly onProgress?: (counts: Readonly<ExtractCounts>) => void
}

/** Rows kept in memory before they are committed even without a checkpoint: reads are at least once, so that is safe. */
const largestBatch = 2_000

/**
 * Reads a stream from its last checkpoint to its end into the store. A page of changes and its checkpoint commit in one
 * transaction, so a process that is killed anywhere goes on where it stopped. A record that does not fit the model is set
 * aside with its reason and the rest goes on.
 * @throws ConnectorError as the stream throws it; what was committed stays.
 */
export async function extractStream(options: ExtractOptions): Promise<ExtractCounts> {
  const { db, ctx, stream } = options
  if (options.retention === 'id_only') {
    throw new Error(`${ctx.connection}: the terms of this source forbid storing its content`)
  }
  const counts: ExtractCounts = {
    read: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    deleted: 0,
    merged: 0,
    rejected: 0,
  }
  const since = await loadCheckpoint(db, ctx.connection, stream.entity)
  const batch: Change[] = []
  const commit = async (state?: unknown): Promise<void> => {
    if (batch.length === 0 && state === undefined) return
    await db.transaction().execute(async (transaction) => {
      await applyChanges(transaction, ctx.connection, stream.entity, batch, counts)
      if (state !== undefined) await saveCheckpoint(transaction, ctx.connection, stream.entity, state)
    })
    batch.length = 0
    options.onProgress?.(counts)
  }
  for await (const change of (stream as AnyStream<unknown>).read(ctx, since, options.fields)) {
    ctx.signal.throwIfAborted()
    if (change.type === 'checkpoint') await commit(change.state)
    else batch.push(change)
    if (batch.length >= largestBatch) await commit()
  }
  await commit()
  return counts
}

/** Changes of one kind that follow one another go to the database together; their order is kept. */
async function applyChanges(
  db: Database,
  connection: string,
  entity: EntityName,
  changes: readonly Change[],
  counts: ExtractCounts,
): Promise<void> {
  for (const group of groupByType(changes)) {
    if (group[0]?.type === 'upsert') await applyUpserts(db, connection, entity, group, counts)
    else if (group[0]?.type === 'delete') {
      counts.deleted += await markDeleted(db, connection, entity, group as readonly Delete[])
    } else if (group[0]?.type === 'merge') {
      counts.merged += await markMerged(db, connection, entity, group as readonly Merge[])
    } else await applyRejects(db, connection, entity, group, counts)
  }
}

function* groupByType(changes: readonly Change[]): Iterable<readonly Change[]> {
  let group: Change[] = []
  for (const change of changes) {
    if (group[0] !== undefined && group[0].type !== change.type) {
      yield group
      group = []
    }
    group.push(change)
  }
  if (group.length > 0) yield group
}

async function applyUpserts(
  db: Database,
  connection: string,
  entity: EntityName,
  changes: readonly Change[],
  counts: ExtractCounts,
): Promise<void> {
  const good: IncomingRecord[] = []
  const held: { id: string; held: FieldValues }[] = []
  const bad: Reject[] = []
  for (const change of changes) {
    if (change.type !== 'upsert') continue
    counts.read += 1
    const parsed = entities[entity].safeParse(change.record)
    if (parsed.success) {
      good.push({ record: parsed.data, raw: change.raw ?? null })
      if (change.held !== undefined) held.push({ id: parsed.data.id, held: change.held })
    } else {
      const issue = parsed.error.issues[0]
      bad.push({
        entity,
        recordId: String(change.record.id),
        reason: `${issue?.path.join('.') ?? 'record'}: ${issue?.message ?? 'does not fit the model'}. Correct it in ${connection}; it is read again once it changes there`,
        raw: change.record,
      })
    }
  }
  const done = await upsertRecords(db, connection, entity, good)
  counts.inserted += done.inserted
  counts.updated += done.updated
  counts.unchanged += done.unchanged
  counts.rejected += bad.length
  if (held.length > 0) await rememberHeld(db, connection, entity, held)
  await resolveRejects(
    db,
    'extract',
    connection,
    entity,
    good.map(({ record }) => record.id),
  )
  await setAside(db, 'extract', connection, bad)
}

async function applyRejects(
  db: Database,
  connection: string,
  entity: EntityName,
  changes: readonly Change[],
  counts: ExtractCounts,
): Promise<void> {
  const bad: Reject[] = []
  for (const change of changes) {
    if (change.type !== 'reject') continue
    counts.read += 1
    counts.rejected += 1
    bad.push({
      entity,
      recordId: change.id ?? `without id: ${JSON.stringify(change.raw ?? change.reason).slice(0, 200)}`,
      reason: change.reason,
      raw: change.raw ?? null,
    })
  }
  await setAside(db, 'extract', connection, bad)
}
