import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import type { EntityName } from '@rapport/model'
import { dropWorkspace, openStore, type Store } from '../open.ts'
import { upsertRecords } from '../records.ts'
import {
  hasWorkspacePool,
  restoreWorkspace,
  returnWorkspace,
  takeWorkspaceName,
  testDatabaseVariable,
} from './workspace-pool.ts'

export { endingIdleSessions, untilIdleSessionsEnd } from './idle-sessions.ts'
export {
  newWorkspaceName,
  returnWorkspace,
  takeWorkspaceName,
  testDatabaseVariable,
} from './workspace-pool.ts'

/** An empty workspace on a real Postgres. Ends, with all its data, with `await using`. */
export interface TestWorkspace extends AsyncDisposable {
  readonly store: Store
}

/** Empty workspaces that this process has open still: to open one anew takes longer than many a test. */
const open: Store[] = []
const mostOpen = 4

/** Opens a workspace of its own for a test. */
export async function openTestWorkspace(): Promise<TestWorkspace> {
  const store = open.pop() ?? (await openOther())
  let closed = false
  const close = async (): Promise<void> => {
    closed = true
    await store.close()
  }
  return {
    store: { ...store, close },
    [Symbol.asyncDispose]: async () => {
      if (!hasWorkspacePool()) {
        await dropWorkspace(store)
        await store.close()
      } else if (!closed && open.length < mostOpen && (await restoreWorkspace(store.workspace))) {
        open.push(store)
      } else {
        if (!closed) await store.close()
        await returnWorkspace(store.workspace)
      }
    },
  }
}

async function openOther(): Promise<Store> {
  return openStore({
    workspace: await takeWorkspaceName(),
    databaseUrl: process.env[testDatabaseVariable],
    folder: path.join(tmpdir(), 'rapport-tests'),
  })
}

/** Stores records as a source gave them. */
export async function give(
  store: Store,
  connection: string,
  entity: EntityName,
  records: readonly ({ readonly id: string } & Readonly<Record<string, unknown>>)[],
): Promise<void> {
  await upsertRecords(
    store.db,
    connection,
    entity,
    records.map((record) => ({ record, raw: null })),
  )
}
