import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { PgBoss } from 'pg-boss'
import { keepRequest } from '../worker/request-run.ts'
import { nextTimes } from './next-times.ts'

/** What became of a due time. */
export interface ClaimedDueTime {
  readonly schedule: string
  readonly dueAt: Date
  /** The run that was asked for; null where it was skipped. */
  readonly requestId: number | null
  /** Due times before it that nobody was up for. */
  readonly missed: number
}

/** Due times that are counted one by one; beyond it, the count says no more than "many". */
const mostCounted = 1_000

/**
 * Asks for the runs that are due: one for each schedule, however many of its times passed while nobody was up, and however many
 * processes ask at once. One whose last run has not ended is skipped, and keeps why.
 */
export async function claimDueSchedules(
  db: Database,
  boss: PgBoss,
  now: Date,
): Promise<readonly ClaimedDueTime[]> {
  const claimed: ClaimedDueTime[] = []
  for (;;) {
    const one = await db.transaction().execute((transaction) => claimOne(transaction, boss, now))
    if (one === null) return claimed
    claimed.push(one)
  }
}

async function claimOne(transaction: Database, boss: PgBoss, now: Date): Promise<ClaimedDueTime | null> {
  const due = await transaction
    .selectFrom('schedule')
    .selectAll()
    .where('next_due_at', '<=', now)
    .where('paused_in_file', '=', false)
    .where('paused_by', 'is', null)
    .orderBy('next_due_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (due === undefined || due.next_due_at === null) return null
  const { name } = due
  const { last: dueAt, missed } = lastDue(due.cron, due.timezone, due.next_due_at, now)
  const [next = null] = nextTimes(due.cron, due.timezone, now, 1)
  await transaction
    .updateTable('schedule')
    .set({ next_due_at: next, last_due_at: dueAt })
    .where('name', '=', name)
    .execute()
  const under = await transaction
    .selectFrom('run_request')
    .select(['id', 'run_id', 'state'])
    .where('schedule', '=', name)
    .where('state', 'in', ['queued', 'running', 'waiting'])
    .orderBy('id', 'desc')
    .executeTakeFirst()
  if (under === undefined) {
    const { requestId } = await keepRequest(transaction, boss, {
      connections: due.connections as readonly string[] | null,
      dryRun: due.dry_run,
      confirm: false,
      requestedBy: `schedule ${name}`,
      schedule: name,
      dueAt,
      missed,
    })
    return { schedule: name, dueAt, requestId, missed }
  }
  const reason = `skipped: ${under.run_id === null ? 'the run before it has not begun' : `run ${under.run_id} has not ended`}`
  await transaction
    .updateTable('schedule')
    .set({ skipped_due_at: dueAt, skipped_reason: reason })
    .where('name', '=', name)
    .execute()
  await sql`
    insert into run_request (stages, connections, dry_run, confirm, requested_by, schedule, due_at, missed, state, note, finished_at, judged_at)
    values ('[]', ${due.connections === null ? null : JSON.stringify(due.connections)}::jsonb, ${due.dry_run}, false,
      ${`schedule ${name}`}, ${name}, ${dueAt}, ${missed}, 'skipped', ${reason}, now(), now())
    on conflict do nothing
  `.execute(transaction)
  return { schedule: name, dueAt, requestId: null, missed }
}

/** The last time that is due, and how many passed before it. */
function lastDue(cron: string, timezone: string, first: Date, now: Date): { last: Date; missed: number } {
  const [second] = nextTimes(cron, timezone, first, 1)
  if (second === undefined || second > now) return { last: first, missed: 0 }
  const passed = nextTimes(cron, timezone, first, mostCounted).filter((time) => time <= now)
  // A schedule of every minute after a long holiday: it is enough to know that it is late.
  return { last: passed.length === mostCounted ? now : (passed.at(-1) ?? first), missed: passed.length }
}
