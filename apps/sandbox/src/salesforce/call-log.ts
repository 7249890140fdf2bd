import type { SalesforceFault } from './faults.ts'
import type { WriteEffect } from './state.ts'

/** What a call is counted as. */
export type CallKind = 'read' | 'query' | 'write' | 'bulk' | 'metadata' | 'auth'

/** One request as it was answered. */
export interface SalesforceCall {
  /** Epoch milliseconds at arrival, by the sandbox clock. */
  at: number
  method: string
  /** Path without query. */
  path: string
  query: string
  kind: CallKind
  /** HTTP status; null when no answer was completed (reset, hang). */
  status: number | null
  /** The injected fault that hit this request, or null. */
  fault: SalesforceFault['kind'] | null
  /** What was really written, even when the answer was lost. Empty for reads. */
  effects: WriteEffect[]
}

/** Totals since the last reset. */
export interface SalesforceCounters {
  total: number
  byKind: Record<CallKind, number>
  /** Answers of 400 and above. */
  failed: number
  /** Answers 403 REQUEST_LIMIT_EXCEEDED, injected ones included. */
  overLimit: number
  /** Records written, and those of them whose stored values changed. */
  recordsWritten: number
  recordsChanged: number
  faultsInjected: number
}

/** Every call since the start or the last reset: the proof of what a client did and how often. */
export class CallLog {
  #entries: SalesforceCall[] = []
  #counters = zero()

  get entries(): readonly SalesforceCall[] {
    return this.#entries
  }

  get counters(): Readonly<SalesforceCounters> {
    return this.#counters
  }

  add(entry: SalesforceCall, overLimit: boolean): void {
    this.#entries.push(entry)
    const counters = this.#counters
    counters.total += 1
    counters.byKind[entry.kind] += 1
    if (overLimit) counters.overLimit += 1
    if ((entry.status ?? 0) >= 400) counters.failed += 1
    if (entry.fault !== null) counters.faultsInjected += 1
    counters.recordsWritten += entry.effects.length
    counters.recordsChanged += entry.effects.filter((effect) => effect.changed.length > 0).length
  }

  reset(): void {
    this.#entries = []
    this.#counters = zero()
  }
}

function zero(): SalesforceCounters {
  return {
    total: 0,
    byKind: { read: 0, query: 0, write: 0, bulk: 0, metadata: 0, auth: 0 },
    failed: 0,
    overLimit: 0,
    recordsWritten: 0,
    recordsChanged: 0,
    faultsInjected: 0,
  }
}
