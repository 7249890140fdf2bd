import { createHash } from 'node:crypto'
import type { ModifiedRange } from '@rapport/connector'
import type { Instant } from '@rapport/model'
import type { HubspotRecord, SearchPage } from '../objects.ts'
import { rangeThrough } from './modified-search.ts'
import type { ObjectEntity } from './object-description.ts'
import { modifiedAt, type Reading } from './reading.ts'

/** Where HubSpot and the store count differently in the range that is looked at again. */
export interface OverlapComparison {
  /** Records of the newest page, read before, whose time the store counts otherwise: one came late or changed again. */
  readonly records: readonly HubspotRecord[]
  /** Whether the range as a whole counts otherwise. */
  readonly totalDiffers: boolean
  /** A digest of all differences; null where there are none. */
  readonly digest: string | null
}

/**
 * Compares the newest page, time by time, and the range as a whole with what the store holds, without a call.
 *
 * The whole alone would not do: a record that was read and then changed again within the range, and shows late, is one in
 * both counts, at another time.
 */
export async function compareOverlap(
  reading: Reading<ObjectEntity>,
  newest: SearchPage,
  readBefore: Instant,
  range: ModifiedRange,
): Promise<OverlapComparison> {
  const { entity } = reading.description
  const differing: HubspotRecord[] = []
  const differences: [string, number, number][] = []
  for (const [at, records] of completeTimes(reading, newest)) {
    if (Date.parse(at) > Date.parse(readBefore)) continue
    const stored = await reading.ctx.countStored(entity, rangeThrough(at, at))
    if (stored === records.length) continue
    differing.push(...records)
    differences.push([at, records.length, stored])
  }
  const stored = await reading.ctx.countStored(entity, range)
  const totalDiffers = stored !== newest.total
  if (totalDiffers) differences.push([range.before, newest.total, stored])
  const digest = createHash('sha256').update(JSON.stringify(differences)).digest('base64url')
  return { records: differing, totalDiffers, digest: differences.length === 0 ? null : digest }
}

/** The records of a page by modified time, without a time that may go on beyond the page. */
function completeTimes(
  reading: Reading<ObjectEntity>,
  page: SearchPage,
): ReadonlyMap<Instant, readonly HubspotRecord[]> {
  const times = Map.groupBy(page.records, (record) => modifiedAt(reading, record))
  const oldest = page.records.at(-1)
  if (page.next !== null && oldest !== undefined) times.delete(modifiedAt(reading, oldest))
  return times
}
