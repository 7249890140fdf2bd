import { sql } from 'kysely'
import type { Database } from './open.ts'

/**
 * Does `work` as a part of a transaction that can be undone alone. Where the database refuses a value, what the work did is
 * undone and the refusal returned; otherwise null.
 * @throws what the database throws for any other reason.
 */
export async function undoIfRefused(transaction: Database, work: () => Promise<void>): Promise<Error | null> {
  await sql`savepoint refusable`.execute(transaction)
  try {
    await work()
  } catch (error) {
    if (!isRefusedValue(error)) throw error
    await sql`rollback to savepoint refusable`.execute(transaction)
    return error
  }
  await sql`release savepoint refusable`.execute(transaction)
  return null
}

/** SQLSTATE classes 22 (data exception) and 54 (a limit of the server): PostgreSQL documentation, appendix A. */
function isRefusedValue(error: unknown): error is Error {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return false
  return /^(22|54)\w{3}$/.test(error.code)
}
