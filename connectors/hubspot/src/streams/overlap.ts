import { createHash } from 'node:crypto'
import type { ModifiedRange } from '@rapport/connector'
import type { Instant } from '@rapport/model'
import type { HubspotRecord } from '../objects.ts'
import { rangeThrough } from './modified-search.ts'
import type { ObjectEntity } from './object-description.ts'
import { modifiedAt, type Reading } from './reading.ts'

/** What HubSpot's search shows: the ids of all records that were modified at each of some times. */
export class IdsByTime {
  readonly #ids = new Map<Instant, Set<string>>()

  /** Adds records that share a page with others of their time, or follow on the next. */
  add(reading: Reading<ObjectEntity>, records: readonly HubspotRecord[]): void {
    for (const record of records) {
      const at = modifiedAt(reading, record)
      const ids = this.#ids.get(at) ?? new Set<string>()
      this.#ids.set(at, ids.add(record.id))
    }
  }

  has(at: Instant): boolean {
    return this.#ids.has(at)
  }

  entries(): Iterable<readonly [Instant, ReadonlySet<string>]> {
    return this.#ids
  }
}

/** Where HubSpot and the store count differently in the range that is looked at again. */
export interface OverlapComparison {
  /** Records read before, whose time the store counts otherwise: one came late or changed again. */
  readonly ids: readonly string[]
  /** Whether the range as a whole counts otherwise. */
  readonly totalDiffers: boolean
  /** A digest of all differences; null where there are none. */
  readonly digest: string | null
}

/**
 * Compares times one by one, and the range as a whole with what the store holds, without a call. `total` is HubSpot's
 * count of the range.
 *
 * The whole alone would not do: a record that was read and then changed again within the range, and shows late, is one in
 * both counts, at another time.
 */
export async function compareOverlap(
  reading: Reading<ObjectEntity>,
  times: IdsByTime,
  range: ModifiedRange,
  total: number,
): Promise<OverlapComparison> {
  const { ids, differences } = await compareTimes(reading, times)
  const stored = await reading.ctx.countStored(reading.description.entity, range)
  const totalDiffers = stored !== total
  if (totalDiffers) differences.push([range.before, total, stored])
  const digest = createHash('sha256').update(JSON.stringify(differences)).digest('base64url')
  return { ids, totalDiffers, digest: differences.length === 0 ? null : digest }
}

/** The ids at times that the store counts otherwise, and each such time with HubSpot's count and the store's. */
export async function compareTimes(
  reading: Reading<ObjectEntity>,
  times: IdsByTime,
): Promise<{ ids: string[]; differences: [at: string, shown: number, stored: number][] }> {
  const differing: string[] = []
  const differences: [string, number, number][] = []
  for (const [at, ids] of times.entries()) {
    const stored = await reading.ctx.countStored(reading.description.entity, rangeThrough(at, at))
    if (stored === ids.size) continue
    differing.push(...ids)
    differences.push([at, ids.size, stored])
  }
  return { ids: differing, differences }
}
