import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/**
 * Runs one batch in one transaction, one at a time over all processes: a decision by a person that comes in between is not
 * lost. Its statements look up a few thousand rows by index whatever the size of the tables; right after a first load the
 * tables have no statistics yet, so the planner is told.
 */
export async function inBatch<Result>(
  db: Database,
  work: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (transaction) => {
    await lockIdentity(transaction)
    await sql`
      select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
    `.execute(transaction)
    return work(transaction)
  })
}

/** Held until the transaction ends by whoever changes customers, keys or overrides. */
export async function lockIdentity(transaction: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('rapport-identity-' || current_schema()))`.execute(
    transaction,
  )
}
