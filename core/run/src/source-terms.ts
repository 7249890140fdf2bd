import { ConnectorError } from '@rapport/connector'
import type { RetentionClass } from '@rapport/model'
import { type Purged, purgeExpired, rememberRetention } from '@rapport/store'
import { connectorOf, settingsOf } from './connection.ts'
import type { Workspace } from './workspace.ts'

/**
 * Notes what the terms of every connected source allow, and deletes what may not be kept any longer. Returns what was deleted.
 * Connections that nobody knows how to read are left to the steps that need them.
 */
export async function applySourceTerms(workspace: Workspace): Promise<readonly Purged[]> {
  const { config, connectors, store } = workspace
  for (const [name, { connector }] of Object.entries(config.connections)) {
    if (connectors.has(connector)) await rememberRetention(store.db, name, retentionFor(workspace, name))
  }
  return purgeExpired(store.db)
}

/** What the terms of a connection's source allow to be kept. */
export function retentionFor(workspace: Workspace, name: string): RetentionClass {
  const connector = connectorOf(workspace, name)
  if (connector.retentionOf === undefined) return connector.retention
  const settings = connector.settings.safeParse(settingsOf(workspace.config, name).settings)
  return settings.success ? connector.retentionOf(settings.data) : connector.retention
}

/**
 * A source that may be read under a contract alone is off until the set-up says that there is one.
 * @throws ConnectorError of kind `config` that names the setting.
 */
export function mustBeUnderContract(workspace: Workspace, name: string): void {
  if (retentionFor(workspace, name) !== 'contract') return
  if (settingsOf(workspace.config, name).settings.contract === true) return
  throw new ConnectorError(
    'config',
    `${name}: this source may be read only under a contract with it, so it is off: where you have one, set connections.${name}.settings.contract to true`,
  )
}

/**
 * Of an error that ended the reading of a connection: where a source whose content must go when access ends refuses the sign-in,
 * it also says what to do with what is stored. Nothing is deleted by itself: a password that ran out looks the same.
 */
export function withEndOfAccess(workspace: Workspace, name: string, error: unknown): unknown {
  if (!(error instanceof ConnectorError) || error.kind !== 'auth') return error
  if (retentionFor(workspace, name) !== 'revocable') return error
  return new ConnectorError(
    'auth',
    `${error.message}. What is stored of ${name} stays; where access was taken away for good, its terms ask that it be deleted: run "npx rapport connections forget ${name}"`,
    { cause: error },
  )
}
