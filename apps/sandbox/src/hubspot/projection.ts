import { OBJECT_TYPE_NAMES, type ObjectType, type ObjectTypeName } from './object-types.ts'
import { isoTime, type PropertyValue, type RecordVersion } from './record.ts'
import type { HubspotState } from './state.ts'

/** The value of any property of a record, including those HubSpot keeps itself. */
export function propertyOf(type: ObjectType, record: RecordVersion, name: string): PropertyValue {
  if (name === 'hs_object_id') return String(record.id)
  if (name === 'createdate') return isoTime(record.createdAt)
  if (name === type.modifiedProperty) return isoTime(record.modifiedAt)
  return record.properties[name] ?? null
}

/**
 * The property names an answer holds: those asked for that exist (others are silently left out) with the three that
 * always come, or the type's defaults when none are asked for.
 */
export function projection(state: HubspotState, type: ObjectType, requested: readonly string[]): string[] {
  if (requested.length === 0) return [...type.defaultProperties]
  const known = requested.filter((name) => state.properties(type.name).find(name) !== undefined)
  return [...new Set(['createdate', 'hs_object_id', type.modifiedProperty, ...known])]
}

/** The wire shape of a record: the client's `SimplePublicObject`. */
export function recordToJson(
  type: ObjectType,
  record: RecordVersion,
  names: readonly string[],
): Record<string, unknown> {
  const properties: Record<string, PropertyValue> = {}
  for (const name of names) properties[name] = propertyOf(type, record, name)
  return {
    id: String(record.id),
    properties,
    createdAt: isoTime(record.createdAt),
    updatedAt: isoTime(record.modifiedAt),
    archived: record.archivedAt !== null,
    ...(record.archivedAt === null ? {} : { archivedAt: isoTime(record.archivedAt) }),
  }
}

/** Every property that has a value: what create, update and merge answer with. */
export function allNames(type: ObjectType, record: RecordVersion): string[] {
  return ['createdate', 'hs_object_id', type.modifiedProperty, ...Object.keys(record.properties)]
}

/**
 * The `associations` field of a list or read answer, one entry per association type; undefined when there are none.
 */
export function inlineAssociations(
  state: HubspotState,
  type: ObjectType,
  record: RecordVersion,
  to: readonly ObjectTypeName[],
): Record<string, { results: { id: string; type: string }[] }> | undefined {
  const found: Record<string, { results: { id: string; type: string }[] }> = {}
  for (const target of OBJECT_TYPE_NAMES) {
    const pair = state.associationTypes.between(type.name, target)
    if (!to.includes(target) || pair === undefined) continue
    const results: { id: string; type: string }[] = []
    for (const [id, typeIds] of state.graph.neighbours({ type: type.name, id: record.id }, target)) {
      for (const typeId of typeIds) {
        const label = state.associationTypes.label(type.name, target, typeId)?.label
        const name =
          typeId === pair.plain ? pair.plainName : typeId === pair.primary ? pair.primaryName : label
        results.push({ id: String(id), type: name ?? pair.plainName })
      }
    }
    if (results.length > 0) found[target] = { results }
  }
  return Object.keys(found).length === 0 ? undefined : found
}
