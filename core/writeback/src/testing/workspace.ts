import type { Database } from '@rapport/store'
import { openTestWorkspace as openTestStore } from '@rapport/store/testing'
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
  'ticket_metric',
  'customer',
  'contact',
  'ticket',
]

/** Opens a fresh workspace. */
export async function openTestWorkspace(): Promise<TestWorkspace> {
  const opened = await openTestStore()
  const { db } = opened.store
  return {
    db,
    empty: async () => {
      // Faster than truncating, which makes new files for every table.
      for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(db)
    },
    close: async () => opened[Symbol.asyncDispose](),
  }
}
