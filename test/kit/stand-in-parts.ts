import type { Credentials } from '@rapport/connector'
import type { Fault } from './stand-in.ts'

/** The faults of the kit as most stand-ins of the sandbox have them. */
export const sandboxFaults = {
  'unauthorised-once': { kind: 'status', status: 401 },
  rate: { kind: 'rate-limit' },
  'rate-with-retry-after': { kind: 'rate-limit', retryAfterSeconds: 1 },
  'server-error': { kind: 'status', status: 503 },
  truncated: { kind: 'truncated-body' },
  reset: { kind: 'reset' },
  hang: { kind: 'hang' },
} as const satisfies Readonly<Record<Fault, unknown>>

/** Credentials that give the first token until it is refused, and the second one from then on. */
export function twoTokens([first, second]: readonly [string, string]): Credentials {
  let current = first
  return {
    token: async () => current,
    refresh: async () => {
      current = second
      return current
    },
  }
}
