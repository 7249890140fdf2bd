import type { Configuration } from '@rapport/config'
import { type WriteEntity, writeEntities } from '@rapport/writeback'
import { connectorOf, settingsOf } from './connection.ts'
import type { StepReference } from './events.ts'
import { writtenFields } from './field-selection.ts'
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

/** Every connection and entity that is written to. */
export function writeTargets(
  config: Configuration,
  only: readonly string[] | null,
): readonly { readonly connection: string; readonly entity: WriteEntity }[] {
  return Object.keys(config.writeBack)
    .filter((connection) => only === null || only.includes(connection))
    .flatMap((connection) =>
      writeEntities
        .filter((entity) => writtenFields(config, connection, entity).length > 0)
        .map((entity) => ({ connection, entity })),
    )
}
