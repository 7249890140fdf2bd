import { sql } from 'kysely'
import type { Database } from './open.ts'

/**
 * Lets a transaction commit without waiting for the disk. A crash of the database may take it away, with all that came after it,
 * as long as no later commit has waited: for what can be done again up to there.
 */
export async function commitWithoutWaiting(transaction: Database): Promise<void> {
  await sql`set local synchronous_commit = off`.execute(transaction)
}

/**
 * The same as a row of a statement's "from", for the transaction that the statement is in: where it is alone, to tell it first would
 * take three more.
 */
export const withoutWaiting = sql`set_config('synchronous_commit', 'off', true)`
