import { ConfigurationError } from '@rapport/config'
import {
  BusyError,
  lockWorkspace,
  type StepLocks,
  type Store,
  takeWorkspaceAway,
  type WorkspaceLock,
} from '@rapport/store'
import { sql } from 'kysely'
import type { RunEvent } from '../events.ts'
import type { JobQueue } from '../job-queue.ts'
import { silentSeconds } from '../phase.ts'
import { Run } from '../run.ts'
import type { Workspace } from '../workspace.ts'
import {
  beginRequest,
  endRequest,
  failRequest,
  findLeftRequest,
  findRequestWithoutJob,
  hasOpenRequest,
  noteRun,
  type OpenRequest,
} from './request-records.ts'
import { sendRunJob } from './request-run.ts'
import type { WorkerLogger } from './start-worker.ts'

/** What a leader works with. */
export interface LeaderMeans {
  readonly store: Store
  readonly queue: JobQueue
  readonly locks: StepLocks
  readonly workspaces: () => Promise<Workspace>
  /** Aborted, with HandOver as its reason, when this process stops. */
  readonly signal: AbortSignal
  readonly emit: (event: RunEvent) => void
  readonly logger: WorkerLogger
}

/** Leads the runs that are wanted, one at a time, while this process holds the workspace. */
export class Leader {
  readonly #means: LeaderMeans

  constructor(means: LeaderMeans) {
    this.#means = means
  }

  /** Leads one run where one is wanted and the workspace is free. Returns whether it did. */
  async lead(): Promise<boolean> {
    const { store } = this.#means
    if (!(await hasOpenRequest(store.db))) return false
    let lock: WorkspaceLock
    try {
      lock = await lockWorkspace(store)
    } catch (error) {
      if (!(error instanceof BusyError)) throw error
      await this.#takeFromTheSilent()
      return false
    }
    try {
      return await this.#perform(lock)
    } finally {
      await lock.release()
    }
  }

  /** A process that leads a run and says nothing any more has the workspace taken away. */
  async #takeFromTheSilent(): Promise<void> {
    const { store } = this.#means
    const { rows } = await sql<{ holder: string }>`
      select concat(owner->>'pid', '@', owner->>'host') as holder from run
      where state = 'running' and heartbeat_at < now() - ${silentSeconds}::float8 * interval '1 second'
    `.execute(store.db)
    for (const { holder } of rows) await takeWorkspaceAway(store, holder)
  }

  async #perform(lock: WorkspaceLock): Promise<boolean> {
    const { store, queue } = this.#means
    // Nobody else leads: what is marked as running was left by a process that died or stopped.
    const left = await findLeftRequest(store.db)
    if (left !== undefined) {
      const request = await beginRequest(store.db, left)
      if (request !== null) await this.#run(request, lock)
      return true
    }
    const taken = await queue.takeRun()
    const wanted = taken?.job.requestId ?? (await findRequestWithoutJob(store.db))
    if (wanted === undefined) return false
    try {
      const request = await beginRequest(store.db, wanted)
      if (request !== null) await this.#run(request, lock)
      return true
    } finally {
      await taken?.done()
    }
  }

  async #run(request: OpenRequest, { lost }: WorkspaceLock): Promise<void> {
    const { store, queue, locks, signal, emit, logger } = this.#means
    const { db } = store
    try {
      const workspace = await this.#means.workspaces()
      const { stages, connections, dryRun, confirm, requestedBy, plan, leftRun } = request
      const result = await new Run(
        { workspace, queue, locks, lost },
        {
          ...{ stages, connections, dryRun, confirm, requestedBy, plan, signal },
          schedule: request.schedule ?? undefined,
          takeOver: leftRun,
          onRun: (runId) => noteRun(db, request.id, runId),
          onEvent: emit,
        },
      ).perform()
      // Handed over: the request stays as it is, and the next process finds it.
      if (result === null) return
      await endRequest(db, request.id, result)
      if (result.waitingUntil !== null) {
        await sendRunJob(db, queue.boss, request.id, new Date(result.waitingUntil))
      }
      logger.info({ runId: result.runId, state: result.state }, 'a run has ended')
    } catch (error) {
      const reason = await store.explain(error)
      const message = reason instanceof Error ? reason.message : String(reason)
      logger.error({ requestId: request.id, error: message }, 'a run could not begin')
      // A set-up that cannot be read is nothing that another try would mend.
      if (!(error instanceof ConfigurationError)) throw error
      await failRequest(db, request.id, message)
    }
  }
}
