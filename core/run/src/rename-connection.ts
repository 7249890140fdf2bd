import { hasConnectionData, lockWorkspace, renameConnectionData } from '@rapport/store'
import { ConnectionDataError, nothingStored } from './stored-connections.ts'
import type { Workspace } from './workspace.ts'

/**
 * Gives all that is stored of a connection to its new name, in one transaction. Nothing is read or written anew because of it.
 * @throws ConnectionDataError where nothing is stored of the old name, or something of the new one, or it cannot be a name;
 * BusyError.
 */
export async function renameConnection(
  workspace: Workspace,
  before: string,
  after: string,
  by: string,
): Promise<void> {
  const { store } = workspace
  if (!/^[^/:\s]+$/.test(after)) {
    throw new ConnectionDataError(
      `"${after}" cannot name a connection: records are written name/entity:id, so leave out /, : and spaces`,
    )
  }
  const lock = await lockWorkspace(store)
  try {
    if (!(await hasConnectionData(store.db, before))) throw await nothingStored(workspace, before)
    if (await hasConnectionData(store.db, after)) {
      throw new ConnectionDataError(
        `something is stored of "${after}" already: choose another name, or run "npx rapport connections forget ${after}" first`,
      )
    }
    await store.db.transaction().execute(async (transaction) => {
      await renameConnectionData(transaction, before, after)
      await transaction
        .insertInto('audit')
        .values({
          actor: by,
          action: 'connection.rename',
          subject: before,
          detail: JSON.stringify({ to: after }),
        })
        .execute()
    })
  } finally {
    await lock.release()
  }
}
