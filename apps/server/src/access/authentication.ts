import type { Database } from '@rapport/store'
import { betterAuth } from 'better-auth'
import type { Log } from '../observability/log.ts'

export interface AuthenticationOptions {
  readonly db: Database
  /** Signs the session cookies: at least 32 random bytes, the same for all processes. */
  readonly secret: string
  /** Where the page is reached, such as `https://rapport.example.com`. */
  readonly origin: string
  readonly trustedOrigins: readonly string[]
  readonly log: Log
}

export const sessionDays = 7
const daySeconds = 86_400

/**
 * Sign-in by e-mail and password, and the sessions after it. Nobody signs up: accounts come from invitations. Only calls of its API are
 * used, not its own routes, which would answer with session tokens. Single sign-on will be added here, as providers and their callbacks.
 */
export function createAuthentication({ db, secret, origin, trustedOrigins, log }: AuthenticationOptions) {
  return betterAuth({
    appName: 'Rapport',
    baseURL: origin,
    basePath: '/api/auth',
    secret,
    trustedOrigins: [...trustedOrigins],
    database: { db: db.withSchema('rapport'), type: 'postgres' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
    },
    session: { expiresIn: sessionDays * daySeconds, updateAge: daySeconds },
    // Wrong passwords are throttled in `sign-in-throttle.ts`, in the database.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'rapport',
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      // What follows the message may hold what was asked.
      log: (level, message) => log[level === 'warn' || level === 'error' ? level : 'debug']({}, message),
    },
  })
}

export type Authentication = ReturnType<typeof createAuthentication>

/** NIST SP 800-63B: length is what counts, without rules on signs. */
export const passwordLength = { least: 12, most: 200 } as const
