import type { Configuration } from '@rapport/config'
import type { FieldSelection } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import { type OnDrift, writeEntities } from '@rapport/writeback'

/** What a stream reads: the admin's mapping, and the fields that Rapport writes to the same records. */
export function fieldSelection(
  config: Configuration,
  connection: string,
  entity: EntityName,
): FieldSelection {
  const mapping = config.connections[connection]?.mapping[entity]
  return {
    mapping: mapping?.fields ?? {},
    extra: extraFields(config, connection, entity),
    held: writtenFields(config, connection, entity),
    associationLabel: mapping?.associationLabel ?? null,
  }
}

/** The same for a step, which may ask for what the connection's other streams read. */
export function stepSelection(config: Configuration, connection: string, entity: EntityName): FieldSelection {
  const others = (other: EntityName): FieldSelection => fieldSelection(config, connection, other)
  return { ...others(entity), others }
}

/** What the admin wants kept, and the field of a company by which its places are known. */
function extraFields(config: Configuration, connection: string, entity: EntityName): readonly string[] {
  const extra = config.connections[connection]?.mapping[entity]?.extra ?? []
  const placeIds = entity === 'company' ? config.metrics.reputation.placeIdFields[connection] : undefined
  return placeIds === undefined ? extra : [...new Set([...extra, placeIds])]
}

/** The fields written to an entity of a connection, by name. */
export function writtenFields(
  config: Configuration,
  connection: string,
  entity: EntityName,
): readonly string[] {
  const written = writeEntities.find((known) => known === entity)
  return written === undefined ? [] : (config.writeBack[connection]?.[written] ?? [])
}

/** What to do with fields that a person edited. A connection that is no longer written to keeps them. */
export function onDriftOf(config: Configuration, connection: string): OnDrift {
  return config.writeBack[connection]?.onDrift ?? 'keep'
}
