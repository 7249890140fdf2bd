import { createHash } from 'node:crypto'
import type { Configuration } from '@rapport/config'
import { purgeExpired, type RunState, type StepLocks } from '@rapport/store'
import { loadPlan } from '@rapport/writeback'
import { mustHaveCome } from './as-of.ts'
import { CallCounter } from './call-counter.ts'
import type { PlanOrder, RunEvent, RunResult, StageName, StepReference } from './events.ts'
import { failureKind } from './failure-kind.ts'
import { failureReason } from './failure-reason.ts'
import { isHandedOver } from './hand-over.ts'
import type { JobQueue } from './job-queue.ts'
import { parkedUntil } from './parked-until.ts'
import { Phase } from './phase.ts'
import {
  createRun,
  cutOffRun,
  finishRun,
  keepRunAlive,
  parkRun,
  type RunSettings,
  takeOverRun,
} from './run-records.ts'
import { resultOf } from './run-result.ts'
import { applySourceTerms } from './source-terms.ts'
import { extractSteps, mustHaveConnections, writeTargets } from './stages.ts'
import { addSteps, loadSteps, waitAgain } from './step-records.ts'
import { mustKnowStored } from './stored-connections.ts'
import { workStep } from './work-step.ts'
import type { Workspace } from './workspace.ts'

/** What a run is to do. */
export interface RunOrder {
  readonly stages: readonly StageName[]
  /** Plan, but write nothing. */
  readonly dryRun: boolean
  /** Write although a guard rail would stop. */
  readonly confirm: boolean
  /** Only these connections are read and written; null: all. */
  readonly connections: readonly string[] | null
  readonly signal: AbortSignal
  readonly onEvent?: ((event: RunEvent) => void) | undefined
  /** Told what ended a run that failed, as it was thrown: the result only says what it said. */
  readonly onFailure?: ((error: unknown) => void) | undefined
  /** Who asked for it, and the schedule that did. */
  readonly requestedBy?: string | undefined
  readonly schedule?: string | undefined
  /** Nothing but this plan is applied or reverted. */
  readonly plan?: PlanOrder | null
  /** A run to go on with under its number, whose process died or stopped. */
  readonly takeOver?: number | null
  /** Told the number of the run before it begins. */
  readonly onRun?: (runId: number) => Promise<void>
}

/** What a run is led with: this process holds the workspace. */
export interface RunMeans {
  readonly workspace: Workspace
  readonly queue: JobQueue
  readonly locks: StepLocks
  /** Aborted when the workspace is lost. */
  readonly lost: AbortSignal
}

/** So often the process that leads a run says that it is alive, and asks whether the run is to stop, in milliseconds. */
const aliveMs = 1_000

const cutOffReason = 'stopped because another step failed: the next run goes on from its checkpoint'
const goOn = 'run it again to go on from where it stopped'

/** A digest of what a set-up says: processes that share a run go by the same. */
export function setupDigest(config: Configuration): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex')
}

/** A person wants the run to stop. */
class RunCancelled extends Error {
  override readonly name = 'RunCancelled'
}

/** One run, led by this process: it decides what is to be done next, and does it together with all others. */
export class Run {
  readonly #means: RunMeans
  readonly #order: RunOrder
  /** Aborted when a person cancels the run in the database. */
  readonly #cancelled = new AbortController()
  /** Aborted when the run is cancelled, or the workspace or its steps are lost. */
  readonly #signal: AbortSignal
  readonly #calls = new CallCounter()
  readonly #started = performance.now()
  #runId = 0

  constructor(means: RunMeans, order: RunOrder) {
    this.#means = means
    this.#order = order
    this.#signal = AbortSignal.any([order.signal, this.#cancelled.signal, means.lost, means.locks.lost])
  }

  /**
   * Does what is to be done. Null where the process stops and hands the run over: then it is not over.
   */
  async perform(): Promise<RunResult | null> {
    const { stages } = this.#order
    await this.#open()
    const alive = setInterval(() => void this.#stayAlive(), aliveMs)
    alive.unref()
    let state: RunState = 'succeeded'
    let message: string | null = null
    let failure: unknown = null
    let waitingUntil: Date | null = null
    try {
      const { workspace } = this.#means
      await applySourceTerms(workspace)
      mustHaveConnections(workspace.config, this.#order.connections)
      mustHaveCome(workspace.config, Date.now())
      await mustKnowStored(workspace)
      for (const stage of stages) {
        await this.#stage(stage)
        const stopped = stage === 'plan' ? await this.#stopReason() : null
        if (stopped !== null) {
          state = 'stopped'
          message = stopped
          break
        }
      }
      // What expired while it went on.
      await purgeExpired(workspace.store.db)
    } catch (error) {
      // What ended the run matters more, and what expired is not given out meanwhile.
      await purgeExpired(this.#means.workspace.store.db).catch(() => {})
      if (isHandedOver(this.#order.signal)) return null
      const byPerson = this.#cancelled.signal.aborted
      const cancelled = this.#order.signal.aborted || byPerson
      const lost = [this.#means.lost, this.#means.locks.lost].find((signal) => signal.aborted)
      failure = cancelled ? error : await failureReason(this.#means.workspace.store, error, lost)
      waitingUntil = cancelled ? null : parkedUntil(failure, Date.now())
      if (!cancelled) this.#order.onFailure?.(failure)
      state = cancelled ? 'cancelled' : waitingUntil === null ? 'failed' : 'waiting'
      message = byPerson
        ? `${this.#told(this.#cancelled.signal.reason)}: ${goOn}`
        : cancelled
          ? `interrupted: ${goOn}`
          : this.#told(failure)
    } finally {
      clearInterval(alive)
    }
    return this.#conclude(state, message, failure, waitingUntil)
  }

  /** Opens the run, or goes on with the one that is to be taken over. */
  async #open(): Promise<void> {
    const { workspace, queue } = this.#means
    const { db } = workspace.store
    const { stages, dryRun, connections, confirm, requestedBy, schedule, plan, takeOver } = this.#order
    const settings: RunSettings = {
      ...{ stages, connections, confirm, setup: setupDigest(workspace.config) },
      ...(plan == null ? {} : { plan }),
    }
    await queue.clearSteps()
    if (typeof takeOver === 'number' && (await takeOverRun(db, takeOver, settings))) {
      await waitAgain(db, takeOver)
      this.#runId = takeOver
      this.#emit({ type: 'run-started', runId: takeOver, resumed: true })
      return
    }
    const kind = plan?.action ?? (stages.includes('extract') ? 'sync' : stages.join('+'))
    const { runId, interrupted } = await createRun(db, {
      ...{ kind, dryRun, connections, settings, requestedBy, schedule },
    })
    this.#runId = runId
    await this.#order.onRun?.(runId)
    this.#emit({ type: 'run-started', runId, resumed: interrupted !== null })
  }

  /** Does the steps of a stage that are not done yet. */
  async #stage(stage: StageName): Promise<void> {
    const { workspace, queue, locks } = this.#means
    const { store } = workspace
    const ofStage = async () => (await loadSteps(store.db, this.#runId)).filter(({ name }) => name === stage)
    let steps = typeof this.#order.takeOver === 'number' ? await ofStage() : []
    if (steps.length === 0) {
      await addSteps(store.db, this.#runId, await this.#stepsOf(stage))
      steps = await ofStage()
    }
    const cutOff = new AbortController()
    const signal = AbortSignal.any([this.#signal, cutOff.signal])
    const phase = new Phase(
      {
        ...{ store, queue, runId: this.#runId, signal: this.#signal },
        work: (step) =>
          workStep({
            ...{ workspace, runId: this.#runId, step, signal, locks, calls: this.#calls },
            ...{ confirm: this.#order.confirm, dryRun: this.#order.dryRun },
            ...{ plan: this.#order.plan ?? null, requestedBy: this.#order.requestedBy ?? null },
            emit: (event) => this.#emit(event),
          }),
        // A stream that is being read is cut off, since it goes on from its checkpoint, while writes under way come to their end, so
        // that their outcome is known.
        onFailure: async () => {
          if (stage === 'extract') cutOff.abort(new Error(cutOffReason))
          if (isHandedOver(this.#order.signal)) return
          await cutOffRun(store.db, this.#runId).catch(() => {})
          await queue.dropWaitingSteps().catch(() => {})
        },
        emit: (event) => this.#emit(event),
      },
      steps,
    )
    await phase.finish()
  }

  async #stepsOf(stage: StageName): Promise<readonly Omit<StepReference, 'position'>[]> {
    const { workspace } = this.#means
    if (this.#order.plan != null) {
      const { connection, entity } = await loadPlan(workspace.store.db, this.#order.plan.id)
      return [{ name: stage, connection, subject: entity }]
    }
    if (stage === 'extract') return extractSteps(workspace, this.#order.connections)
    if (stage === 'resolve' || stage === 'score') return [{ name: stage, connection: null, subject: null }]
    return writeTargets(workspace.config, this.#order.connections).map(({ connection, entity }) => ({
      ...{ name: stage, connection, subject: entity },
    }))
  }

  /** Why guard rails stop the run; null where none does, or a person confirmed. */
  async #stopReason(): Promise<string | null> {
    if (this.#order.confirm) return null
    const steps = await loadSteps(this.#means.workspace.store.db, this.#runId)
    const stops = steps.flatMap(({ stop }) => (stop === null ? [] : [stop]))
    return stops.length === 0 ? null : stops.join('; ')
  }

  async #stayAlive(): Promise<void> {
    try {
      const { cancelledBy } = await keepRunAlive(this.#means.workspace.store.db, this.#runId)
      if (cancelledBy !== null) this.#cancelled.abort(new RunCancelled(`cancelled by ${cancelledBy}`))
    } catch {
      // The work itself will meet a database that is gone, and say so.
    }
  }

  async #conclude(
    state: RunState,
    message: string | null,
    failure: unknown,
    waitingUntil: Date | null,
  ): Promise<RunResult> {
    const { db } = this.#means.workspace.store
    const { dryRun, connections, plan } = this.#order
    const seconds = (performance.now() - this.#started) / 1000
    const made = await resultOf(db, {
      ...{ runId: this.#runId, state, dryRun, connections, message, waitingUntil, seconds },
      failure: failure === null ? null : failureKind(failure),
      isRevert: plan?.action === 'revert',
    })
    const result = plan?.action === 'apply' ? { ...made, planIds: [plan.id] } : made
    const kept =
      state === 'waiting' ? parkRun(db, result) : finishRun(db, this.#runId, result.state, result, message)
    await kept.catch((error) => {
      // A database that is gone cannot keep the result; the caller still gets it.
      if (failure === null) throw error
    })
    this.#emit({ type: 'run-finished', result })
    return result
  }

  /** What an error says, without secrets. */
  #told(error: unknown): string {
    return this.#means.workspace.redactor.redact(error instanceof Error ? error.message : String(error))
  }

  #emit(event: RunEvent): void {
    this.#order.onEvent?.(event)
  }
}
