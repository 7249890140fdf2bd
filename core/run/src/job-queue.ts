import type { Store } from '@rapport/store'
import { PgBoss } from 'pg-boss'
import { openRunQueue, type RunJob } from './worker/request-run.ts'

/** What a step's job carries: where to find the step. */
export interface StepJob {
  readonly runId: number
  readonly position: number
}

/** A job that this process has taken. */
export interface TakenJob<Job> {
  readonly job: Job
  /** What became of it stands in its row: the job itself is done with, however it ended. */
  done(): Promise<void>
}

/** The jobs of one workspace, runs and their steps, on pg-boss in the same database. */
export interface JobQueue {
  /** The queue behind it, for what is sent in a transaction. */
  readonly boss: PgBoss
  enqueue(jobs: readonly StepJob[]): Promise<void>
  /** Takes one step's job that waits; null where none does. */
  takeStep(): Promise<TakenJob<StepJob> | null>
  /** Removes the jobs of steps: those that a killed process left are enqueued anew by the run that goes on. */
  clearSteps(): Promise<void>
  /** Removes the jobs of steps that nobody has taken. */
  dropWaitingSteps(): Promise<void>
  /** Takes one run's job that waits; null where none does. */
  takeRun(): Promise<TakenJob<RunJob> | null>
  /** Drops old jobs that are over. */
  maintain(): Promise<void>
  close(): Promise<void>
}

/** Opens the workspace's queue; creates pg-boss's schema at first use. */
export async function openQueue(store: Store): Promise<JobQueue> {
  const boss = new PgBoss({
    connectionString: store.url,
    // The usual ten seconds pass while a machine is busy with something else.
    connectionTimeoutMillis: 60_000,
    schema: 'pgboss',
    max: 4,
    application_name: 'rapport jobs',
    // A command that ends by itself needs no maintenance loops; a server process calls for it.
    supervise: false,
    schedule: false,
  })
  // Errors of background work surface in the call that meets them; without a listener they would end the process.
  boss.on('error', () => {})
  await boss.start()
  const steps = `steps-${store.workspace}`
  await boss.createQueue(steps, { retryLimit: 0, expireInSeconds: 23 * 3600 })
  const runs = await openRunQueue(store.db, boss)
  const take = async <Job extends object>(name: string): Promise<TakenJob<Job> | null> => {
    const [job] = await boss.fetch<Job>(name)
    if (job === undefined) return null
    return {
      job: job.data,
      done: async () => {
        // The row says more than the job; failing to mark the job must not hide it.
        await boss.complete(name, job.id).catch(() => {})
      },
    }
  }
  return {
    boss,
    enqueue: async (jobs) => {
      if (jobs.length > 0)
        await boss.insert(
          steps,
          jobs.map((data) => ({ data })),
        )
    },
    takeStep: () => take<StepJob>(steps),
    clearSteps: () => boss.deleteAllJobs(steps),
    dropWaitingSteps: () => boss.deleteQueuedJobs(steps),
    takeRun: () => take<RunJob>(runs),
    maintain: () => boss.supervise(),
    close: () => boss.stop({ graceful: false, timeout: 1_000 }),
  }
}
