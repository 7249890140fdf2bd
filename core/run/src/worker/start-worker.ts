import { setTimeout as pause } from 'node:timers/promises'
import { openStepLocks, type StepLocks, type Store, StoreError } from '@rapport/store'
import { schedule as wakeBy } from 'node-cron'
import { deliverAlerts } from '../alerts/deliver-alerts.ts'
import { judgeSchedules } from '../alerts/judge-schedules.ts'
import type { RunEvent } from '../events.ts'
import { HandOver } from '../hand-over.ts'
import { type JobQueue, openQueue } from '../job-queue.ts'
import { claimDueSchedules } from '../schedules/claim-due.ts'
import { FileSchedules } from '../schedules/file-schedules.ts'
import { followWebhooks } from '../webhooks/follow-webhooks.ts'
import type { Workspace } from '../workspace.ts'
import { Follower } from './follower.ts'
import { Leader } from './leader.ts'
import { RepeatedFailure } from './repeated-failure.ts'

/** Where a worker says what it does; pino fits. */
export interface WorkerLogger {
  info(detail: object, message: string): void
  error(detail: object, message: string): void
}

export interface WorkerOptions {
  /** The workspace by its set-up as the file says now; over one store, which stays open. */
  readonly workspaces: () => Promise<Workspace>
  readonly store: Store
  /** Ends the worker as `stop` does. */
  readonly signal: AbortSignal
  readonly onEvent?: ((event: RunEvent) => void) | undefined
  readonly logger?: WorkerLogger | undefined
  /** What time it is, for the schedules; default: the clock of this machine. */
  readonly now?: () => Date
  /** Default true. False: schedules and alerts are left to other workers. */
  readonly isScheduling?: boolean
}

export interface RunningWorker {
  /** Stops taking work, hands over what is under way, and ends. Writes under way come to their end. */
  stop(): Promise<void>
  /** Looks for due schedules and alerts now, as it does by itself each minute. */
  wake(): Promise<void>
}

/** So often a worker looks for work, in milliseconds: while a run goes on, and else. */
const lookMs = { busy: 150, idle: 400 }
const everyMinute = '* * * * *'
/** Old jobs are dropped about so often, in wakes. */
const wakesPerMaintenance = 60

/**
 * Works for a workspace: begins the runs that schedules and people ask for, takes its share of the steps of runs that other
 * processes lead, and takes over what a process left that died. Any number of workers may do so at once.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const worker = new Worker(options)
  await worker.start()
  return { stop: () => worker.stop(), wake: () => worker.wake() }
}

const silent: WorkerLogger = { info: () => {}, error: () => {} }

class Worker {
  readonly #options: WorkerOptions
  readonly #logger: WorkerLogger
  readonly #ended = new AbortController()
  readonly #schedules: FileSchedules
  #queue: JobQueue | null = null
  #locks: StepLocks | null = null
  #working: Promise<void> = Promise.resolve()
  #following: Promise<void> = Promise.resolve()
  #waking: Promise<void> = Promise.resolve()
  #wakes = 0
  #stopTimer: (() => void) | null = null

  constructor(options: WorkerOptions) {
    this.#options = options
    this.#logger = options.logger ?? silent
    this.#schedules = new FileSchedules((what) => this.#logger.error({}, what))
  }

  async start(): Promise<void> {
    const { store, signal } = this.#options
    this.#queue = await openQueue(store)
    this.#locks = await openStepLocks(store)
    this.#working = this.#work(this.#queue)
    const { workspaces } = this.#options
    this.#following = followWebhooks({ workspaces, signal: this.#ended.signal, logger: this.#logger })
    signal.addEventListener('abort', () => void this.stop(), { once: true })
    if (this.#options.isScheduling === false) return
    // Only the waking is node-cron's: its own reckoning loses runs when the clocks change.
    const task = wakeBy(everyMinute, () => void this.wake(), { noOverlap: true })
    this.#stopTimer = () => void task.destroy()
    // What passed while nobody was up is made up for at once.
    void this.wake()
  }

  async stop(): Promise<void> {
    if (!this.#ended.signal.aborted) this.#ended.abort(new HandOver())
    this.#stopTimer?.()
    await this.#waking.catch(() => {})
    await this.#working
    await this.#following
    await this.#locks?.close()
    await this.#queue?.close()
    this.#locks = null
    this.#queue = null
  }

  wake(): Promise<void> {
    this.#waking = this.#waking.then(() => this.#lookAtSchedules())
    return this.#waking
  }

  /** What comes by the clock. Nothing of it that fails ends the worker: it is tried again a minute later. */
  async #lookAtSchedules(): Promise<void> {
    if (this.#ended.signal.aborted || this.#queue === null) return
    const { db } = this.#options.store
    const now = this.#options.now?.() ?? new Date()
    try {
      const workspace = await this.#options.workspaces()
      await this.#schedules.follow(db, workspace.config, now)
      for (const due of await claimDueSchedules(db, this.#queue.boss, now)) {
        this.#logger.info(due, due.requestId === null ? 'a schedule was skipped' : 'a schedule is due')
      }
      await this.#alert(workspace, now)
      this.#wakes += 1
      if (this.#wakes % wakesPerMaintenance === 0) await this.#queue.maintain()
    } catch (error) {
      const reason = await this.#options.store.explain(error)
      this.#logger.error({ error: messageOf(reason) }, 'the schedules could not be looked at')
    }
  }

  async #alert(workspace: Workspace, now: Date): Promise<void> {
    await judgeSchedules(workspace.store.db, workspace.config, now)
    const { signal } = this.#ended
    await deliverAlerts(workspace, { now, signal })
  }

  /** Until the worker stops: leads a run where one is wanted, else helps with the one that goes on. */
  async #work(queue: JobQueue): Promise<void> {
    const { store, workspaces, onEvent } = this.#options
    const { signal } = this.#ended
    const emit = (event: RunEvent): void => onEvent?.(event)
    let follower: Follower | null = null
    let leader: Leader | null = null
    const failure = new RepeatedFailure()
    while (!signal.aborted) {
      let isBusy = false
      try {
        const locks = await this.#openLocks()
        if (follower === null || leader === null) {
          const means = { store, queue, locks, workspaces, signal, emit }
          follower = new Follower(means)
          leader = new Leader({ ...means, logger: this.#logger })
        }
        const hasLed = await leader.lead()
        failure.isOver()
        if (hasLed) {
          await this.wakeAlerts()
          continue
        }
        isBusy = await follower.takeSteps()
      } catch (error) {
        const message = messageOf(await this.#meetDatabaseProblem(error))
        if (failure.isNews(message))
          this.#logger.error({ error: message }, 'the worker could not look for work')
        // With the session of the steps, those who work with it are replaced.
        await follower?.end()
        follower = null
        leader = null
      }
      await pause(isBusy ? lookMs.busy : lookMs.idle, undefined, { signal }).catch(() => {})
    }
    await follower?.end()
  }

  /** Brings back an embedded database that has stopped, as far as that can be. Returns what the error means. */
  async #meetDatabaseProblem(error: unknown): Promise<unknown> {
    const { store } = this.#options
    const explained = await store.explain(error)
    if (!(explained instanceof StoreError)) return explained
    return store.revive().then(
      () => explained,
      (reason: unknown) => reason,
    )
  }

  /** A run has ended: who is to be told of it is told at once. */
  async wakeAlerts(): Promise<void> {
    if (this.#options.isScheduling === false || this.#ended.signal.aborted) return
    try {
      await this.#alert(await this.#options.workspaces(), this.#options.now?.() ?? new Date())
    } catch (error) {
      this.#logger.error({ error: messageOf(error) }, 'alerts could not be sent')
    }
  }

  /** The session of this process's steps; a new one where it was lost. */
  async #openLocks(): Promise<StepLocks> {
    if (this.#locks === null || this.#locks.lost.aborted) {
      await this.#locks?.close()
      this.#locks = await openStepLocks(this.#options.store)
    }
    return this.#locks
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
