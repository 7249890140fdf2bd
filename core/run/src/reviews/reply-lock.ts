import type { Store } from '@rapport/store'
import { sql } from 'kysely'
import type { ReviewKey } from './reply-records.ts'

/**
 * Does something while no other process replies to a review; null, and nothing is done, where one does at this moment. A process that
 * dies lets go.
 */
export async function whileReplying<T>(
  { db, workspace }: Store,
  { connection, id }: ReviewKey,
  work: () => Promise<T>,
): Promise<T | null> {
  const key = sql`hashtextextended(${JSON.stringify(['review-reply', workspace, connection, id])}, 0)`
  return db.connection().execute(async (session) => {
    const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${key}) as held`.execute(
      session,
    )
    if (rows[0]?.held !== true) return null
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(session)
    }
  })
}
