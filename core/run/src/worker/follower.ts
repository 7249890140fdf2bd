import { countWorkers, type StepLocks, type Store } from '@rapport/store'
import { CallCounter } from '../call-counter.ts'
import type { PlanOrder, RunEvent } from '../events.ts'
import type { JobQueue } from '../job-queue.ts'
import { stepsAtOnce } from '../phase.ts'
import { setupDigest } from '../run.ts'
import { planOrderOf } from '../run-records.ts'
import { loadSteps } from '../step-records.ts'
import { workStep } from '../work-step.ts'
import type { Workspace } from '../workspace.ts'

/** What a follower works with. */
export interface FollowerMeans {
  readonly store: Store
  readonly queue: JobQueue
  readonly locks: StepLocks
  readonly workspaces: () => Promise<Workspace>
  /** Aborted, with HandOver as its reason, when this process stops. */
  readonly signal: AbortSignal
  readonly emit: (event: RunEvent) => void
}

/** So often a run is asked whether it wants its steps to end, in milliseconds. */
const lookMs = 1_000

/** The run that another process leads. */
interface FollowedRun {
  readonly id: number
  readonly dryRun: boolean
  readonly confirm: boolean
  readonly plan: PlanOrder | null
  readonly requestedBy: string | null
  /** Null where this process's set-up is another one: it keeps out. */
  readonly workspace: Workspace | null
  readonly calls: CallCounter
  /** Aborted when the run is over, or is to stop. */
  readonly over: AbortController
  /** Aborted when streams are to stop. */
  readonly cutOff: AbortController
}

/** Takes steps of runs that other processes lead. */
export class Follower {
  readonly #means: FollowerMeans
  readonly #mine = new Map<string, Promise<void>>()
  #run: FollowedRun | null = null
  #lookedAt = 0

  constructor(means: FollowerMeans) {
    this.#means = means
  }

  /** Takes what there is to take. Returns whether a run is going on. */
  async takeSteps(): Promise<boolean> {
    const run = await this.#current()
    if (run?.workspace == null || this.#means.signal.aborted) return run !== null
    const limit = await this.#limit(run.id)
    while (this.#mine.size < limit) {
      const taken = await this.#means.queue.takeStep()
      if (taken === null) break
      const { position, runId } = taken.job
      if (runId !== run.id) {
        await taken.done()
        continue
      }
      const key = `${runId} ${position}`
      const working = this.#work(run, run.workspace, position)
        .finally(() => taken.done())
        .catch(() => {})
        .finally(() => this.#mine.delete(key))
      this.#mine.set(key, working)
    }
    return true
  }

  /** Waits for what this process works on. */
  async end(): Promise<void> {
    await Promise.all(this.#mine.values())
  }

  /** The run that goes on; what of an earlier one is still worked on here ends. */
  async #current(): Promise<FollowedRun | null> {
    const now = performance.now()
    if (this.#run !== null && now - this.#lookedAt < lookMs) return this.#run
    this.#lookedAt = now
    const { db } = this.#means.store
    const row = await db
      .selectFrom('run')
      .select(['id', 'dry_run', 'settings', 'requested_by', 'cut_off', 'cancel_requested_at'])
      .where('state', '=', 'running')
      .where('finished_at', 'is', null)
      .orderBy('id', 'desc')
      .executeTakeFirst()
    if (this.#run !== null && this.#run.id !== row?.id) {
      this.#run.over.abort(new Error('the run is over'))
      this.#run = null
    }
    if (row === undefined) return null
    if (row.cancel_requested_at !== null) this.#run?.over.abort(new Error('the run was cancelled'))
    if (row.cut_off) {
      this.#run?.cutOff.abort(
        new Error('stopped because another step failed: the next run goes on from its checkpoint'),
      )
    }
    if (this.#run === null) {
      const workspace = await this.#means.workspaces()
      const isSame = row.settings?.setup === setupDigest(workspace.config)
      this.#run = {
        id: row.id,
        dryRun: row.dry_run,
        confirm: row.settings?.confirm === true,
        plan: planOrderOf(row.settings),
        requestedBy: row.requested_by,
        workspace: isSame ? workspace : null,
        calls: new CallCounter(),
        over: new AbortController(),
        cutOff: new AbortController(),
      }
    }
    return this.#run
  }

  /** This process's share of the steps that are not over. */
  async #limit(runId: number): Promise<number> {
    const { store } = this.#means
    const steps = await loadSteps(store.db, runId)
    const open = steps.filter(({ state }) => state === 'waiting' || state === 'running')
    if (open.length === 0) return 0
    const workers = Math.max(1, await countWorkers(store.db, store.workspace))
    return Math.min(stepsAtOnce(open), Math.ceil(open.length / workers))
  }

  async #work(run: FollowedRun, workspace: Workspace, position: number): Promise<void> {
    const step = (await loadSteps(this.#means.store.db, run.id)).find((row) => row.position === position)
    if (step === undefined) return
    const ends = [this.#means.signal, run.over.signal]
    if (step.name === 'extract') ends.push(run.cutOff.signal)
    await workStep({
      ...{ workspace, runId: run.id, calls: run.calls, confirm: run.confirm, dryRun: run.dryRun },
      ...{ plan: run.plan, requestedBy: run.requestedBy },
      step: { position, name: step.name, connection: step.connection, subject: step.subject },
      signal: AbortSignal.any(ends),
      locks: this.#means.locks,
      emit: this.#means.emit,
    })
  }
}
