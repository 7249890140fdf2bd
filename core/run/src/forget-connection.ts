import { listOverrides, resolve, undoOverride } from '@rapport/identity'
import { customersOfPlaces } from '@rapport/score'
import {
  countConnectionRecords,
  type Database,
  deleteConnectionData,
  eraseSource,
  hasConnectionData,
  lockWorkspace,
  retentionOf,
  retireConnection,
} from '@rapport/store'
import { sql } from 'kysely'
import { identitySettings } from './identity-settings.ts'
import { nothingStored } from './stored-connections.ts'
import type { Workspace } from './workspace.ts'

/** What was, or would be, deleted. */
export interface ForgottenConnection {
  readonly connection: string
  /** How many records, by the name of their table. */
  readonly records: Readonly<Record<string, number>>
}

export interface ForgetOptions {
  /** Who decided it. */
  readonly by: string
  readonly signal: AbortSignal
}

/**
 * What forgetting a connection would delete.
 * @throws ConnectionDataError where nothing is stored of it.
 */
export async function whatWouldBeForgotten(workspace: Workspace, name: string): Promise<ForgottenConnection> {
  const { db } = workspace.store
  if (!(await hasConnectionData(db, name))) throw await nothingStored(workspace, name)
  return { connection: name, records: await countConnectionRecords(db, name) }
}

/**
 * Deletes all that is stored of a connection; the history of its runs and plans stays. Customers that nothing else belongs to
 * vanish with their scores, the others are scored anew by the next run, and what people decided about its records by hand is
 * taken back. Where the source may not be kept for ever, explanations of scores that it was told in lose what they say, and the audit
 * what was said in replies to it. Nothing is written to the connected system. Where it ends early it can be done again, and goes on.
 * @throws ConnectionDataError where nothing is stored of it; BusyError; the signal's reason.
 */
export async function forgetConnection(
  workspace: Workspace,
  name: string,
  options: ForgetOptions,
): Promise<ForgottenConnection> {
  const { db } = workspace.store
  const lock = await lockWorkspace(workspace.store)
  try {
    const signal = AbortSignal.any([options.signal, lock.lost])
    const forgotten = await whatWouldBeForgotten(workspace, name)
    await db.transaction().execute(async (transaction) => {
      // As long as it is known whose its places are.
      if ((await retentionOf(transaction, name)) !== 'full')
        await eraseSource(transaction, name, await ownersOfPlaces(transaction, name))
      await retireConnection(transaction, name)
    })
    for (const { id, left, right, undoneAt } of await listOverrides(db)) {
      if (undoneAt !== null || (left.connection !== name && right.connection !== name)) continue
      await undoOverride(db, id, options.by)
    }
    // As with any deleted record: whoever shared something with them is settled anew, and marked to be scored.
    await resolve(db, identitySettings(workspace.config), { signal })
    signal.throwIfAborted()
    await db.transaction().execute(async (transaction) => {
      await deleteConnectionData(transaction, name)
      await transaction
        .insertInto('audit')
        .values({
          actor: options.by,
          action: 'connection.forget',
          subject: name,
          detail: JSON.stringify({ records: forgotten.records }),
        })
        .execute()
    })
    return forgotten
  } finally {
    await lock.release()
  }
}

/** The customers that the places of a connection belong to. */
async function ownersOfPlaces(transaction: Database, connection: string): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct customer_id as id from (${customersOfPlaces()}) as owned where connection = ${connection}
  `.execute(transaction)
  return rows.map(({ id }) => id)
}
