import type { Fault } from './faults.ts'
import type { WriteEffect } from './state.ts'

/** One request as it was answered. */
export interface CallLogEntry {
  /** Epoch milliseconds at arrival, by the sandbox clock. */
  at: number
  method: string
  /** Path without query. */
  path: string
  query: string
  kind: 'read' | 'search' | 'write' | 'auth'
  /** HTTP status; null when no answer was completed (reset, hang). */
  status: number | null
  /** The injected fault that hit this request, or null. */
  fault: Fault['kind'] | null
  /** What was really written, even when the answer was lost. Empty for reads. */
  effects: WriteEffect[]
}

/** Totals since the last reset. */
export interface CallCounters {
  total: number
  read: number
  search: number
  write: number
  auth: number
  /** Answers 429, injected ones included. */
  rateLimited: number
  /** Answers of 400 and above, 429 not counted. */
  failed: number
  /** Records written, and those of them whose stored values changed. */
  recordsWritten: number
  recordsChanged: number
  faultsInjected: number
}

/** Every call since the start or the last reset: the proof of what a client did and how often. */
export class CallLog {
  #entries: CallLogEntry[] = []
  #counters = zero()

  get entries(): readonly CallLogEntry[] {
    return this.#entries
  }

  get counters(): Readonly<CallCounters> {
    return this.#counters
  }

  add(entry: CallLogEntry): void {
    this.#entries.push(entry)
    const counters = this.#counters
    counters.total += 1
    counters[entry.kind] += 1
    if (entry.status === 429) counters.rateLimited += 1
    else if ((entry.status ?? 0) >= 400) counters.failed += 1
    if (entry.fault !== null) counters.faultsInjected += 1
    counters.recordsWritten += entry.effects.length
    counters.recordsChanged += entry.effects.filter((effect) => effect.changed.length > 0).length
  }

  reset(): void {
    this.#entries = []
    this.#counters = zero()
  }
}

function zero(): CallCounters {
  return {
    total: 0,
    read: 0,
    search: 0,
    write: 0,
    auth: 0,
    rateLimited: 0,
    failed: 0,
    recordsWritten: 0,
    recordsChanged: 0,
    faultsInjected: 0,
  }
}
