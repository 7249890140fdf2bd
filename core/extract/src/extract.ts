import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type AnyStream,
  type ConnectorContext,
  ConnectorError,
  type FieldSelection,
} from '@rapport/connector'
import type { EntityName, RetentionClass } from '@rapport/model'
import {
  commitWithoutWaiting,
  countRejects,
  type Database,
  databaseNow,
  endStartedOver,
  expiringEntities,
  keptForMs,
  loadCheckpoint,
  rememberRetention,
  resolveOlderRejects,
  saveCheckpoint,
} from '@rapport/store'
import { applyChanges } from './apply-changes.ts'
import { Commits } from './commits.ts'
import { type PendingChange, pendingChange } from './pending-change.ts'

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

/** Nothing yet. */
export function noCounts(): ExtractCounts {
  return { read: 0, inserted: 0, updated: 0, unchanged: 0, deleted: 0, merged: 0, rejected: 0 }
}

export interface ExtractOptions {
  readonly db: Database
  readonly ctx: ConnectorContext
  readonly stream: AnyStream<never>
  readonly fields: FieldSelection
  readonly retention: RetentionClass
  /** Called in each transaction before it commits, which it does not where this throws. */
  readonly beforeCommit?: ((transaction: Database) => Promise<void>) | undefined
  /** Called after each commit. */
  readonly onProgress?: (counts: Readonly<ExtractCounts>) => void
}

/** Rows that are committed together even without a checkpoint: reads are at least once, so that is safe. */
const largestBatch = 2_000
/** Changes that are taken before what else the process has to do comes to its turn. */
const changesPerTurn = 25

/**
 * Reads a stream from its last checkpoint to its end into the store. A page of changes and its checkpoint commit in one
 * transaction, so a process that is killed anywhere goes on where it stopped. A record that does not fit the model is set
 * aside with its reason and the rest goes on. What was set aside before a read from the start, and was not again at its end,
 * is off the list: it was corrected, under another id too, or is gone.
 * @throws ConnectorError as the stream throws it, or the signal's reason; what was committed stays.
 */
export async function extractStream(options: ExtractOptions): Promise<ExtractCounts> {
  const { db, ctx, stream } = options
  mustBeStorable(ctx.connection, stream, options.retention)
  const counts = noCounts()
  const { connection } = ctx
  const { entity } = stream
  const held = await loadCheckpoint(db, connection, entity)
  const rejects = { mayBeOpen: (await countRejects(db, 'extract')) > 0 }
  let startedOver = held.state === null ? await databaseNow(db) : held.startedOver
  await rememberRetention(db, connection, options.retention)
  const lifetime = keptForMs(options.retention)
  const commit = async (batch: Batch, state?: unknown): Promise<void> => {
    const { changes } = batch
    await db.transaction().execute(async (transaction) => {
      // Without a checkpoint, what a crash takes away is read again; the commit of the next checkpoint waits for the disk for all.
      if (state === undefined) await commitWithoutWaiting(transaction)
      // Their time runs since the first of them came.
      const left = lifetime === null ? null : lifetime - (performance.now() - batch.since)
      await applyChanges({ db: transaction, connection, entity, counts, rejects, keptForMs: left }, changes)
      if (state !== undefined) await saveCheckpoint(transaction, connection, entity, { state, startedOver })
      await options.beforeCommit?.(transaction)
    })
    options.onProgress?.(counts)
  }
  const commits = new Commits()
  try {
    let batch = newBatch()
    const reading = (stream as AnyStream<unknown>).read(seeingAll(ctx, commits), held.state, options.fields)
    for await (const change of reading) {
      ctx.signal.throwIfAborted()
      if (change.type === 'checkpoint') {
        // What is still being stored belongs to the read before.
        if (change.startsOver === true) {
          await commits.done()
          startedOver = await databaseNow(db)
        }
        const { state } = change
        const finished = batch
        await commits.next(null, () => commit(finished, state))
        batch = newBatch()
        continue
      }
      if (batch.changes.length === 0) batch.since = performance.now()
      batch.changes.push(pendingChange(connection, entity, change))
      // Rows that have arrived already follow one another without a pause, in which alone the database would be answered.
      if (batch.changes.length % changesPerTurn === 0) await nextTurn()
      if (batch.changes.length < largestBatch) continue
      const full = batch
      await commits.next(idsOf(full.changes), () => commit(full))
      batch = newBatch()
    }
    // A stream that ends early because it was told to stop has not come to its end.
    ctx.signal.throwIfAborted()
    const rest = batch
    if (rest.changes.length > 0) await commits.next(idsOf(rest.changes), () => commit(rest))
  } finally {
    await commits.done()
  }
  if (startedOver !== null) await finishStartedOver(db, connection, entity, startedOver)
  return counts
}

/** Changes that wait to be committed together. */
interface Batch {
  readonly changes: PendingChange[]
  /** When the first of them came, by the process's own clock, ms. */
  since: number
}

function newBatch(): Batch {
  return { changes: [], since: performance.now() }
}

/** @throws ConnectorError of kind `config` where the terms of the source do not allow its content to be stored. */
export function mustBeStorable(
  connection: string,
  { entity }: { readonly entity: EntityName },
  retention: RetentionClass,
): void {
  if (retention === 'id_only') {
    throw new ConnectorError(
      'config',
      `${connection}: the terms of this source forbid storing its content: it can be shown, but not synced`,
    )
  }
  const allowed: readonly EntityName[] = expiringEntities
  if (keptForMs(retention) !== null && !allowed.includes(entity)) {
    throw new ConnectorError(
      'config',
      `${connection}: the terms of this source allow its content to be kept for 24 hours only, which Rapport does for ${allowed.join(' and ')}: take ${entity} out of connections.${connection}.streams`,
    )
  }
}

/** The records that changes store; null where they do something else too. */
function idsOf(changes: readonly PendingChange[]): ReadonlySet<string> | null {
  const ids = new Set<string>()
  for (const change of changes) {
    if (change.type !== 'upsert' || 'reason' in change.content) return null
    ids.add(change.content.id)
  }
  return ids
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

/** What a stream asks of the store, it asks of all that it has given. */
function seeingAll(ctx: ConnectorContext, commits: Commits): ConnectorContext {
  return {
    ...ctx,
    countStored: async (...range) => {
      await commits.done()
      return ctx.countStored(...range)
    },
    storedIds: async (...page) => {
      await commits.done()
      return ctx.storedIds(...page)
    },
  }
}
