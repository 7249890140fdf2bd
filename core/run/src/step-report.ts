import type { Database } from '@rapport/store'
import type { CallCounter } from './call-counter.ts'
import { type BegunStep, type Calls, reportStep, type StepProgressRow } from './step-records.ts'

/** So often news of a step is kept, in milliseconds. */
const newsMs = 1_000
/** So often a step without news says that its process is alive. */
const aliveMs = 5_000

/** Keeps in the database how far a step is, at most about once a second, and that its process is alive. */
export class StepReport {
  readonly #db: Database
  readonly #step: BegunStep
  readonly #calls: CallCounter
  readonly #timer: NodeJS.Timeout
  #progress: StepProgressRow | null = null
  #account: string | null = null
  #hasNews = false
  #keptAt = performance.now()
  #underWay: Promise<void> = Promise.resolve()

  constructor(db: Database, step: BegunStep, calls: CallCounter) {
    this.#db = db
    this.#step = step
    this.#calls = calls
    this.#timer = setInterval(() => this.#keep(), newsMs)
    this.#timer.unref()
  }

  /** All calls of the step, those of earlier attempts included. */
  get calls(): Calls {
    const { callsBefore } = this.#step
    return {
      reads: callsBefore.reads + this.#calls.reads,
      writes: callsBefore.writes + this.#calls.writes,
      throttled: callsBefore.throttled + this.#calls.throttled,
    }
  }

  /** The vendor account that the step works with; null as long as it is not known. */
  get account(): string | null {
    return this.#account
  }

  /** Notes the vendor account that the step works with. */
  spends(account: string): void {
    this.#account = account
    this.#hasNews = true
  }

  tell(progress: StepProgressRow): void {
    this.#progress = progress
    this.#hasNews = true
  }

  /** Ends; what is under way is waited for, so that nothing is written after the step's end. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#underWay
  }

  #keep(): void {
    const now = performance.now()
    if (!this.#hasNews && now - this.#keptAt < aliveMs) return
    this.#hasNews = false
    this.#keptAt = now
    // A report that cannot be kept is followed by the next one; what matters is kept with the step's end.
    this.#underWay = this.#underWay
      .then(() =>
        reportStep(this.#db, this.#step, {
          progress: this.#progress,
          calls: this.calls,
          account: this.#account,
        }),
      )
      .catch(() => {})
  }
}
