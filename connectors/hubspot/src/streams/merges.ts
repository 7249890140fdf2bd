import type { Merge } from '@rapport/connector'
import type { Instant } from '@rapport/model'
import type { HubspotRecord } from '../objects.ts'
import { splitList, toInstant } from '../values.ts'

/**
 * The records that were merged into this one. `hs_merged_object_ids` lists ids; `hs_calculated_merged_vids`, on contacts,
 * lists `id:time` pairs with the time in epoch milliseconds. Either may be missing or lag behind the other.
 * Where no time is told, `latestAt` stands for it: the merge was no later.
 */
export function mergesOf(record: HubspotRecord, latestAt: Instant | null = null): Merge[] {
  const losers = new Map<string, string | null>()
  for (const id of splitList(record.properties.hs_merged_object_ids)) losers.set(id, null)
  for (const pair of splitList(record.properties.hs_calculated_merged_vids)) {
    const [id = '', time] = pair.split(':')
    if (id !== '') losers.set(id, toInstant(time) ?? null)
  }
  // Some portals list the survivor among its own merged ids.
  losers.delete(record.id)
  return [...losers].map(([id, told]) => {
    const at = told ?? latestAt
    return { type: 'merge', id, into: record.id, ...(at === null ? {} : { at }) }
  })
}
