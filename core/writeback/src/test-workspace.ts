import { randomBytes } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { type Database, dropWorkspace, openStore } from '@rapport/store'
import { sql } from 'kysely'

/** A workspace of its own in a real Postgres, for one test file. */
export interface TestWorkspace {
  readonly db: Database
  /** Empties all tables that write-back uses. */
  empty(): Promise<void>
  close(): Promise<void>
}

const tables = [
  'write_hold',
  'plan_item',
  'plan',
  'remote_value',
  'reject',
  'audit',
  'identity_link',
  'score',
  'customer',
  'contact',
]

/** Opens a fresh workspace. The test files of this package share one embedded Postgres, which the last of them stops. */
export async function openTestWorkspace(): Promise<TestWorkspace> {
  const store = await openStore({
    workspace: `test_writeback_${randomBytes(4).toString('hex')}`,
    folder: path.join(os.tmpdir(), 'rapport-writeback-test'),
  })
  return {
    db: store.db,
    empty: async () => {
      // Faster than truncating, which makes new files for every table.
      for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(store.db)
    },
    close: async () => {
      await dropWorkspace(store)
      await store.close()
    },
  }
}
