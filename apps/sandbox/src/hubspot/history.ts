import type { ObjectTypeName } from './object-types.ts'
import { isoTime, type PropertyHistory, type PropertyVersion, type RecordVersion } from './record.ts'

/** Most inputs of a batch read, and rows of a list page, that ask for histories. */
export const HISTORY_BATCH = 50

/** How many versions of a property HubSpot shows: of contacts 45, of other objects 20. */
const SHOWN = 20
const SHOWN_OF_CONTACTS = 45

/** The history after a write, as a part of the new version; nothing for types whose history is not kept here. */
export function extendHistory(
  type: ObjectTypeName,
  previous: RecordVersion | null,
  properties: Readonly<Record<string, string>>,
  at: number,
): { history?: PropertyHistory } {
  if (type !== 'tickets') return {}
  const history: Record<string, readonly PropertyVersion[]> = { ...previous?.history }
  for (const name of new Set([...Object.keys(previous?.properties ?? {}), ...Object.keys(properties)])) {
    const before = previous?.properties[name]
    const after = properties[name]
    if (before === after) continue
    const known = previous === null ? [] : versionsOf(previous, name)
    history[name] = [...known, { value: after ?? '', at, sourceType: 'INTEGRATION' }]
  }
  return { history }
}

/** The versions of a property, oldest first. */
function versionsOf(record: RecordVersion, name: string): readonly PropertyVersion[] {
  const known = record.history?.[name]
  if (known !== undefined) return known
  const value = record.properties[name]
  return value === undefined ? [] : [{ value, at: record.createdAt, sourceType: 'INTEGRATION' }]
}

/** The field `propertiesWithHistory` of an answer: newest first, as far back as HubSpot shows. */
export function historyToJson(
  type: ObjectTypeName,
  record: RecordVersion,
  names: readonly string[],
): Record<string, Record<string, unknown>[]> {
  const shown = type === 'contacts' ? SHOWN_OF_CONTACTS : SHOWN
  return Object.fromEntries(
    names.map((name) => [
      name,
      versionsOf(record, name)
        .toSorted((left, right) => right.at - left.at)
        .slice(0, shown)
        .map(({ value, at, sourceType, userId }) => ({
          value,
          timestamp: isoTime(at),
          sourceType,
          ...(userId === undefined ? {} : { sourceId: `userId:${userId}`, updatedByUserId: userId }),
        })),
    ]),
  )
}
