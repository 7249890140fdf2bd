import type { EntityName } from '@rapport/model'
import { parseSettings } from './connection.ts'
import type { Workspace } from './workspace.ts'

/** Where a person opens a record. */
export interface RecordPage {
  /** The system's name, such as HubSpot. */
  readonly system: string
  readonly url: string
}

/** Says where a person opens a record in its own system; null where that is not known. */
export type RecordPages = (connection: string, entity: EntityName, id: string) => RecordPage | null

/** Where the records of a workspace are opened, by the connections as they are set up and by what was read through them. */
export async function recordPages(workspace: Workspace): Promise<RecordPages> {
  const { config, connectors, store } = workspace
  const read = await store.db.selectFrom('checkpoint').select(['connection', 'stream', 'state']).execute()
  const checkpoints = new Map(read.map(({ connection, stream, state }) => [`${connection}/${stream}`, state]))
  const settings = new Map<string, unknown>()
  return (name, entity, id) => {
    const connection = Object.hasOwn(config.connections, name) ? config.connections[name] : undefined
    const connector = connectors.get(connection?.connector ?? '')
    if (connection === undefined || connector?.recordUrl === undefined) return null
    if (!settings.has(name)) settings.set(name, parseSettings(name, connector, connection))
    const checkpoint = checkpoints.get(`${name}/${entity}`) ?? null
    const url = connector.recordUrl(settings.get(name), { entity, id, checkpoint })
    // An address that does more than open a page must not become a link.
    return url !== null && /^https?:\/\//.test(url) ? { system: connector.title, url } : null
  }
}
