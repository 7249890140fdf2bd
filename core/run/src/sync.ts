import { setTimeout as pause } from 'node:timers/promises'
import {
  BusyError,
  countRejects,
  explainDatabaseError,
  lockWorkspace,
  purgeExpired,
  type RunState,
} from '@rapport/store'
import { mustHaveCome } from './as-of.ts'
import { CallCounter } from './call-counter.ts'
import type { Counts, RunEvent, RunResult, StepReference } from './events.ts'
import { failureKind } from './failure-kind.ts'
import { type JobQueue, openQueue } from './job-queue.ts'
import { parkedUntil } from './parked-until.ts'
import { addStep, createRun, finishRun, finishStep, parkRun, startStep } from './run-records.ts'
import { applySourceTerms } from './source-terms.ts'
import { extractSteps, mustHaveConnections, writeTargets } from './stages.ts'
import { applyStep, extractStep, planStep, resolveStep, type StepContext, scoreStep } from './steps.ts'
import { mustKnowStored } from './stored-connections.ts'
import type { Workspace } from './workspace.ts'

export type StageName = StepReference['name']

export interface RunOptions {
  /** Plan, but write nothing. */
  readonly dryRun: boolean
  /** Wait for another run of this workspace instead of giving up. */
  readonly wait: boolean
  /** Write although a guard rail would stop. */
  readonly confirm: boolean
  /** Only these connections are read and written; null: all. */
  readonly connections: readonly string[] | null
  readonly signal: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
  /** Told what ended a run that failed, as it was thrown: the result only says what it said. */
  readonly onFailure?: (error: unknown) => void
}

/** Steps of one phase run side by side; the next phase starts when all are done. */
const workersPerRun = 4

const cutOffReason = 'stopped because another step failed: the next run goes on from its checkpoint'

/** A whole sync: extract, resolve, score, plan, and unless it is a dry run, write. */
export function sync(workspace: Workspace, options: RunOptions): Promise<RunResult> {
  const stages: readonly StageName[] = options.dryRun
    ? ['extract', 'resolve', 'score', 'plan']
    : ['extract', 'resolve', 'score', 'plan', 'write']
  return runStages(workspace, { ...options, stages })
}

/**
 * Runs some stages in order, as jobs of one run. A run that fails or is cancelled says why in its result; what was committed
 * stays, and the next run goes on from there. One that has to wait for a vendor is parked: its result and its row say until when.
 * One that loses the workspace, because the database session that holds it ended, fails: another process may have taken it.
 * @throws BusyError where another process works on the workspace; the signal's reason where it is aborted while waiting for it.
 */
export async function runStages(
  workspace: Workspace,
  options: RunOptions & { readonly stages: readonly StageName[] },
): Promise<RunResult> {
  const lock = await acquire(workspace, options)
  try {
    const queue = await openQueue(workspace.store)
    try {
      return await new Run(workspace, queue, options, lock.lost).perform(options.stages)
    } finally {
      await queue.close()
    }
  } finally {
    await lock.release()
  }
}

async function acquire(workspace: Workspace, options: RunOptions) {
  for (;;) {
    try {
      return await lockWorkspace(workspace.store)
    } catch (error) {
      if (!(error instanceof BusyError) || !options.wait) throw error
      await pause(500, undefined, { signal: options.signal })
    }
  }
}

/** How a run came to its end. */
interface Ending {
  readonly state: RunState
  readonly message: string | null
  readonly failure: unknown
  readonly waitingUntil: Date | null
}

/** One run while it goes on. */
class Run {
  readonly #workspace: Workspace
  readonly #queue: JobQueue
  readonly #options: RunOptions
  readonly #lost: AbortSignal
  /** Aborted when the run is cancelled or the workspace is lost. */
  readonly #signal: AbortSignal
  readonly #calls = new CallCounter()
  readonly #started = performance.now()
  readonly #steps: StepReference[] = []
  readonly #counts = new Map<number, Counts>()
  readonly #seconds: Record<string, number> = {}
  readonly #stops: string[] = []
  readonly #planIds: number[] = []
  #runId = 0

  constructor(workspace: Workspace, queue: JobQueue, options: RunOptions, lost: AbortSignal) {
    this.#workspace = workspace
    this.#queue = queue
    this.#options = options
    this.#lost = lost
    this.#signal = AbortSignal.any([options.signal, lost])
  }

  async perform(stages: readonly StageName[]): Promise<RunResult> {
    const { db } = this.#workspace.store
    await this.#queue.clear()
    const { dryRun, connections } = this.#options
    const kind = stages.includes('extract') ? 'sync' : stages.join('+')
    const { runId, interrupted } = await createRun(db, { kind, dryRun, connections })
    this.#runId = runId
    this.#emit({ type: 'run-started', runId, resumed: interrupted !== null })
    let state: RunState = 'succeeded'
    let message: string | null = null
    let failure: unknown = null
    let waitingUntil: Date | null = null
    try {
      await applySourceTerms(this.#workspace)
      mustHaveConnections(this.#workspace.config, connections)
      mustHaveCome(this.#workspace.config, Date.now())
      await mustKnowStored(this.#workspace)
      for (const stage of stages) {
        const stopped = await this.#stage(stage)
        if (stopped !== null) {
          state = 'stopped'
          message = stopped
          break
        }
      }
      // What expired while it went on.
      await purgeExpired(db)
    } catch (error) {
      // What ended the run matters more, and what expired is not given out meanwhile.
      await purgeExpired(db).catch(() => {})
      const cancelled = this.#options.signal.aborted
      // What fails after the workspace was lost fails because of it.
      failure = cancelled ? error : this.#lost.aborted ? this.#lost.reason : explainDatabaseError(error)
      waitingUntil = cancelled ? null : parkedUntil(failure, Date.now())
      if (!cancelled) this.#options.onFailure?.(failure)
      state = cancelled ? 'cancelled' : waitingUntil === null ? 'failed' : 'waiting'
      message = cancelled ? 'interrupted: run it again to go on from where it stopped' : this.#told(failure)
    }
    return this.#conclude({ state, message, failure, waitingUntil })
  }

  /** Runs the steps of a stage. Returns why the run must stop, or null. */
  async #stage(stage: StageName): Promise<string | null> {
    if (stage === 'extract') {
      await this.#phase(extractSteps(this.#workspace, this.#options.connections))
      return null
    }
    if (stage === 'resolve' || stage === 'score') {
      await this.#phase([{ name: stage, connection: null, subject: null }])
      return null
    }
    const targets = writeTargets(this.#workspace.config, this.#options.connections)
    await this.#phase(targets.map(({ connection, entity }) => ({ name: stage, connection, subject: entity })))
    return stage === 'plan' ? this.#stopReason() : null
  }

  #stopReason(): string | null {
    if (this.#options.confirm) return null
    return this.#stops.length === 0 ? null : this.#stops.join('; ')
  }

  /**
   * Enqueues the steps and works until all are done. The first failure ends the phase: a stream that is being read is cut off,
   * since it goes on from its checkpoint, while writes under way come to their end, so that their outcome is known.
   */
  async #phase(steps: readonly Omit<StepReference, 'position'>[]): Promise<void> {
    const { db } = this.#workspace.store
    for (const step of steps) {
      const numbered = { ...step, position: this.#steps.length }
      this.#steps.push(numbered)
      await addStep(db, this.#runId, numbered)
      await this.#queue.enqueue({ runId: this.#runId, position: numbered.position })
    }
    const failures: unknown[] = []
    const cutOff = new AbortController()
    const signal = AbortSignal.any([this.#signal, cutOff.signal])
    const worker = async (): Promise<void> => {
      while (failures.length === 0) {
        try {
          if (!(await this.#queue.workOne(({ position }) => this.#work(position, signal)))) return
        } catch (error) {
          failures.push(error)
          if (steps.some(({ name }) => name === 'extract')) cutOff.abort(new Error(cutOffReason))
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(workersPerRun, steps.length) }, worker))
    if (failures.length > 0) throw failures[0]
  }

  async #work(position: number, signal: AbortSignal): Promise<void> {
    const step = this.#steps[position]
    if (step === undefined) throw new Error(`run ${this.#runId} has no step ${position}`)
    const { db } = this.#workspace.store
    const started = performance.now()
    signal.throwIfAborted()
    await startStep(db, this.#runId, position)
    this.#emit({ type: 'step-started', step })
    try {
      const counts = await this.#perform(step, signal)
      this.#counts.set(position, counts)
      const seconds = (performance.now() - started) / 1000
      this.#seconds[label(step)] = seconds
      await finishStep(db, this.#runId, position, { state: 'succeeded', counts, error: null })
      this.#emit({ type: 'step-finished', step, counts, seconds })
    } catch (error) {
      const message = this.#told(signal.aborted ? signal.reason : error)
      // The database may be the very thing that failed: the error that matters is the first one.
      await finishStep(db, this.#runId, position, { state: 'failed', counts: null, error: message }).catch(
        () => {},
      )
      this.#emit({ type: 'step-failed', step, message })
      throw error
    }
  }

  #perform(step: StepReference, signal: AbortSignal): Promise<Counts> {
    const context: StepContext = {
      workspace: this.#workspace,
      runId: this.#runId,
      step,
      signal,
      calls: this.#calls,
      confirm: this.#options.confirm,
      dryRun: this.#options.dryRun,
      emit: (event) => this.#emit(event),
      stops: this.#stops,
      planIds: this.#planIds,
    }
    switch (step.name) {
      case 'extract':
        return extractStep(context)
      case 'resolve':
        return resolveStep(context)
      case 'score':
        return scoreStep(context)
      case 'plan':
        return planStep(context)
      case 'write':
        return applyStep(context)
    }
  }

  async #conclude({ state, message, failure, waitingUntil }: Ending): Promise<RunResult> {
    const { db } = this.#workspace.store
    const rejected = await countRejects(db).catch(() => 0)
    const of = (name: string) => this.#steps.filter((step) => step.name === name)
    const sum = (name: string, count: string) =>
      of(name).reduce((total, { position }) => total + (this.#counts.get(position)?.[count] ?? 0), 0)
    const byStep = (name: string, count: string) =>
      Object.fromEntries(
        of(name).map((step) => [
          `${step.connection}/${step.subject}`,
          this.#counts.get(step.position)?.[count] ?? 0,
        ]),
      )
    const result: RunResult = {
      runId: this.#runId,
      state: state === 'succeeded' && rejected > 0 ? 'partial' : state,
      dryRun: this.#options.dryRun,
      connections: this.#options.connections,
      read: byStep('extract', 'read'),
      customers: sum('score', 'customers'),
      scored: sum('score', 'scored'),
      planned: byStep('plan', 'planned'),
      written: sum('write', 'applied'),
      rejected,
      drifted: sum('plan', 'drifted') + sum('plan', 'partlyDrifted') + sum('write', 'drifted'),
      calls: { made: this.#calls.made, reads: this.#calls.reads, writes: this.#calls.writes },
      throttled: this.#calls.throttled,
      planIds: this.#planIds,
      seconds: (performance.now() - this.#started) / 1000,
      secondsByStep: this.#seconds,
      waitingUntil: waitingUntil?.toISOString() ?? null,
      message,
      failure: state === 'failed' ? failureKind(failure) : null,
    }
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
    return this.#workspace.redactor.redact(error instanceof Error ? error.message : String(error))
  }

  #emit(event: RunEvent): void {
    this.#options.onEvent?.(event)
  }
}

function label(step: StepReference): string {
  return [step.name, step.connection, step.subject].filter((part) => part !== null).join(' ')
}
