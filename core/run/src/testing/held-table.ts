import { setTimeout as pause } from 'node:timers/promises'
import { type Store, withStatementTimeout } from '@rapport/store'
import { sql } from 'kysely'
import { expect, vi } from 'vitest'

/** A table that nobody writes to: whoever wants to waits in its transaction, with the session that it holds. */
export interface HeldTable {
  /** Lets them go on, once all that come to wait do. */
  releaseToAll(): Promise<void>
}

/** Keeps a table of a workspace from being written to, by a session beside those of the workspace. */
export async function holdTable(store: Store, table: 'plan' | 'run_request'): Promise<HeldTable> {
  const beside = withStatementTimeout(store, 60_000)
  const holding = await beside.db.startTransaction().execute()
  await sql`lock table ${sql.table(table)} in share row exclusive mode`.execute(holding)
  return {
    releaseToAll: async () => {
      const waiting = async (): Promise<void> => {
        const { rows } =
          await sql`select from pg_locks where not granted and relation = ${table}::regclass`.execute(holding)
        expect(rows.length).toBeGreaterThan(1)
      }
      await vi.waitFor(waiting, { timeout: 30_000, interval: 50 })
      await pause(500)
      await holding.rollback().execute()
      await beside.close()
    },
  }
}
