import { sql } from 'kysely'
import type { Database } from './open.ts'
import { isAnyStepHeld } from './step-locks.ts'

/**
 * What keeps records that are stored beside a run away from one that goes on. Stages read on from the last revision that they saw: a
 * record with a lower one that commits while they read would never be seen.
 */
export const recordsHold = (workspace: string): string => `rapport-records-${workspace}`

/**
 * Takes part in storing records beside runs until the transaction ends: a run that begins waits for that. False where one goes on, or
 * is about to begin.
 */
export async function storeBesideRuns(transaction: Database, workspace: string): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select pg_try_advisory_xact_lock_shared(hashtext(${recordsHold(workspace)})) as held
  `.execute(transaction)
  // A step outlives the process that led its run by moments.
  return rows[0]?.held === true && !(await isAnyStepHeld(transaction, workspace))
}
