import { createHash } from 'node:crypto'
import type { FieldSelection } from '@rapport/connector'
import type { ObjectDescription, ObjectEntity } from './object-description.ts'

/**
 * A digest of what decides how a record is read: the properties that are always read, the mapping as far as it differs from the
 * defaults, the further fields, and the association label. Records read under another one hold values that no change in HubSpot will correct.
 */
export function fingerprintOf(
  description: ObjectDescription<ObjectEntity>,
  { mapping, extra, associationLabel }: FieldSelection,
  basis?: unknown,
): string {
  const remapped = Object.entries(mapping)
    .filter(([field, property]) => description.mappable[field] !== property)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  const content = JSON.stringify([
    description.properties,
    remapped,
    extra.toSorted(),
    associationLabel,
    ...(basis === undefined ? [] : [basis]),
  ])
  return createHash('sha256').update(content).digest('base64url').slice(0, 16)
}
