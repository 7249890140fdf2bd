import { SalesforceError } from './errors.ts'

const DAY_MS = 86_400_000
const SLICE_MS = 60_000

/** How many calls an org allows. */
export interface LimitSettings {
  /** In any 24 hours. Enterprise: 100,000 and 1,000 a licence. */
  daily: number
  /** Requests running `longAfterMs` and longer at the same time. 25; 5 in developer orgs. */
  concurrentLong: number
  longAfterMs: number
}

export type LimitOption = 'off' | 'enterprise' | 'developer' | Partial<LimitSettings>

const ENTERPRISE: LimitSettings = { daily: 100_000, concurrentLong: 25, longAfterMs: 20_000 }

/** Null when limits are off. */
export function resolveLimits(option: LimitOption): LimitSettings | null {
  if (option === 'off') return null
  if (option === 'enterprise') return ENTERPRISE
  return option === 'developer'
    ? { ...ENTERPRISE, daily: 15_000, concurrentLong: 5 }
    : { ...ENTERPRISE, ...option }
}

/** Calls of the last 24 hours, by minute, and requests that are running. A refused call does not count. */
export class ApiUsage {
  settings: LimitSettings | null = ENTERPRISE
  readonly #now: () => number
  readonly #slices = new Map<number, number>()
  readonly #running = new Set<{ since: number }>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Calls of the last 24 hours. */
  get used(): number {
    const oldest = this.#now() - DAY_MS
    let used = 0
    for (const [slice, count] of this.#slices) {
      if (slice * SLICE_MS <= oldest) this.#slices.delete(slice)
      else used += count
    }
    return used
  }

  /** The most calls in 24 hours. */
  get most(): number {
    return this.settings?.daily ?? 1_000_000_000
  }

  /** What `Sforce-Limit-Info` says. */
  get header(): string {
    return `api-usage=${this.used}/${this.most}`
  }

  /** Counts a call. @throws {SalesforceError} 403 REQUEST_LIMIT_EXCEEDED when the day's calls are used up */
  count(): void {
    if (this.settings !== null && this.used >= this.settings.daily) throw overLimit('daily')
    const slice = Math.floor(this.#now() / SLICE_MS)
    this.#slices.set(slice, (this.#slices.get(slice) ?? 0) + 1)
  }

  /**
   * Notes that a request runs, until the returned function is called. Its age is the clock's.
   * @throws {SalesforceError} 403 REQUEST_LIMIT_EXCEEDED when too many run long already
   */
  begin(): () => void {
    const { settings } = this
    const now = this.#now()
    if (settings !== null) {
      const long = [...this.#running].filter(({ since }) => now - since >= settings.longAfterMs)
      if (long.length >= settings.concurrentLong) throw overLimit('concurrent')
    }
    const request = { since: now }
    this.#running.add(request)
    return () => this.#running.delete(request)
  }
}

const LIMIT_MESSAGES = {
  daily: 'TotalRequests Limit exceeded.',
  concurrent: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
}

/** The 403 of both limits. */
export function overLimit(limit: 'daily' | 'concurrent'): SalesforceError {
  return new SalesforceError(403, 'REQUEST_LIMIT_EXCEEDED', LIMIT_MESSAGES[limit])
}
