import { setTimeout as pause } from 'node:timers/promises'
import { countWorkers, heldSteps, mostSessions, type Store, takeStepAway } from '@rapport/store'
import type { RunEvent, StepReference } from './events.ts'
import { isHandedOver } from './hand-over.ts'
import type { JobQueue } from './job-queue.ts'
import { isParked } from './parked-until.ts'
import { giveStepBack, loadSteps, type StoredStep } from './step-records.ts'
import { failureElsewhere, stepLockName, type WorkedStep } from './work-step.ts'

/**
 * Steps that one process works on at once. Most of the time they wait for vendors: so many connections are read in hardly more
 * time than the slowest of them.
 */
export const stepsPerProcess = 32
/**
 * A step that plans holds a session of the database, in its transaction, while it reads what is wanted by another: with so many at once
 * there is always one for that, and some for all that goes on beside them.
 */
const plansPerProcess = Math.floor(mostSessions / 3)

/** How many of these steps one process works on at once. */
export function stepsAtOnce(steps: readonly Pick<StepReference, 'name'>[]): number {
  return steps.some(({ name }) => name === 'plan') ? plansPerProcess : stepsPerProcess
}

/** Steps of one connection that are worked on at once, by all processes together. */
const stepsPerConnection = 4

/** So often the rows are looked at while other processes work on steps, in milliseconds. */
const lookMs = 100
/** For so long each process leaves the others their share of the steps, in milliseconds. */
const shareMs = 400
/** A step whose job got lost with the process that took it is sent again after so long, in milliseconds. */
const lostJobMs = 5_000
/** A process that holds a step and says nothing for so many seconds has it taken away. */
export const silentSeconds = 30

/** A step that was begun so often and never came to an end ends the processes that do it: it is not given out again. */
const mostAttempts = 10

/** What the steps of a phase are worked on with. */
export interface PhaseContext {
  readonly store: Store
  readonly queue: JobQueue
  readonly runId: number
  readonly signal: AbortSignal
  readonly work: (step: StepReference) => Promise<WorkedStep>
  /** Called at the first failure. */
  readonly onFailure: () => Promise<void>
  readonly emit: (event: RunEvent) => void
}

/** A step that was sent and is not over. */
interface OpenStep {
  readonly step: StoredStep
  sentAt: number
  /** What of it was told: it is worked on elsewhere. */
  startedElsewhere: boolean
}

/** Steps that are done side by side, by this process and any other. */
export class Phase {
  readonly #context: PhaseContext
  readonly #unsent: StoredStep[]
  readonly #open = new Map<number, OpenStep>()
  readonly #mine = new Map<number, Promise<void>>()
  readonly #startedAt = performance.now()
  readonly #mostAtOnce: number
  #limit: number
  #failure: { readonly error: unknown } | null = null

  constructor(context: PhaseContext, steps: readonly StoredStep[]) {
    this.#context = context
    this.#mostAtOnce = stepsAtOnce(steps)
    this.#limit = this.#mostAtOnce
    this.#unsent = inTurns(steps.filter(({ state }) => state === 'waiting'))
    // Another process is at it already: the one that led the run before has stopped.
    for (const step of steps) {
      if (step.state === 'running') {
        this.#open.set(step.position, { step, sentAt: this.#startedAt, startedElsewhere: false })
      }
    }
  }

  /** Works until all steps are done. @throws what the first step that failed threw, once none is worked on any more. */
  async finish(): Promise<void> {
    const { store } = this.#context
    const total = this.#unsent.length + this.#open.size
    const workers = total < 2 ? 1 : await countWorkers(store.db, store.workspace)
    for (;;) {
      await this.#send()
      const share = Math.ceil(this.#open.size / Math.max(1, workers))
      const isSharing = performance.now() - this.#startedAt < shareMs
      this.#limit = isSharing ? Math.min(share, this.#mostAtOnce) : this.#mostAtOnce
      const isQueueEmpty = await this.#take()
      if (
        this.#mine.size === 0 &&
        this.#open.size === 0 &&
        (this.#failure !== null || this.#unsent.length === 0)
      )
        break
      await this.#wait()
      if (this.#open.size > this.#mine.size) await this.#observe(isQueueEmpty)
    }
    if (this.#failure !== null) throw this.#failure.error
  }

  async #send(): Promise<void> {
    if (this.#failure !== null) return
    const sent: StoredStep[] = []
    const busy = new Map<string, number>()
    for (const { step } of this.#open.values()) {
      if (step.connection !== null) busy.set(step.connection, (busy.get(step.connection) ?? 0) + 1)
    }
    for (const step of [...this.#unsent]) {
      if (step.attempts >= mostAttempts) {
        const which = [step.name, step.connection, step.subject].filter((part) => part !== null).join(' ')
        return this.#fail(
          new Error(
            `${which} was begun ${step.attempts} times and its process ended each time: look at the logs and the memory of the workers, then run again`,
          ),
        )
      }
      const count = step.connection === null ? 0 : (busy.get(step.connection) ?? 0)
      if (count >= stepsPerConnection) continue
      if (step.connection !== null) busy.set(step.connection, count + 1)
      this.#unsent.splice(this.#unsent.indexOf(step), 1)
      sent.push(step)
    }
    if (sent.length === 0) return
    const { queue, runId } = this.#context
    await queue.enqueue(sent.map(({ position }) => ({ runId, position })))
    for (const step of sent) {
      this.#open.set(step.position, { step, sentAt: performance.now(), startedElsewhere: false })
    }
  }

  /** Takes jobs up to the limit. Returns whether the queue was empty. */
  async #take(): Promise<boolean> {
    const { queue, runId } = this.#context
    while (this.#failure === null && this.#mine.size < this.#limit) {
      if (this.#open.size === this.#mine.size) return true
      const taken = await queue.takeStep()
      if (taken === null) return true
      const { position } = taken.job
      const open = taken.job.runId === runId ? this.#open.get(position) : undefined
      if (open === undefined || this.#mine.has(position)) {
        await taken.done()
        continue
      }
      const working = this.#work(open.step, taken.done).finally(() => this.#mine.delete(position))
      this.#mine.set(position, working)
    }
    return false
  }

  async #work(step: StoredStep, done: () => Promise<void>): Promise<void> {
    try {
      const worked = await this.#context.work(step)
      if (worked.end === 'failed') await this.#fail(worked.error)
      if (worked.end === 'given back') await this.#fail(this.#context.signal.reason)
      if (worked.end !== 'left') this.#open.delete(step.position)
    } catch (error) {
      this.#open.delete(step.position)
      await this.#fail(error)
    } finally {
      await done()
    }
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#failure !== null) return
    this.#failure = { error }
    await this.#context.onFailure()
  }

  /** Until a step of this process ends, or it is time to look what the others do. */
  async #wait(): Promise<void> {
    const mine = [...this.#mine.values()]
    if (this.#open.size === this.#mine.size && mine.length > 0) return Promise.race(mine)
    const ended = new AbortController()
    const look = pause(lookMs, undefined, { signal: ended.signal }).catch(() => {})
    await Promise.race([...mine, look])
    ended.abort()
    const { signal } = this.#context
    if (signal.aborted) await this.#fail(signal.reason)
  }

  /** Looks at the steps that other processes work on. */
  async #observe(isQueueEmpty: boolean): Promise<void> {
    const { store, runId, emit, signal } = this.#context
    const rows = new Map((await loadSteps(store.db, runId)).map((row) => [row.position, row]))
    const running: StoredStep[] = []
    for (const [position, open] of [...this.#open]) {
      const row = rows.get(position)
      if (row === undefined || this.#mine.has(position)) continue
      const step = referenceOf(row)
      if (row.state === 'waiting') {
        if (this.#failure !== null) this.#open.delete(position)
        else if (isQueueEmpty && performance.now() - open.sentAt > lostJobMs) this.#sendAgain(row)
        continue
      }
      if (!open.startedElsewhere) emit({ type: 'step-started', step })
      open.startedElsewhere = true
      if (row.state === 'running') {
        running.push(row)
        if (row.progress !== null) {
          const callsMade = row.calls.reads + row.calls.writes
          emit({ type: 'step-progress', step, ...row.progress, callsMade })
        }
        continue
      }
      this.#open.delete(position)
      if (row.state === 'succeeded') {
        emit({ type: 'step-finished', step, counts: row.counts ?? {}, seconds: row.seconds ?? 0 })
      } else {
        const error = failureElsewhere(row.error, row.failure)
        emit({ type: 'step-failed', step, message: error.message, isParked: isParked(error) })
        await this.#fail(error)
      }
    }
    // Others go on with what they work on; this process need not see its end.
    if (isHandedOver(signal)) for (const { position } of running) this.#open.delete(position)
    await this.#takeFromTheDead(running)
  }

  /** What a process worked on that died, or says nothing any more, is done by another one. */
  async #takeFromTheDead(running: readonly StoredStep[]): Promise<void> {
    if (running.length === 0) return
    const { store, runId } = this.#context
    const held = await heldSteps(store, running.map(stepLockName))
    for (const step of running) {
      const lock = stepLockName(step)
      if (held.has(lock)) {
        if ((step.silentFor ?? 0) > silentSeconds) await takeStepAway(store, lock)
      } else if (await giveStepBack(store.db, { runId, position: step.position, attempt: step.attempts })) {
        if (this.#failure === null) this.#sendAgain(step)
        else this.#open.delete(step.position)
      }
    }
  }

  #sendAgain(step: StoredStep): void {
    this.#open.delete(step.position)
    this.#unsent.unshift(step)
  }
}

function referenceOf({ position, name, connection, subject }: StoredStep): StepReference {
  return { position, name, connection, subject }
}

/** One step of each connection after the other, so that none waits for all streams of those before it. */
function inTurns(steps: readonly StoredStep[]): StoredStep[] {
  const turns = new Map<string | null, number>()
  const turnOf = new Map<StoredStep, number>()
  for (const step of steps) {
    const turn = turns.get(step.connection) ?? 0
    turns.set(step.connection, turn + 1)
    turnOf.set(step, turn)
  }
  return steps.toSorted((left, right) => (turnOf.get(left) ?? 0) - (turnOf.get(right) ?? 0))
}
