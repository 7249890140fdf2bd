import { randomUUID } from 'node:crypto'

/** One sliding window: at most `requests` in any `perMs` milliseconds. */
export interface WindowLimit {
  requests: number
  perMs: number
}

export interface LimitSettings {
  /** Per app. HubSpot: 190 in 10 s from Professional on. */
  general: WindowLimit
  /** Per account, shared by all apps. HubSpot: 5 in 1 s. */
  search: WindowLimit
  /** Per account and day in its time zone. */
  daily: number
  /** Whether a 429 carries `Retry-After` (seconds, rounded up). HubSpot does not promise it. */
  retryAfter: boolean
}

/** A named set of limits, settings of one's own over Professional, or none at all. */
export type LimitOption = 'off' | 'starter' | 'professional' | 'enterprise' | Partial<LimitSettings>

const PROFESSIONAL: LimitSettings = {
  general: { requests: 190, perMs: 10_000 },
  search: { requests: 5, perMs: 1_000 },
  daily: 625_000,
  retryAfter: false,
}

const PRESETS: Record<'starter' | 'professional' | 'enterprise', LimitSettings> = {
  starter: { ...PROFESSIONAL, general: { requests: 100, perMs: 10_000 }, daily: 250_000 },
  professional: PROFESSIONAL,
  enterprise: { ...PROFESSIONAL, daily: 1_000_000 },
}

/** With limits off, the answers say so in the only way that clients know: a limit that nobody reaches. */
const NO_LIMIT_HEADERS = {
  'X-HubSpot-RateLimit-Max': '1000000',
  'X-HubSpot-RateLimit-Remaining': '1000000',
  'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
}

/** Null when limits are off. */
export function resolveLimits(option: LimitOption): LimitSettings | null {
  if (option === 'off') return null
  return typeof option === 'string' ? PRESETS[option] : { ...PROFESSIONAL, ...option }
}

/** What came of asking for one request. */
export interface Admission {
  /** Headers for the answer, whether admitted or not. */
  headers: Record<string, string>
  /** Null when admitted. */
  refusal: { body: Record<string, unknown>; retryAfterMs: number } | null
}

/** Counts requests against the account's limits. A refused request does not count. */
export class RateLimiter {
  settings: LimitSettings | null
  readonly #now: () => number
  readonly #day: Intl.DateTimeFormat
  readonly #general = new Map<number, SlidingWindow>()
  readonly #search = new SlidingWindow()
  #today = ''
  #usedToday = 0

  constructor(settings: LimitSettings | null, now: () => number, timeZone: string) {
    this.settings = settings
    this.#now = now
    this.#day = new Intl.DateTimeFormat('en-CA', { timeZone })
  }

  /** Asks for one request of an app; `oauth` apps see no daily headers, search answers see none at all. */
  admit(bucket: 'general' | 'search', appId: number, oauth: boolean): Admission {
    const { settings } = this
    if (settings === null) return { headers: bucket === 'search' ? {} : NO_LIMIT_HEADERS, refusal: null }
    const now = this.#now()
    this.#startDay(now)
    const limit = settings[bucket]
    const window = bucket === 'search' ? this.#search : this.#windowOf(appId)
    const daily = this.#usedToday >= settings.daily
    const waitMs = daily ? 0 : window.take(now, limit)
    const refused = daily || waitMs > 0
    if (!refused) this.#usedToday += 1
    const headers: Record<string, string> = {}
    if (bucket === 'general') {
      headers['X-HubSpot-RateLimit-Max'] = String(limit.requests)
      headers['X-HubSpot-RateLimit-Remaining'] = String(Math.max(0, limit.requests - window.used(now, limit)))
      headers['X-HubSpot-RateLimit-Interval-Milliseconds'] = String(limit.perMs)
      if (!oauth) {
        headers['X-HubSpot-RateLimit-Daily'] = String(settings.daily)
        headers['X-HubSpot-RateLimit-Daily-Remaining'] = String(Math.max(0, settings.daily - this.#usedToday))
      }
    }
    if (!refused) return { headers, refusal: null }
    const policy = daily ? 'DAILY' : bucket === 'search' ? 'SECONDLY' : 'TEN_SECONDLY_ROLLING'
    if (settings.retryAfter && !daily) headers['Retry-After'] = String(Math.ceil(waitMs / 1000))
    return { headers, refusal: { body: rateLimitBody(policy), retryAfterMs: waitMs } }
  }

  #windowOf(appId: number): SlidingWindow {
    const known = this.#general.get(appId)
    if (known !== undefined) return known
    const window = new SlidingWindow()
    this.#general.set(appId, window)
    return window
  }

  #startDay(now: number): void {
    const today = this.#day.format(now)
    if (today === this.#today) return
    this.#today = today
    this.#usedToday = 0
  }
}

/** The body of a 429. */
export function rateLimitBody(policyName: string): Record<string, unknown> {
  return {
    status: 'error',
    message: `You have reached your ${policyName.toLowerCase()} limit.`,
    errorType: 'RATE_LIMIT',
    correlationId: randomUUID(),
    policyName,
    requestId: randomUUID(),
  }
}

/** The times of the admitted requests of the last window. */
class SlidingWindow {
  #times: number[] = []

  /** Takes a place and gives 0, or gives the milliseconds until one is free. */
  take(now: number, limit: WindowLimit): number {
    if (this.used(now, limit) < limit.requests) {
      this.#times.push(now)
      return 0
    }
    const oldest = this.#times[this.#times.length - limit.requests] ?? now
    return Math.max(1, oldest + limit.perMs - now)
  }

  used(now: number, limit: WindowLimit): number {
    const live = this.#times.findIndex((time) => time > now - limit.perMs)
    if (live !== 0) this.#times = live === -1 ? [] : this.#times.slice(live)
    return this.#times.length
  }
}
