import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EntityName } from '@rapport/model'
import { dropWorkspace, openStore, type Store, upsertRecords } from '@rapport/store'

/** An empty workspace on a real Postgres. Ends with `await using`. */
export interface TestWorkspace extends AsyncDisposable {
  readonly store: Store
}

/** Opens a workspace of its own in an embedded Postgres that the tests share. */
export async function openTestWorkspace(): Promise<TestWorkspace> {
  const store = await openStore({
    workspace: `test_${randomUUID().replaceAll('-', '')}`,
    folder: join(tmpdir(), 'rapport-identity-tests'),
  })
  return {
    store,
    [Symbol.asyncDispose]: async () => {
      await dropWorkspace(store)
      await store.close()
    },
  }
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
