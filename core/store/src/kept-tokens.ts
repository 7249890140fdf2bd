import { sql } from 'kysely'
import type { Database } from './open.ts'

/**
 * Does some work while no other process does any for the same account. What it writes with the transaction that it is given
 * counts once it ends, all or nothing.
 */
export function withAccount<T>(
  db: Database,
  account: string,
  work: (transaction: Database) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    // The work waits for others, a vendor among them: a server that ends idle transactions must not end this one.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(transaction)
    await sql`select pg_advisory_xact_lock(hashtextextended(${`rapport-account ${account}`}, 0))`.execute(
      transaction,
    )
    return work(transaction)
  })
}

/** The token that was kept for an account, as it was sealed; null where none was. */
export async function loadKeptToken(db: Database, account: string): Promise<string | null> {
  const row = await db
    .selectFrom('kept_token')
    .select('sealed')
    .where('account', '=', account)
    .executeTakeFirst()
  return row?.sealed ?? null
}

/** Keeps an account's sealed token in place of the one before, and drops those of earlier accounts of the connection. */
export async function keepToken(
  db: Database,
  kept: { readonly account: string; readonly connection: string; readonly sealed: string },
): Promise<void> {
  const { account, connection, sealed } = kept
  await db
    .deleteFrom('kept_token')
    .where('connection', '=', connection)
    .where('account', '<>', account)
    .execute()
  await db
    .insertInto('kept_token')
    .values({ account, connection, sealed })
    .onConflict((conflict) =>
      conflict.column('account').doUpdateSet({ connection, sealed, kept_at: sql`now()` }),
    )
    .execute()
}
