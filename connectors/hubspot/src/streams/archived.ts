import { createHash } from 'node:crypto'
import type { Delete } from '@rapport/connector'
import { type Instant, instant } from '@rapport/model'
import { z } from 'zod'
import { listRecords } from '../objects.ts'
import { later } from '../values.ts'
import { beginning, type Searched } from './reading.ts'

/** What the last look at the archived list found. Its size does not grow with the list. */
export const archivedState = z.strictObject({
  /** When the last of them was archived; null before the first look. */
  latest: instant.nullable(),
  /** A digest of which records were archived, and when. */
  digest: z.string(),
})
export type ArchivedState = z.infer<typeof archivedState>

/** Of what the archived list is read. */
export interface ArchivedReading {
  readonly ctx: Searched['ctx']
  readonly description: Pick<Searched['description'], 'objectType'>
}

/** Before the first look. */
export const neverSwept: ArchivedState = { latest: null, digest: '' }

/** What a look at the archived list came to. */
export interface Sweep {
  readonly state: ArchivedState
  /** Whether a record that was archived before is no longer: restored, or deleted for good after 90 days. */
  readonly shrunk: boolean
}

/**
 * Lists the archived records and yields a delete for each that was archived since the last look. Archiving does not move
 * the modified time, so search never tells of it.
 *
 * The list has no filter, so it is read whole. A digest of the older part shows whether it still is what it was; if not,
 * all of it is yielded again, and `shrunk` tells the caller to look for restored records.
 *
 * Search may go on showing a record for moments after it was archived. Those that this run yielded by it are named by
 * `upserted`: their deletes are yielded again.
 */
export async function* sweepArchived(
  reading: ArchivedReading,
  previous: ArchivedState,
  upserted: ReadonlySet<string> = new Set(),
): AsyncGenerator<Delete, Sweep> {
  const { latest } = previous
  const older = createHash('sha256')
  const all = createHash('sha256')
  let newest = latest
  for await (const { id, at } of listArchived(reading)) {
    const line = `${id} ${at}\n`
    all.update(line)
    newest = newest === null ? at : later(newest, at)
    const isOlder = latest !== null && Date.parse(at) <= Date.parse(latest)
    if (isOlder) older.update(line)
    if (!isOlder || upserted.has(id)) yield { type: 'delete', id, at }
  }
  const state: ArchivedState = { latest: newest ?? beginning, digest: all.digest('base64url') }
  const shrunk = latest !== null && older.digest('base64url') !== previous.digest
  if (shrunk) {
    for await (const { id, at } of listArchived(reading)) yield { type: 'delete', id, at }
  }
  return { state, shrunk }
}

async function* listArchived(reading: ArchivedReading): AsyncGenerator<{ id: string; at: Instant }> {
  let after: string | null = null
  do {
    const page = await listRecords(reading.ctx, reading.description.objectType, {
      after,
      properties: ['hs_object_id'],
      archived: true,
    })
    for (const record of page.records) {
      yield { id: record.id, at: record.archivedAt ?? record.updatedAt ?? beginning }
    }
    after = page.next
  } while (after !== null)
}
