import type { Configuration, ScheduleAlerts } from '@rapport/config'
import type { AlertKind, Database } from '@rapport/store'
import { sql } from 'kysely'

/** What is to be told. */
interface Alert {
  readonly kind: AlertKind
  readonly subject: string
  readonly body: string
  readonly runId: number | null
}

/** What the alerts know of a schedule. */
interface Judged {
  failures: number
  failing_since: Date | null
  last_success_at: Date | null
  watched_since: Date
  told_failed: boolean
  told_repeated: boolean
  told_silent: boolean
}

/** How a run of a schedule ended that nobody has judged yet. */
interface Ended {
  readonly id: number
  readonly run_id: number | null
  readonly outcome: string | null
  readonly note: string | null
  readonly finished_at: Date
}

/**
 * Raises the alerts of all schedules: for what ended since they were last looked at, and for what did not come. What is known
 * of each is kept in the database under its row's lock, so that each change of state is told exactly once, whatever restarts and
 * however many processes look.
 */
export async function judgeSchedules(db: Database, config: Configuration, now: Date): Promise<void> {
  const names = Object.keys(config.schedules)
  for (const name of names) {
    const schedule = config.schedules[name]
    if (schedule === undefined) continue
    const channels = schedule.alerts.channels ?? Object.keys(config.alerts.channels)
    await db.transaction().execute(async (transaction) => {
      await judgeSchedule(transaction, {
        name,
        paused: schedule.paused,
        rules: schedule.alerts,
        channels,
        now,
      })
    })
  }
}

interface Judging {
  readonly name: string
  readonly paused: boolean
  readonly rules: ScheduleAlerts
  readonly channels: readonly string[]
  readonly now: Date
}

async function judgeSchedule(transaction: Database, judging: Judging): Promise<void> {
  const { name, rules, channels, now } = judging
  await sql`
    insert into alert_state (schedule, watched_since) values (${name}, ${now}) on conflict do nothing
  `.execute(transaction)
  const state: Judged = await transaction
    .selectFrom('alert_state')
    .selectAll()
    .where('schedule', '=', name)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const { rows: ended } = await sql<Ended>`
    update run_request set judged_at = ${now}
    where schedule = ${name} and judged_at is null and finished_at is not null
    returning id, run_id, outcome, note, finished_at
  `.execute(transaction)
  const alerts: Alert[] = []
  for (const run of ended.toSorted((left, right) => left.id - right.id))
    judgeRun(name, state, run, rules, alerts)
  const isPaused = judging.paused || (await isPausedByHand(transaction, name))
  judgeSilence(name, state, rules, isPaused, now, alerts)
  await keep(transaction, name, state, alerts, channels, now)
}

function judgeRun(name: string, state: Judged, run: Ended, rules: ScheduleAlerts, alerts: Alert[]): void {
  const said = run.note === null ? '' : `: ${run.note}`
  const which = run.run_id === null ? 'a run that could not begin' : `run ${run.run_id}`
  // A person who cancels a run knows of it.
  if (run.outcome === 'cancelled') return
  if (run.outcome === 'succeeded' || run.outcome === 'partial') {
    const wasTold = state.told_failed || state.told_repeated || state.told_silent
    const since = state.failing_since === null ? '' : ` It had failed since ${minute(state.failing_since)}.`
    Object.assign(state, {
      ...{ failures: 0, failing_since: null, last_success_at: run.finished_at },
      ...{ told_failed: false, told_repeated: false, told_silent: false },
    })
    if (!wasTold) return
    const body = `${which} went well at ${minute(run.finished_at)}.${since}`
    alerts.push({ kind: 'recovered', subject: `${name} is back to normal`, body, runId: run.run_id })
    return
  }
  state.failures += 1
  state.failing_since ??= run.finished_at
  const how = run.outcome === 'stopped' ? 'was stopped by a guard rail' : 'failed'
  const next = run.run_id === null ? 'npx rapport config check' : `npx rapport runs ${run.run_id}`
  const body = `${which} ${how} at ${minute(run.finished_at)}${said}\nMore: ${next}`
  if (rules.onFailure && !state.told_failed) {
    state.told_failed = true
    alerts.push({ kind: 'failed', subject: `${name} ${how}`, body, runId: run.run_id })
  }
  if (rules.afterFailures !== null && state.failures >= rules.afterFailures && !state.told_repeated) {
    state.told_repeated = true
    const subject = `${name} failed ${state.failures} times in a row`
    alerts.push({ kind: 'repeated', subject, body, runId: run.run_id })
  }
}

function judgeSilence(
  name: string,
  state: Judged,
  rules: ScheduleAlerts,
  isPaused: boolean,
  now: Date,
  alerts: Alert[],
): void {
  if (rules.noSuccessHours === null || state.told_silent) return
  // What is paused is silent on purpose; once it goes on, it is given its time.
  if (isPaused) {
    state.watched_since = now
    return
  }
  const since = new Date(Math.max(state.watched_since.getTime(), state.last_success_at?.getTime() ?? 0))
  if (now.getTime() - since.getTime() < rules.noSuccessHours * 3_600_000) return
  state.told_silent = true
  const last = state.last_success_at === null ? 'none yet' : minute(state.last_success_at)
  alerts.push({
    kind: 'silent',
    subject: `${name} has not gone well for ${rules.noSuccessHours} hours`,
    body: `The last run that went well: ${last}.\nMore: npx rapport schedules list`,
    runId: null,
  })
}

async function isPausedByHand(db: Database, name: string): Promise<boolean> {
  const row = await db.selectFrom('schedule').select('paused_by').where('name', '=', name).executeTakeFirst()
  return row !== undefined && row.paused_by !== null
}

async function keep(
  transaction: Database,
  name: string,
  state: Judged,
  alerts: readonly Alert[],
  channels: readonly string[],
  now: Date,
): Promise<void> {
  const { failures, failing_since, last_success_at, watched_since, told_failed, told_repeated, told_silent } =
    state
  await transaction
    .updateTable('alert_state')
    .set({ failures, failing_since, last_success_at, watched_since, told_failed, told_repeated, told_silent })
    .where('schedule', '=', name)
    .execute()
  for (const { kind, subject, body, runId } of alerts) {
    const { id } = await transaction
      .insertInto('alert')
      .values({ schedule: name, kind, at: now, run_id: runId, subject, body })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (channels.length === 0) continue
    await transaction
      .insertInto('alert_delivery')
      .values(channels.map((channel) => ({ alert_id: id, channel, next_try_at: now })))
      .execute()
  }
}

/** A moment to the minute, in UTC. */
function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16)}Z`
}
