import type { Configuration } from '@rapport/config'
import type { FieldSelection } from '@rapport/connector'
import type { EntityName } from '@rapport/model'
import type { OnDrift, WriteEntity } from '@rapport/writeback'
import { connectorOf, settingsOf } from './connection.ts'
import type { StepReference } from './events.ts'
import type { Workspace } from './workspace.ts'

/**
 * Makes sure that connections named by hand exist: a run that reads nothing because of a misspelt name would look successful.
 * @throws ConnectorError of kind `config` that names those there are.
 */
export function mustHaveConnections(config: Configuration, only: readonly string[] | null): void {
  for (const name of only ?? []) settingsOf(config, name)
}

/** The extract steps of a run: every wanted stream of every connection. */
export function extractSteps(
  workspace: Workspace,
  only: readonly string[] | null,
): readonly Omit<StepReference, 'position'>[] {
  return Object.entries(workspace.config.connections)
    .filter(([name]) => only === null || only.includes(name))
    .flatMap(([name, { streams }]) =>
      connectorOf(workspace, name)
        .streams.filter(({ entity }) => streams === null || streams.includes(entity))
        .map(({ entity }) => ({ name: 'extract' as const, connection: name, subject: entity })),
    )
}

/** What a stream reads: the admin's mapping, and the fields that Rapport writes to the same records. */
export function fieldSelection(
  config: Configuration,
  connection: string,
  entity: EntityName,
): FieldSelection {
  const mapping = config.connections[connection]?.mapping[entity]
  return {
    mapping: mapping?.fields ?? {},
    extra: mapping?.extra ?? [],
    held: writtenFields(config, connection, entity),
    associationLabel: mapping?.associationLabel ?? null,
  }
}

/** The fields written to an entity of a connection, by name. */
export function writtenFields(
  config: Configuration,
  connection: string,
  entity: EntityName,
): readonly string[] {
  const writeBack = config.writeBack[connection]
  if (entity === 'contact') return writeBack?.contact ?? []
  if (entity === 'company') return writeBack?.company ?? []
  return []
}

/** What to do with fields that a person edited. A connection that is no longer written to keeps them. */
export function onDriftOf(config: Configuration, connection: string): OnDrift {
  return config.writeBack[connection]?.onDrift ?? 'keep'
}

/** Every connection and entity that is written to. */
export function writeTargets(
  config: Configuration,
  only: readonly string[] | null,
): readonly { readonly connection: string; readonly entity: WriteEntity }[] {
  return Object.keys(config.writeBack)
    .filter((connection) => only === null || only.includes(connection))
    .flatMap((connection) =>
      (['contact', 'company'] as const)
        .filter((entity) => writtenFields(config, connection, entity).length > 0)
        .map((entity) => ({ connection, entity })),
    )
}
