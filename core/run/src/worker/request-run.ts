import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { fromKysely, PgBoss } from 'pg-boss'
import type { PlanOrder, StageName } from '../events.ts'

/** A run that is wanted. */
export interface WantedRun {
  /** Default: all, without `write` in a dry run. */
  readonly stages?: readonly StageName[]
  /** Only these connections; null: all. */
  readonly connections: readonly string[] | null
  readonly dryRun: boolean
  /** Write although a guard rail would stop. */
  readonly confirm: boolean
  /** A person or `schedule nightly`, for the audit trail. */
  readonly requestedBy: string
  readonly schedule?: string
  /** For which due time; then it is wanted once, however many processes ask. */
  readonly dueAt?: Date
  /** Due times before it that nobody was up for. */
  readonly missed?: number
  /** The one plan that it applies or reverts; see `requestPlan`. */
  readonly plan?: PlanOrder
}

/** What the job of a wanted run carries: where to find what is wanted. */
export interface RunJob {
  readonly requestId: number
}

/** Asks for a run. A worker (`rapport serve`) takes it up as soon as the workspace is free. */
export async function requestRun(db: Database, wanted: WantedRun): Promise<{ readonly requestId: number }> {
  return withJobs(db, (boss) =>
    db.transaction().execute((transaction) => keepRequest(transaction, boss, wanted)),
  )
}

/** Keeps a request and its job in one transaction. */
export async function keepRequest(
  transaction: Database,
  boss: PgBoss,
  wanted: WantedRun,
): Promise<{ readonly requestId: number }> {
  const stages: readonly StageName[] = wanted.stages ?? [
    'extract',
    'resolve',
    'score',
    'plan',
    ...(wanted.dryRun ? [] : (['write'] as const)),
  ]
  const { id } = await transaction
    .insertInto('run_request')
    .values({
      stages: JSON.stringify(stages),
      connections: wanted.connections === null ? null : JSON.stringify(wanted.connections),
      dry_run: wanted.dryRun,
      confirm: wanted.confirm,
      requested_by: wanted.requestedBy,
      schedule: wanted.schedule ?? null,
      due_at: wanted.dueAt ?? null,
      missed: wanted.missed ?? 0,
      plan: wanted.plan === undefined ? null : JSON.stringify(wanted.plan),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sendRunJob(transaction, boss, id, null)
  return { requestId: id }
}

/** Puts the job of a request into the queue, to be taken at once or from a moment on. */
export async function sendRunJob(
  db: Database,
  boss: PgBoss,
  requestId: number,
  startAfter: Date | null,
): Promise<void> {
  const job: RunJob = { requestId }
  await boss.send(await runQueueOf(db), job, {
    ...(startAfter === null ? {} : { startAfter }),
    db: fromKysely(db),
  })
}

/** Makes sure that the workspace has its queue of runs, and names it. */
export async function openRunQueue(db: Database, boss: PgBoss): Promise<string> {
  const name = await runQueueOf(db)
  // What became of a run stands in its rows: a job that was delivered is not given out again by itself.
  if ((await boss.getQueue(name)) === null)
    await boss.createQueue(name, { retryLimit: 0, expireInSeconds: 23 * 3600 })
  return name
}

async function runQueueOf(db: Database): Promise<string> {
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db)
  return `runs-${(rows[0]?.schema ?? '').replace(/^ws_/, '')}`
}

/** Gives the job queue for a piece of work, over the sessions of the store. */
export async function withJobs<T>(db: Database, work: (boss: PgBoss) => Promise<T>): Promise<T> {
  const boss = new PgBoss({ db: fromKysely(db), schema: 'pgboss', supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  try {
    // Looked for before the work has a transaction: it would wait in it for another session, which all may hold that do the same.
    await openRunQueue(db, boss)
    return await work(boss)
  } finally {
    await boss.stop({ graceful: false, timeout: 1_000 })
  }
}
