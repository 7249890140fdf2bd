import type { Credentials } from '@rapport/connector'
import { type Fault, sandboxFaults, twoTokens } from '@rapport/contract-kit'
import {
  startZendesk,
  type ZendeskFault,
  type ZendeskOptions,
  type ZendeskServer,
  type ZendeskState,
} from '@rapport/sandbox'

const faults: Readonly<Record<Fault, ZendeskFault>> = {
  ...sandboxFaults,
  'server-error': { kind: 'status', status: 503, body: 'none' },
}

const tokens = ['kit-zendesk-token-1', 'kit-zendesk-token-2'] as const

/** Records per page in the contract tests. */
export const pageSize = 10
/** Between records, so that a page is longer than the two minutes that a stream looks back. */
const apartMs = 20_000
/** After so long, the exports show what was written. */
const settledMs = 61_000

/** A Zendesk account with a clock of its own, which only writes move. */
export interface Account {
  readonly server: ZendeskServer
  readonly state: ZendeskState
  /** Does something a second after the last thing, and lets the exports show it. */
  write<T>(work: (at: number) => T): T
  /** Does it so many times, far apart, and lets the exports show it. */
  writeMany<T>(count: number, work: (at: number) => T): T[]
  /** What every stand-in of the kit has. */
  readonly standIn: {
    readonly pageSize: number
    readonly secrets: readonly string[]
    settings(): unknown
    credentials(): Credentials
    fault(kind: Fault): void
    callCount(): number
    close(): Promise<void>
    addUnknownField(): Promise<void>
  }
}

/** Starts an account that nothing else uses. */
export async function openAccount(options: ZendeskOptions = {}): Promise<Account> {
  let clock = Date.UTC(2026, 0, 1)
  const tick = (ms: number): number => {
    clock += ms
    return clock
  }
  const server = await startZendesk({ limits: 'off', now: () => clock, accessTokens: tokens, ...options })
  const { state, control } = server
  return {
    server,
    state,
    write(work) {
      const result = work(tick(1_000))
      tick(settledMs)
      return result
    },
    writeMany(count, work) {
      const results = Array.from({ length: count }, () => work(tick(apartMs)))
      tick(settledMs)
      return results
    },
    standIn: {
      pageSize,
      secrets: tokens,
      settings: () => ({ subdomain: 'sandbox', baseUrl: server.baseUrl, pageSize }),
      credentials: () => twoTokens(tokens),
      fault: (kind) => control.fail({ path: '*', fault: faults[kind] }),
      callCount: () => control.log().length,
      close: () => server.close(),
      addUnknownField: async () => {
        state.hasUnknownFields = true
      },
    },
  }
}
