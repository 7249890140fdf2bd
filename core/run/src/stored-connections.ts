import { ConnectorError } from '@rapport/connector'
import { storedConnections } from '@rapport/store'
import type { Workspace } from './workspace.ts'

/**
 * Makes sure that the set-up has every connection that something is stored of. Customers are made of all that is stored, so
 * that under a second name every deal would count twice, and one that was taken out would count for ever.
 * @throws ConnectorError of kind `config` that says how to rename or forget.
 */
export async function mustKnowStored({ config, store }: Workspace): Promise<void> {
  const stored = await storedConnections(store.db)
  const known = Object.keys(config.connections)
  const [missing, ...others] = stored.filter((name) => !known.includes(name))
  if (missing === undefined) return
  const unread = known.filter((name) => !stored.includes(name))
  const renamedTo = unread.length === 1 && others.length === 0 ? unread[0] : '<new name>'
  const names = [missing, ...others].map((name) => `"${name}"`).join(', ')
  throw new ConnectorError(
    'config',
    `rapport.yaml lacks ${names}, whose records are stored and would go on counting: put it back; or, where it was renamed, run "npx rapport connections rename ${missing} ${renamedTo}"; or, where it is gone for good, run "npx rapport connections forget ${missing}"`,
  )
}

/** Nothing is stored of a connection, or something is where nothing may be. The message says what to do. */
export class ConnectionDataError extends Error {
  override readonly name = 'ConnectionDataError'
}

/**
 * That nothing is stored of a connection, as an error that names those there are.
 */
export async function nothingStored({ store }: Workspace, name: string): Promise<ConnectionDataError> {
  const there = (await storedConnections(store.db)).join(', ') || 'none'
  return new ConnectionDataError(`nothing is stored of a connection "${name}" (stored: ${there})`)
}
