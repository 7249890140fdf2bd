import { sql } from 'kysely'
import type { Database } from './open.ts'

/**
 * Lets a transaction commit without waiting for the disk. A crash of the database may take it away, with all that came after it,
 * as long as no later commit has waited: for what can be done again up to there.
 */
export async function commitWithoutWaiting(transaction: Database): Promise<void> {
  await sql`set local synchronous_commit = off`.execute(transaction)
}
