import {
  type AnyStream,
  type ConnectorContext,
  ConnectorError,
  type FieldSelection,
} from '@rapport/connector'
import type { EntityName, RetentionClass } from '@rapport/model'
import {
  type Database,
  databaseNow,
  endStartedOver,
  loadCheckpoint,
  resolveOlderRejects,
  saveCheckpoint,
} from '@rapport/store'
import { applyChanges, type StoredChange } from './apply-changes.ts'

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
 * aside with its reason and the rest goes on. What was set aside before a read from the start, and was not again at its end,
 * is off the list: it was corrected, under another id too, or is gone.
 * @throws ConnectorError as the stream throws it, or the signal's reason; what was committed stays.
 */
export async function extractStream(options: ExtractOptions): Promise<ExtractCounts> {
  const { db, ctx, stream } = options
  if (options.retention === 'id_only') {
    throw new ConnectorError(
      'config',
      `${ctx.connection}: the terms of this source forbid storing its content: it can be shown, but not synced`,
    )
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
  const { connection } = ctx
  const { entity } = stream
  const held = await loadCheckpoint(db, connection, entity)
  let startedOver = held.state === null ? await databaseNow(db) : held.startedOver
  const batch: StoredChange[] = []
  const commit = async (state?: unknown): Promise<void> => {
    if (batch.length === 0 && state === undefined) return
    await db.transaction().execute(async (transaction) => {
      await applyChanges(transaction, connection, entity, batch, counts)
      if (state !== undefined) await saveCheckpoint(transaction, connection, entity, { state, startedOver })
    })
    batch.length = 0
    options.onProgress?.(counts)
  }
  for await (const change of (stream as AnyStream<unknown>).read(ctx, held.state, options.fields)) {
    ctx.signal.throwIfAborted()
    if (change.type === 'checkpoint') {
      if (change.startsOver === true) startedOver = await databaseNow(db)
      await commit(change.state)
    } else batch.push(change)
    if (batch.length >= largestBatch) await commit()
  }
  // A stream that ends early because it was told to stop has not come to its end.
  ctx.signal.throwIfAborted()
  await commit()
  if (startedOver !== null) await finishStartedOver(db, connection, entity, startedOver)
  return counts
}

async function finishStartedOver(
  db: Database,
  connection: string,
  entity: EntityName,
  startedOver: string,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await resolveOlderRejects(transaction, 'extract', connection, entity, startedOver)
    await endStartedOver(transaction, connection, entity)
  })
}
