import type { CallRecord } from '@rapport/connector'

/** Counts calls, retries included: those of a step, and with them those of the run that it belongs to. */
export class CallCounter {
  readonly #whole: CallCounter | null
  reads = 0
  writes = 0
  /** 429 answers: none in a run that is alone. */
  throttled = 0
  /** What the vendor said last is left of the budget of its longest window, such as a day; null: it said nothing. */
  left: number | null = null

  constructor(whole: CallCounter | null = null) {
    this.#whole = whole
  }

  readonly record = (call: CallRecord): void => {
    if (call.effect === 'read') this.reads += 1
    else this.writes += 1
    if (call.outcome === 'rate') this.throttled += 1
    this.#whole?.record(call)
  }

  readonly tellLeft = (left: number): void => {
    this.left = left
  }

  get made(): number {
    return this.reads + this.writes
  }
}
