import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/**
 * Cancels a run wherever it works: the processes that share it stop within seconds, and what was committed stays. Returns whether
 * there was anything to cancel.
 */
export async function cancelRun(db: Database, runId: number, by: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const run = await transaction
      .updateTable('run')
      .set({ cancel_requested_at: sql<Date>`now()`, cancel_requested_by: by })
      .where('id', '=', runId)
      .where('state', 'in', ['running', 'waiting'])
      .where('finished_at', 'is', null)
      .returning('state')
      .executeTakeFirst()
    if (run === undefined) return false
    await transaction
      .insertInto('audit')
      .values({ actor: by, action: 'cancel', subject: `run ${runId}` })
      .execute()
    if (run.state === 'running') return true
    // A parked run is worked on by nobody.
    const message = `cancelled by ${by}`
    await transaction
      .updateTable('run')
      .set({ state: 'cancelled', finished_at: sql<Date>`now()`, error: message })
      .where('id', '=', runId)
      .execute()
    await transaction
      .updateTable('run_request')
      .set({ state: 'cancelled', outcome: 'cancelled', note: message, finished_at: sql<Date>`now()` })
      .where('run_id', '=', runId)
      .where('state', '=', 'waiting')
      .execute()
    return true
  })
}

/** Takes back a request whose run has not begun. Returns whether it had not. */
export async function cancelRequest(db: Database, requestId: number, by: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('run_request')
    .set({
      state: 'cancelled',
      outcome: 'cancelled',
      note: `cancelled by ${by}`,
      finished_at: sql<Date>`now()`,
    })
    .where('id', '=', requestId)
    .where('state', '=', 'queued')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
