/** Requests allowed in a minute. */
export interface LimitSettings {
  /** Per account, all endpoints together. */
  general: number
  /** Per account, incremental exports. */
  exports: number
}

/** A plan of Zendesk's, limits of one's own, or none at all. */
export type LimitOption = 'off' | 'team' | 'professional' | 'enterprise' | 'high-volume' | LimitSettings

const PLANS: Readonly<Record<Exclude<LimitOption, LimitSettings | 'off'>, LimitSettings>> = {
  team: { general: 200, exports: 10 },
  professional: { general: 400, exports: 10 },
  enterprise: { general: 700, exports: 10 },
  'high-volume': { general: 2_500, exports: 30 },
}

/** Null when limits are off. */
export function resolveLimits(option: LimitOption): LimitSettings | null {
  if (option === 'off') return null
  return typeof option === 'string' ? PLANS[option] : option
}

/** What came of asking for one request. */
export interface Admission {
  /** Headers for the answer, whether admitted or not. */
  headers: Record<string, string>
  /** Null when admitted. */
  refusal: { body: Record<string, unknown>; retryAfterSeconds: number } | null
}

const MINUTE = 60_000

/** Without limits the account has room for whatever is asked, and says so: a client need not hold back. */
const without = { 'X-Rate-Limit': '100000', 'X-Rate-Limit-Remaining': '100000' }
const exportsWithout = {
  'zendesk-ratelimit-incremental-exports': 'total=100000; remaining=100000; resets=60',
}

/** Counts requests by the minute, as Zendesk does. A refused request does not count. */
export class RateLimiter {
  settings: LimitSettings | null
  readonly #now: () => number
  #minute = -1
  #used = { general: 0, exports: 0 }

  constructor(settings: LimitSettings | null, now: () => number) {
    this.settings = settings
    this.#now = now
  }

  /** Asks for one request. An export counts as a request too. */
  admit(isExport: boolean): Admission {
    const { settings } = this
    if (settings === null)
      return { headers: isExport ? { ...without, ...exportsWithout } : without, refusal: null }
    const now = this.#now()
    const minute = Math.floor(now / MINUTE)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#used = { general: 0, exports: 0 }
    }
    const retryAfterSeconds = Math.ceil(((minute + 1) * MINUTE - now) / 1_000)
    const used = this.#used
    if (isExport && used.exports >= settings.exports)
      return this.#refuse('incremental export ', retryAfterSeconds, isExport)
    if (used.general >= settings.general) return this.#refuse('', retryAfterSeconds, isExport)
    used.general += 1
    if (isExport) used.exports += 1
    return { headers: this.#headers(settings, retryAfterSeconds, isExport), refusal: null }
  }

  #refuse(which: string, retryAfterSeconds: number, isExport: boolean): Admission {
    const { settings } = this
    return {
      headers: settings === null ? {} : this.#headers(settings, retryAfterSeconds, isExport),
      refusal: { body: tooManyRequests(which), retryAfterSeconds },
    }
  }

  #headers(settings: LimitSettings, resets: number, isExport: boolean): Record<string, string> {
    const left = (name: 'general' | 'exports'): string =>
      String(Math.max(0, settings[name] - this.#used[name]))
    return {
      'X-Rate-Limit': String(settings.general),
      'X-Rate-Limit-Remaining': left('general'),
      'ratelimit-limit': String(settings.general),
      'ratelimit-remaining': left('general'),
      'ratelimit-reset': String(resets),
      ...(isExport
        ? {
            'zendesk-ratelimit-incremental-exports': `total=${settings.exports}; remaining=${left('exports')}; resets=${resets}`,
          }
        : {}),
    }
  }
}

/** The body of a 429. `which` is empty for the limit of the account, or `incremental export `. */
export function tooManyRequests(which: string): Record<string, unknown> {
  return {
    error: 'APIRateLimitExceeded',
    description: `Number of allowed ${which}API requests per minute exceeded`,
  }
}
