import { type Database, openStepLocks } from '@rapport/store'
import { openTestWorkspace as openTestStore } from '@rapport/store/testing'
import { sql } from 'kysely'
import type { PlanHold } from '../plan-lock.ts'

/** A workspace of its own in a real Postgres, for one test file. */
export interface TestWorkspace {
  readonly db: Database
  /** By what a process holds the plans that it applies. */
  readonly hold: PlanHold
  /** Empties all tables that write-back uses. */
  empty(): Promise<void>
  close(): Promise<void>
}

const tables = [
  'write_hold',
  'plan_item',
  'plan',
  'remote_value',
  'restored_field',
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
  const locks = await openStepLocks(opened.store)
  return {
    db,
    hold: { locks },
    empty: async () => {
      // Faster than truncating, which makes new files for every table.
      for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(db)
    },
    close: async () => {
      await locks.close()
      await opened[Symbol.asyncDispose]()
    },
  }
}
