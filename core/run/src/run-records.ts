import { type Database, type RunState, thisProcess } from '@rapport/store'
import { sql } from 'kysely'
import { z } from 'zod'
import type { PlanOrder, RunResult, StageName } from './events.ts'
import { closeSteps } from './step-records.ts'

/** What a run is to do, as far as that decides which parked run it takes the place of. */
export interface RunRequest {
  readonly kind: string
  readonly dryRun: boolean
  /** Only these connections; null: all. */
  readonly connections: readonly string[] | null
  /** What the processes that share the run have to know of it. */
  readonly settings?: RunSettings
  /** Who asked for it, and the schedule that did. */
  readonly requestedBy?: string | undefined
  readonly schedule?: string | undefined
}

/** What the processes that share a run have to know of it. */
export interface RunSettings {
  readonly stages: readonly StageName[]
  readonly connections: readonly string[] | null
  readonly confirm: boolean
  /** A digest of the set-up that it goes by: a process that read another one does not take part. */
  readonly setup: string
  /** The one plan that the run applies or reverts. */
  readonly plan?: PlanOrder
}

const settingsWithPlan = z.object({
  plan: z.object({ action: z.enum(['apply', 'revert']), id: z.number() }),
})

/** The one plan that a run applies or reverts, by what is kept of it; null for any other run. */
export function planOrderOf(settings: unknown): PlanOrder | null {
  return settingsWithPlan.safeParse(settings).data?.plan ?? null
}

/**
 * Opens a run. A run that is still marked as running belonged to a process that died, since the caller holds the
 * workspace's lock: it is closed, and this one goes on from its checkpoints. So is a parked run that this one does the work of.
 */
export async function createRun(
  db: Database,
  { kind, dryRun, connections, settings, requestedBy, schedule }: RunRequest,
): Promise<{ runId: number; interrupted: number | null }> {
  return db.transaction().execute(async (transaction) => {
    const dead = await transaction
      .updateTable('run')
      .set({
        state: 'cancelled',
        finished_at: new Date(),
        error: 'interrupted; the next run went on from its checkpoints',
      })
      .where('state', '=', 'running')
      .where('finished_at', 'is', null)
      .returning('id')
      .execute()
    for (const { id } of dead) await closeSteps(transaction, id, 'interrupted')
    const { rows: parked } = await sql<{ id: number }>`
      update run set state = 'cancelled', finished_at = now(),
        error = 'parked; the next run went on from its checkpoints'
      where state = 'waiting' and finished_at is null and kind = ${kind} and (dry_run or not ${dryRun})
        and (${connections === null} or summary->'connections' = ${JSON.stringify(connections)}::jsonb)
        and settings->'plan' is not distinct from ${settings?.plan === undefined ? null : JSON.stringify(settings.plan)}::jsonb
      returning id
    `.execute(transaction)
    const { id } = await transaction
      .insertInto('run')
      .values({
        kind,
        state: 'running',
        dry_run: dryRun,
        owner: JSON.stringify(thisProcess()),
        settings: settings === undefined ? null : JSON.stringify(settings),
        requested_by: requestedBy ?? null,
        schedule: schedule ?? null,
        heartbeat_at: sql<Date>`now()`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { runId: id, interrupted: dead.at(-1)?.id ?? parked.at(-1)?.id ?? null }
  })
}

/**
 * Takes over a run whose process died or stopped: it goes on under the same number, with the steps that are done as they are.
 * False where it is over, so that a new one is needed. The caller holds the workspace's lock.
 */
export async function takeOverRun(db: Database, runId: number, settings: RunSettings): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('run')
    .set({
      owner: JSON.stringify(thisProcess()),
      settings: JSON.stringify(settings),
      heartbeat_at: sql<Date>`now()`,
      cut_off: false,
    })
    .where('id', '=', runId)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Says that the process which leads a run is alive. Returns whether somebody wants it to stop. */
export async function keepRunAlive(
  db: Database,
  runId: number,
): Promise<{ readonly cancelledBy: string | null }> {
  const row = await db
    .updateTable('run')
    .set({ heartbeat_at: sql<Date>`now()` })
    .where('id', '=', runId)
    .returning(['cancel_requested_at', 'cancel_requested_by'])
    .executeTakeFirst()
  const cancelled = row !== undefined && row.cancel_requested_at !== null
  return { cancelledBy: cancelled ? (row.cancel_requested_by ?? 'somebody') : null }
}

/** Tells all processes that share a run to stop the streams that they read. */
export async function cutOffRun(db: Database, runId: number): Promise<void> {
  await db.updateTable('run').set({ cut_off: true }).where('id', '=', runId).execute()
}

/** Ends a run for good. Steps that still run are closed as failed and those that wait as skipped, in the same transaction. */
export async function finishRun(
  db: Database,
  runId: number,
  state: RunState,
  summary: RunResult | null,
  error: string | null,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await closeSteps(transaction, runId, 'the run ended before the step did')
    await transaction
      .updateTable('run')
      .set({
        state,
        finished_at: new Date(),
        summary: summary === null ? null : JSON.stringify(summary),
        error,
      })
      .where('id', '=', runId)
      .execute()
  })
}

/**
 * Keeps a run that has to wait for a vendor: it is not over, and `summary.waitingUntil` says when the next one may go on from
 * its checkpoints.
 */
export async function parkRun(db: Database, summary: RunResult): Promise<void> {
  const { runId, waitingUntil, message } = summary
  await db.transaction().execute(async (transaction) => {
    await closeSteps(transaction, runId, 'the run was parked before the step ended')
    await transaction
      .updateTable('run')
      .set({
        state: 'waiting',
        summary: JSON.stringify(summary),
        error: `parked until ${waitingUntil?.slice(0, 16)}Z: ${message}`,
      })
      .where('id', '=', runId)
      .execute()
  })
}

/** The latest runs, newest first. */
export async function listRuns(db: Database, limit: number) {
  return db.selectFrom('run').selectAll().orderBy('id', 'desc').limit(limit).execute()
}

/** One run with its steps; undefined where there is none. */
export async function showRun(db: Database, id: number) {
  const run = await db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst()
  if (run === undefined) return undefined
  const steps = await db
    .selectFrom('run_step')
    .selectAll()
    .where('run_id', '=', id)
    .orderBy('position')
    .execute()
  return { ...run, steps }
}
