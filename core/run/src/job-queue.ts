import type { Store } from '@rapport/store'
import { PgBoss } from 'pg-boss'

/** What a step's job carries: where to find the step. */
export interface StepJob {
  readonly runId: number
  readonly position: number
}

/** The queue of one workspace's steps, on pg-boss in the same database. */
export interface JobQueue {
  enqueue(job: StepJob): Promise<void>
  /** Takes one waiting job and does it. False when none waits. A job that throws is marked failed. */
  workOne(perform: (job: StepJob) => Promise<void>): Promise<boolean>
  /** Removes what a killed process left: its steps are enqueued anew by the run that goes on. */
  clear(): Promise<void>
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
    // A command that ends by itself needs no maintenance loops; a server process runs them.
    supervise: false,
    schedule: false,
  })
  // Errors of background work surface in the call that meets them; without a listener they would end the process.
  boss.on('error', () => {})
  await boss.start()
  const name = `steps-${store.workspace}`
  await boss.createQueue(name, { retryLimit: 0, expireInSeconds: 23 * 3600 })
  return {
    enqueue: async (job) => {
      await boss.send(name, job)
    },
    workOne: async (perform) => {
      const [job] = await boss.fetch<StepJob>(name)
      if (job === undefined) return false
      try {
        await perform(job.data)
        await boss.complete(name, job.id)
      } catch (error) {
        // The step keeps the reason, without secrets, so the job does not; failing to mark the job must not hide the error.
        await boss.fail(name, job.id).catch(() => {})
        throw error
      }
      return true
    },
    clear: () => boss.deleteAllJobs(name),
    close: () => boss.stop({ graceful: false, timeout: 1_000 }),
  }
}
