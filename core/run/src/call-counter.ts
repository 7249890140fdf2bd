import type { CallRecord } from '@rapport/connector'

/** Counts the calls of a run, retries included. */
export class CallCounter {
  reads = 0
  writes = 0
  /** 429 answers: none in a run that is alone. */
  throttled = 0

  readonly record = (call: CallRecord): void => {
    if (call.effect === 'read') this.reads += 1
    else this.writes += 1
    if (call.outcome === 'rate') this.throttled += 1
  }

  get made(): number {
    return this.reads + this.writes
  }
}
