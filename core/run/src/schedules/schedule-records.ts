import { isDeepStrictEqual } from 'node:util'
import type { Configuration } from '@rapport/config'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { nextTimes } from './next-times.ts'

/** A schedule with its due times, as it is listed. */
export interface ScheduleView {
  readonly name: string
  readonly cron: string
  readonly timezone: string
  /** Only these connections; null: all. */
  readonly connections: readonly string[] | null
  readonly dryRun: boolean
  readonly paused: boolean
  /** Who paused it by hand; null where rapport.yaml does, or nobody. */
  readonly pausedBy: string | null
  readonly nextDueAt: Date | null
  /** The next five times; none while it is paused. */
  readonly nextTimes: readonly Date[]
  readonly lastDueAt: Date | null
  readonly lastRun: { readonly id: number; readonly state: string; readonly startedAt: Date } | null
  /** The last time at which nothing was begun, and why. */
  readonly skipped: { readonly at: Date; readonly reason: string } | null
}

/** A schedule that does not exist was named. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError'
}

const shownTimes = 5

/** A schedule of `rapport.yaml` as the database has it. */
interface WantedSchedule {
  readonly name: string
  readonly cron: string
  readonly timezone: string
  /** As JSON. */
  readonly connections: string | null
  readonly dry_run: boolean
  readonly paused_in_file: boolean
}

/** The schedules that `rapport.yaml` wants, by name. */
export function wantedSchedules(config: Configuration): readonly WantedSchedule[] {
  return Object.entries(config.schedules)
    .map(([name, schedule]) => ({
      name,
      cron: schedule.cron,
      timezone: schedule.timezone ?? config.timezone,
      connections: schedule.connections === null ? null : JSON.stringify(schedule.connections),
      dry_run: schedule.dryRun,
      paused_in_file: schedule.paused,
    }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
}

/** Whether the schedules of the database are those that `rapport.yaml` wants. */
export async function areSchedulesOf(db: Database, config: Configuration): Promise<boolean> {
  const rows = await db
    .selectFrom('schedule')
    .select(['name', 'cron', 'timezone', 'connections', 'dry_run', 'paused_in_file'])
    .execute()
  const there = rows
    .map(({ connections, ...row }) => ({
      ...row,
      connections: connections === null ? null : JSON.stringify(connections),
    }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
  return isDeepStrictEqual(there, wantedSchedules(config))
}

/**
 * Brings the schedules of the database in line with `rapport.yaml`. One whose times were changed, or that goes on after a pause,
 * counts from now: nothing that passed meanwhile is made up for.
 */
export async function synchronizeSchedules(db: Database, config: Configuration, now: Date): Promise<void> {
  const wanted = wantedSchedules(config)
  await db.transaction().execute(async (transaction) => {
    // One process at a time, so that two that start together do not both create them.
    await sql`select pg_advisory_xact_lock(hashtext('rapport-schedules-' || current_schema()))`.execute(
      transaction,
    )
    const there = await transaction.selectFrom('schedule').selectAll().execute()
    const names = wanted.map(({ name }) => name)
    const gone = there.filter(({ name }) => !names.includes(name)).map(({ name }) => name)
    if (gone.length > 0) await transaction.deleteFrom('schedule').where('name', 'in', gone).execute()
    for (const schedule of wanted) {
      const before = there.find(({ name }) => name === schedule.name)
      const isNew =
        before === undefined ||
        before.cron !== schedule.cron ||
        before.timezone !== schedule.timezone ||
        (before.paused_in_file && !schedule.paused_in_file)
      const [next = null] = isNew ? nextTimes(schedule.cron, schedule.timezone, now, 1) : []
      const { name, ...changes } = { ...schedule, ...(isNew ? { next_due_at: next } : {}) }
      await transaction
        .insertInto('schedule')
        .values({ name, ...changes })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(changes))
        .execute()
    }
  })
}

/** All schedules by name, with what is next and what was last. */
export async function listSchedules(db: Database, now: Date = new Date()): Promise<readonly ScheduleView[]> {
  const { rows } = await sql<{
    name: string
    cron: string
    timezone: string
    connections: readonly string[] | null
    dry_run: boolean
    paused: boolean
    paused_by: string | null
    next_due_at: Date | null
    last_due_at: Date | null
    skipped_due_at: Date | null
    skipped_reason: string | null
    run_id: number | null
    run_state: string | null
    run_started_at: Date | null
  }>`
    select schedule.*, paused_in_file or paused_by is not null as paused,
      run.id as run_id, run.state as run_state, run.started_at as run_started_at
    from schedule left join lateral (
      select id, state, started_at from run where run.schedule = schedule.name order by id desc limit 1
    ) as run on true
    order by schedule.name
  `.execute(db)
  return rows.map((row) => ({
    name: row.name,
    cron: row.cron,
    timezone: row.timezone,
    connections: row.connections,
    dryRun: row.dry_run,
    paused: row.paused,
    pausedBy: row.paused_by,
    nextDueAt: row.paused ? null : row.next_due_at,
    nextTimes: row.paused ? [] : nextTimes(row.cron, row.timezone, now, shownTimes),
    lastDueAt: row.last_due_at,
    lastRun:
      row.run_id === null || row.run_state === null || row.run_started_at === null
        ? null
        : { id: row.run_id, state: row.run_state, startedAt: row.run_started_at },
    skipped:
      row.skipped_due_at === null || row.skipped_reason === null
        ? null
        : { at: row.skipped_due_at, reason: row.skipped_reason },
  }))
}

/**
 * Pauses a schedule, or lets it go on from now.
 * @throws ScheduleError where there is none of this name, or rapport.yaml keeps it paused.
 */
export async function pauseSchedule(
  db: Database,
  name: string,
  paused: boolean,
  by: string,
  now: Date = new Date(),
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const schedule = await findSchedule(transaction, name)
    if (!paused && schedule.paused_in_file) {
      throw new ScheduleError(`schedule ${name} is paused in rapport.yaml: take "paused: true" out there`)
    }
    const [next = null] = nextTimes(schedule.cron, schedule.timezone, now, 1)
    await transaction
      .updateTable('schedule')
      .set(
        paused ? { paused_by: by, paused_at: now } : { paused_by: null, paused_at: null, next_due_at: next },
      )
      .where('name', '=', name)
      .execute()
    await transaction
      .insertInto('audit')
      .values({ actor: by, action: paused ? 'pause' : 'resume', subject: `schedule ${name}` })
      .execute()
  })
}

/** @throws ScheduleError that names those there are. */
export async function findSchedule(db: Database, name: string) {
  const schedule = await db
    .selectFrom('schedule')
    .selectAll()
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst()
  if (schedule !== undefined) return schedule
  const names = await db.selectFrom('schedule').select('name').orderBy('name').execute()
  const known = names.map((row) => row.name).join(', ') || 'none'
  throw new ScheduleError(`there is no schedule "${name}" (there: ${known})`)
}
