import { type Database, type RunState, thisProcess } from '@rapport/store'
import { sql } from 'kysely'
import type { Counts, RunResult, StepReference } from './events.ts'

/** What a run is to do, as far as that decides which parked run it takes the place of. */
export interface RunRequest {
  readonly kind: string
  readonly dryRun: boolean
  /** Only these connections; null: all. */
  readonly connections: readonly string[] | null
}

/**
 * Opens a run. A run that is still marked as running belonged to a process that died, since the caller holds the
 * workspace's lock: it is closed, and this one goes on from its checkpoints. So is a parked run that this one does the work of.
 */
export async function createRun(
  db: Database,
  { kind, dryRun, connections }: RunRequest,
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
      returning id
    `.execute(transaction)
    const { id } = await transaction
      .insertInto('run')
      .values({ kind, state: 'running', dry_run: dryRun, owner: JSON.stringify(thisProcess()) })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { runId: id, interrupted: dead.at(-1)?.id ?? parked.at(-1)?.id ?? null }
  })
}

/** Notes a step as waiting. */
export async function addStep(db: Database, runId: number, step: StepReference): Promise<void> {
  await db
    .insertInto('run_step')
    .values({
      run_id: runId,
      position: step.position,
      name: step.subject === null ? step.name : `${step.name} ${step.subject}`,
      connection: step.connection,
      state: 'waiting',
    })
    .execute()
}

export async function startStep(db: Database, runId: number, position: number): Promise<void> {
  await db
    .updateTable('run_step')
    .set((update) => ({ state: 'running', started_at: new Date(), attempts: update('attempts', '+', 1) }))
    .where('run_id', '=', runId)
    .where('position', '=', position)
    .execute()
}

export async function finishStep(
  db: Database,
  runId: number,
  position: number,
  outcome: { state: 'succeeded' | 'failed'; counts: Counts | null; error: string | null },
): Promise<void> {
  await db
    .updateTable('run_step')
    .set({
      state: outcome.state,
      counts: outcome.counts === null ? null : JSON.stringify(outcome.counts),
      error: outcome.error,
      finished_at: new Date(),
    })
    .where('run_id', '=', runId)
    .where('position', '=', position)
    .execute()
}

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

/** In a run that is over no step waits or runs any more. */
async function closeSteps(db: Database, runId: number, error: string): Promise<void> {
  const ofRun = db.updateTable('run_step').where('run_id', '=', runId)
  await ofRun
    .set({ state: 'failed', error, finished_at: new Date() })
    .where('state', '=', 'running')
    .execute()
  await ofRun.set({ state: 'skipped' }).where('state', '=', 'waiting').execute()
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
