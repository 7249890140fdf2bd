import type { CallRecord } from '@rapport/connector'
import type { Workspace } from '../workspace.ts'
import { ConnectionDrain } from './connection-drain.ts'

export interface DrainOptions {
  readonly signal: AbortSignal
  readonly onCall?: (call: CallRecord) => void
  /** For how long a record that is being read is left to this process. Default a minute. */
  readonly leaseMs?: number
}

/** What draining came to, in records. */
export interface WebhookDrain {
  /** Read again and stored. */
  read: number
  /** Those among them that were another than what was stored. */
  changed: number
  /** Could not be read, and are tried again. */
  failed: number
  /** Could not be read several times, and stand among what was set aside. */
  setAside: number
  /** A run goes on: what is left waits for its end, which has read most of it by then. */
  isHeldBack: boolean
  /** Connections that could not be asked now, and why: what they told of waits. */
  readonly unavailable: { readonly connection: string; readonly reason: string }[]
}

/**
 * Reads what vendors told of, batch by batch, until nothing is left that is due. A batch and its rows of the queue commit in one
 * transaction: a process killed anywhere loses nothing, and what was told of once more meanwhile is read once more. It never stores
 * beside a run that goes on, nor what it read before one began. Several processes may drain one workspace.
 * @throws what the database throws; the signal's reason.
 */
export async function drainWebhooks(workspace: Workspace, options: DrainOptions): Promise<WebhookDrain> {
  const drain: WebhookDrain = {
    read: 0,
    changed: 0,
    failed: 0,
    setAside: 0,
    isHeldBack: false,
    unavailable: [],
  }
  for (const name of await connectionsWithDue(workspace)) {
    await new ConnectionDrain(workspace, name, options, drain).perform()
    if (drain.isHeldBack) break
  }
  return drain
}

async function connectionsWithDue({ config, connectors, store }: Workspace): Promise<readonly string[]> {
  const names = Object.entries(config.connections).flatMap(([name, { connector }]) =>
    connectors.get(connector)?.webhook === undefined ? [] : [name],
  )
  if (names.length === 0) return []
  const due = await store.db
    .selectFrom('webhook_record')
    .select('connection')
    .distinct()
    .where('connection', 'in', names)
    .where((where) => where('due_at', '<=', where.fn<Date>('now')))
    .execute()
  return due.map(({ connection }) => connection)
}
