import { BusyError, type Database } from '@rapport/store'
import { sql } from 'kysely'

/**
 * Runs `work` while no other process may apply the same plan: two at once would take each other's writes under way for an
 * interrupted process's. The lock belongs to a database session, so it ends with the process, however that ends.
 * @throws BusyError where another process holds it.
 */
export async function withPlanLock<T>(db: Database, planId: number, work: () => Promise<T>): Promise<T> {
  return db.connection().execute(async (session) => {
    const key = sql`hashtextextended('rapport-plan-' || current_schema() || '-' || ${planId}::bigint, 0)`
    const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_lock(${key}) as locked`.execute(
      session,
    )
    if (rows[0]?.locked !== true) {
      throw new BusyError(
        `plan ${planId} is being applied by another process: wait for it, then apply it again`,
      )
    }
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(session)
    }
  })
}
