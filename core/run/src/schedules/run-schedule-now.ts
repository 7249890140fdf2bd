import type { Database } from '@rapport/store'
import { keepRequest, withJobs } from '../worker/request-run.ts'
import { findSchedule } from './schedule-records.ts'

/**
 * Runs a schedule now, whether or not it is paused; its due times stay as they are.
 * @throws ScheduleError where there is none of this name.
 */
export async function runScheduleNow(
  db: Database,
  name: string,
  by: string,
): Promise<{ readonly requestId: number }> {
  return withJobs(db, (boss) =>
    db.transaction().execute(async (transaction) => {
      const schedule = await findSchedule(transaction, name)
      await transaction
        .insertInto('audit')
        .values({ actor: by, action: 'run now', subject: `schedule ${name}` })
        .execute()
      return keepRequest(transaction, boss, {
        connections: schedule.connections as readonly string[] | null,
        dryRun: schedule.dry_run,
        confirm: false,
        requestedBy: by,
        schedule: name,
      })
    }),
  )
}
