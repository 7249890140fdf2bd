import type { RecordReadAgain } from '@rapport/connector'
import type { EntityName, RetentionClass } from '@rapport/model'
import { type Database, keptForMs } from '@rapport/store'
import { applyChanges } from './apply-changes.ts'
import { type ExtractCounts, noCounts } from './extract.ts'
import { type PendingChange, pendingChange } from './pending-change.ts'

/** Records that were read by their ids and wait to be stored. */
export interface RecordsRead {
  /** The ids of an entity that are in the source now, those included that do not fit the model. */
  liveIds(entity: EntityName): ReadonlySet<string>
  /** The ids of an entity that are gone. */
  goneIds(entity: EntityName): ReadonlySet<string>
  /** Stores them as a stream's are, in the transaction. Returns what that came to. */
  store(transaction: Database): Promise<ExtractCounts>
}

/**
 * Reads what was asked for by ids to its end. Nothing is stored before all is there: what is stored belongs to one moment, and the
 * caller's own rows go with it.
 * @throws what the source throws; then nothing was read.
 */
export async function readRecords(
  connection: string,
  retention: RetentionClass,
  read: AsyncIterable<RecordReadAgain>,
  signal: AbortSignal,
): Promise<RecordsRead> {
  const groups: { entity: EntityName; changes: PendingChange[] }[] = []
  const since = performance.now()
  for await (const { entity, change } of read) {
    signal.throwIfAborted()
    const last = groups.at(-1)
    const pending = pendingChange(connection, entity, change)
    if (last?.entity === entity) last.changes.push(pending)
    else groups.push({ entity, changes: [pending] })
  }
  signal.throwIfAborted()
  const idsOf = (entity: EntityName, isGone: boolean): ReadonlySet<string> =>
    new Set(
      groups
        .filter((group) => group.entity === entity)
        .flatMap(({ changes }) => changes)
        .flatMap((change) => {
          if ((change.type === 'delete' || change.type === 'merge') !== isGone) return []
          const id = change.type === 'upsert' ? change.recordId : change.id
          return id === null ? [] : [id]
        }),
    )
  return {
    liveIds: (entity) => idsOf(entity, false),
    goneIds: (entity) => idsOf(entity, true),
    store: async (transaction) => {
      const counts = noCounts()
      const lifetime = keptForMs(retention)
      for (const { entity, changes } of groups) {
        const left = lifetime === null ? null : lifetime - (performance.now() - since)
        const rejects = { mayBeOpen: true }
        await applyChanges({ db: transaction, connection, entity, counts, rejects, keptForMs: left }, changes)
      }
      return counts
    },
  }
}
