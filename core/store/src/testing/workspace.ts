import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import type { EntityName } from '@rapport/model'
import { dropWorkspace, openStore, type Store } from '../open.ts'
import { upsertRecords } from '../records.ts'

/** The Postgres that the test run started once for all test files; without it each file starts or joins one of its own. */
export const testDatabaseVariable = 'RAPPORT_TEST_DATABASE_URL'

/** An empty workspace on a real Postgres. Ends, with all its data, with `await using`. */
export interface TestWorkspace extends AsyncDisposable {
  readonly store: Store
}

/** Opens a workspace of its own for a test. */
export async function openTestWorkspace(): Promise<TestWorkspace> {
  const store = await openStore({
    workspace: `test_${randomUUID().replaceAll('-', '')}`,
    databaseUrl: process.env[testDatabaseVariable],
    folder: path.join(tmpdir(), 'rapport-tests'),
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
