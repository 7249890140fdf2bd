import { moveAssociations } from './associations.ts'
import { invalid, notFound } from './errors.ts'
import type { ObjectTypeName } from './object-types.ts'
import { complete, findLive } from './objects.ts'
import type { RecordVersion } from './record.ts'
import type { HubspotState } from './state.ts'

/**
 * Merges `loserId` into `primaryId`: the survivor keeps its own values and takes the loser's where it has none, gets
 * the loser's associations and lists every id that ended in it. The loser leaves list, search and the archive; its id
 * goes on leading to the survivor in single reads and updates.
 * @throws {HubspotError} 404 for an unknown record, 400 for a merge with itself.
 */
export function mergeRecords(
  state: HubspotState,
  type: ObjectTypeName,
  primaryId: number,
  loserId: number,
): RecordVersion {
  const survivor = findLive(state, type, primaryId)
  const loser = findLive(state, type, loserId)
  if (survivor === undefined || loser === undefined) throw notFound()
  if (survivor.id === loser.id) throw invalid('Cannot merge an object with itself', 'INVALID_MERGE')

  moveAssociations(state, { type, id: loser.id }, { type, id: survivor.id })
  const now = state.now()
  const current = state.table(type).get(survivor.id) ?? survivor
  const properties: Record<string, string> = { ...loser.properties, ...current.properties }
  properties.hs_merged_object_ids = [
    ...listed(survivor.properties.hs_merged_object_ids),
    ...listed(loser.properties.hs_merged_object_ids),
    String(loser.id),
  ].join(';')
  if (type === 'contacts') mergeContactProperties(properties, survivor, loser, now)
  complete(state, type, survivor.id, properties, now)
  const merged: RecordVersion = {
    ...current,
    properties,
    createdAt: Math.min(survivor.createdAt, loser.createdAt),
    modifiedAt: now,
  }
  state.commit({ op: 'remove', type, id: loser.id, mergedInto: survivor.id })
  state.commit({ op: 'record', type, record: merged })
  state.effect({
    operation: 'merge',
    objectType: type,
    id: String(survivor.id),
    properties: { merged: String(loser.id) },
    changed: ['hs_merged_object_ids'],
  })
  return merged
}

function mergeContactProperties(
  properties: Record<string, string>,
  survivor: RecordVersion,
  loser: RecordVersion,
  now: number,
): void {
  properties.hs_calculated_merged_vids = [
    ...listed(survivor.properties.hs_calculated_merged_vids),
    ...listed(loser.properties.hs_calculated_merged_vids),
    `${loser.id}:${now}`,
  ].join(';')
  const emails = new Set([
    ...listed(survivor.properties.hs_additional_emails),
    ...listed(loser.properties.hs_additional_emails),
    ...listed(loser.properties.email),
  ])
  if (properties.email !== undefined) emails.delete(properties.email)
  if (emails.size > 0) properties.hs_additional_emails = [...emails].join(';')
}

function listed(value: string | undefined): string[] {
  return value === undefined ? [] : value.split(';').filter((part) => part !== '')
}
