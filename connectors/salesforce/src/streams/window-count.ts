import type { Instant } from '@rapport/model'

/** Counts the records of the last moments before the newest one, as records pass by in the order of their times. */
export class WindowCount {
  readonly #lengthMs: number
  #times: { readonly at: number; count: number }[] = []

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs
  }

  add(at: Instant): void {
    const time = Date.parse(at)
    const newest = this.#times.at(-1)
    if (newest?.at === time) newest.count += 1
    else {
      this.#times.push({ at: time, count: 1 })
      // Times have whole seconds, so that few are kept however many records there are.
      if (this.#times.length > 2_000) this.#forget(time)
    }
  }

  /** The records from so long before `newest` up to it. */
  upTo(newest: Instant): number {
    this.#forget(Date.parse(newest))
    return this.#times.reduce((total, { count }) => total + count, 0)
  }

  #forget(newest: number): void {
    this.#times = this.#times.filter(({ at }) => at >= newest - this.#lengthMs)
  }
}
