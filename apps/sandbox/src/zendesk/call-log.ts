import type { ZendeskFault } from './faults.ts'

/** What a call is counted as. */
export type CallKind = 'export' | 'list' | 'read' | 'auth'

/** One request as it was answered. */
export interface ZendeskCall {
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
  fault: ZendeskFault['kind'] | null
}

/** Totals since the last reset. */
export interface ZendeskCounters {
  total: number
  byKind: Record<CallKind, number>
  /** Answers of 400 and above. */
  failed: number
  /** Answers 429, injected ones included. */
  overLimit: number
  faultsInjected: number
}

/** Every call since the start or the last reset: the proof of what a client did and how often. */
export class CallLog {
  #entries: ZendeskCall[] = []
  #counters = zero()

  get entries(): readonly ZendeskCall[] {
    return this.#entries
  }

  get counters(): Readonly<ZendeskCounters> {
    return this.#counters
  }

  add(entry: ZendeskCall): void {
    this.#entries.push(entry)
    const counters = this.#counters
    counters.total += 1
    counters.byKind[entry.kind] += 1
    if (entry.status === 429) counters.overLimit += 1
    if ((entry.status ?? 0) >= 400) counters.failed += 1
    if (entry.fault !== null) counters.faultsInjected += 1
  }

  reset(): void {
    this.#entries = []
    this.#counters = zero()
  }
}

function zero(): ZendeskCounters {
  return {
    total: 0,
    byKind: { export: 0, list: 0, read: 0, auth: 0 },
    failed: 0,
    overLimit: 0,
    faultsInjected: 0,
  }
}
