import type { ConnectorError, JobWriting, Write, WriteJob, WriteResult } from '@rapport/connector'

/** How a CRM in memory takes jobs. */
export interface TestJobOptions {
  readonly above: number
  readonly writesPerJob: number
}

/** Where in a job something may happen to the process that sent it. */
export type JobStep = 'beforeJob' | 'jobSent' | 'jobDone' | 'jobResults'

/** The jobs of a CRM in memory: each does its work whether or not anybody waits for it, and tells its results backwards. */
export class TestJobs {
  readonly #options: TestJobOptions
  readonly #take: (write: Write) => WriteResult
  readonly #interrupt: (step: JobStep) => void
  /** Writes that no job can carry, by record. */
  readonly unfit = new Set<string>()
  /** How many writes each job held that was sent. */
  readonly sizes: number[] = []
  /** How the next jobs fail: after so many writes, all others getting this error. */
  readonly failures: { readonly after: number; readonly error: ConnectorError }[] = []
  /** Records that results do not mention. */
  readonly unmentioned = new Set<string>()
  #atWork: (() => void)[] = []

  constructor(
    options: TestJobOptions,
    take: (write: Write) => WriteResult,
    interrupt: (step: JobStep) => void,
  ) {
    this.#options = options
    this.#take = take
    this.#interrupt = interrupt
  }

  /** Lets all jobs that are at work come to their end. */
  finish(): void {
    for (const work of this.#atWork.splice(0)) work()
  }

  readonly writing: JobWriting<unknown> = {
    above: () => this.#options.above,
    open: () => this.#open(),
  }

  #open(): WriteJob {
    const held: Write[] = []
    let isFull = false
    const add = async (batch: readonly Write[]) => {
      const unfit: string[] = []
      let taken = 0
      for (const write of batch) {
        if (this.unfit.has(write.id)) unfit.push(write.id)
        else if (held.length < this.#options.writesPerJob) held.push(write)
        else {
          isFull = true
          break
        }
        taken += 1
      }
      return { taken, unfit }
    }
    return {
      get size() {
        return held.length
      },
      get isFull() {
        return isFull
      },
      add,
      send: () => this.#send(held),
    }
  }

  async *#send(held: readonly Write[]): AsyncGenerator<readonly WriteResult[]> {
    this.#interrupt('beforeJob')
    this.sizes.push(held.length)
    const results: WriteResult[] = []
    this.#atWork.push(() => results.push(...this.#work(held)))
    this.#interrupt('jobSent')
    this.finish()
    this.#interrupt('jobDone')
    const told = results.filter(({ id }) => !this.unmentioned.has(id)).reverse()
    for (let start = 0; start < told.length; start += 2) {
      this.#interrupt('jobResults')
      yield told.slice(start, start + 2)
    }
  }

  #work(held: readonly Write[]): readonly WriteResult[] {
    const failure = this.failures.shift()
    return held.map((write, index) =>
      failure !== undefined && index >= failure.after
        ? { id: write.id, ok: false, error: failure.error }
        : this.#take(write),
    )
  }
}
