import type { EntityName } from '@rapport/model'
import {
  type Database,
  type RecordText,
  type UpsertCounts,
  undoIfRefused,
  upsertRecordTexts,
} from '@rapport/store'

/** Where to store, and the counts to add to. The database is a transaction. */
export interface Destination {
  readonly db: Database
  readonly connection: string
  readonly entity: EntityName
  readonly counts: UpsertCounts
  /** For how long from now on the content may be kept; null: without end. */
  readonly keptForMs: number | null
}

/**
 * Stores records together. Where the database refuses a value (a year that it cannot hold, an id too long for its index),
 * halves are tried until the record is found: one bad record never stops a run.
 * Returns why each was refused, in order; null for those that are stored.
 * @throws what the database throws for any other reason.
 */
export async function storeRecords(
  destination: Destination,
  records: readonly RecordText[],
): Promise<readonly (Error | null)[]> {
  const { db, connection, entity, counts, keptForMs } = destination
  if (records.length === 0) return []
  const refusal = await undoIfRefused(db, async () => {
    const done = await upsertRecordTexts(db, connection, entity, records, keptForMs)
    counts.inserted += done.inserted
    counts.updated += done.updated
    counts.unchanged += done.unchanged
  })
  if (refusal === null) return records.map(() => null)
  if (records.length === 1) return [refusal]
  const middle = Math.ceil(records.length / 2)
  const first = await storeRecords(destination, records.slice(0, middle))
  return [...first, ...(await storeRecords(destination, records.slice(middle)))]
}
