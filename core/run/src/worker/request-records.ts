import type { Database, RequestState } from '@rapport/store'
import { sql } from 'kysely'
import { z } from 'zod'
import type { PlanOrder, RunResult, StageName } from '../events.ts'

/** A request that can be worked on. */
export interface OpenRequest {
  readonly id: number
  readonly stages: readonly StageName[]
  readonly connections: readonly string[] | null
  readonly dryRun: boolean
  readonly confirm: boolean
  readonly requestedBy: string
  readonly schedule: string | null
  /** The one plan that it applies or reverts; null: it does its stages. */
  readonly plan: PlanOrder | null
  /** The run that its last process left; null where it has none. */
  readonly leftRun: number | null
}

const stages = z.array(z.enum(['extract', 'resolve', 'score', 'plan', 'write']))
const connections = z.array(z.string()).nullable()
const plan = z.object({ action: z.enum(['apply', 'revert']), id: z.number() }).nullable()

/** Whether a run is wanted that nobody may be working on. */
export async function hasOpenRequest(db: Database): Promise<boolean> {
  const { rows } = await sql`
    select from run_request
    where state in ('queued', 'running') or (state = 'waiting' and not_before <= now()) limit 1
  `.execute(db)
  return rows.length > 0
}

/** The request whose process died or stopped in mid-run; undefined where there is none. Whoever asks holds the workspace. */
export async function findLeftRequest(db: Database): Promise<number | undefined> {
  const row = await db
    .selectFrom('run_request')
    .select('id')
    .where('state', '=', 'running')
    .orderBy('id')
    .executeTakeFirst()
  return row?.id
}

/**
 * A request that waits and whose job is not there any more, as after a restored dump; undefined where there is none. Whoever asks
 * holds the workspace and found no job.
 */
export async function findRequestWithoutJob(db: Database): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from run_request where state = 'queued' or (state = 'waiting' and not_before <= now()) order by id limit 1
  `.execute(db)
  return rows[0]?.id
}

/** Takes a request to work on it; null where it is over, or its time has not come. */
export async function beginRequest(db: Database, id: number): Promise<OpenRequest | null> {
  const { rows } = await sql<{
    stages: unknown
    connections: unknown
    dry_run: boolean
    confirm: boolean
    requested_by: string
    schedule: string | null
    plan: unknown
    run_id: number | null
    before: RequestState
  }>`
    with found as (select id, state from run_request where id = ${id} for update)
    update run_request set state = 'running' from found
    where run_request.id = found.id
      and (found.state in ('queued', 'running') or (found.state = 'waiting' and not_before <= now()))
    returning run_request.*, found.state as before
  `.execute(db)
  const row = rows[0]
  if (row === undefined) return null
  return {
    id,
    stages: stages.parse(row.stages),
    connections: connections.parse(row.connections),
    dryRun: row.dry_run,
    confirm: row.confirm,
    requestedBy: row.requested_by,
    schedule: row.schedule,
    plan: plan.parse(row.plan),
    leftRun: row.before === 'running' ? row.run_id : null,
  }
}

/** Keeps which run does a request. */
export async function noteRun(db: Database, id: number, runId: number): Promise<void> {
  await db.updateTable('run_request').set({ run_id: runId }).where('id', '=', id).execute()
}

/** Keeps what a request came to: it waits where its run was parked. */
export async function endRequest(db: Database, id: number, result: RunResult): Promise<void> {
  const isParked = result.state === 'waiting'
  await db
    .updateTable('run_request')
    .set({
      state: isParked ? 'waiting' : result.state === 'cancelled' ? 'cancelled' : 'done',
      outcome: isParked ? null : result.state,
      not_before: result.waitingUntil,
      note: result.message,
      finished_at: isParked ? null : sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute()
}

/** Keeps why a request could not even begin. */
export async function failRequest(db: Database, id: number, message: string): Promise<void> {
  await db
    .updateTable('run_request')
    .set({ state: 'done', outcome: 'failed', note: message, finished_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

/** The latest requests, newest first: those that wait, and those that were skipped, are among them. */
export async function listRequests(db: Database, limit: number) {
  return db.selectFrom('run_request').selectAll().orderBy('id', 'desc').limit(limit).execute()
}
