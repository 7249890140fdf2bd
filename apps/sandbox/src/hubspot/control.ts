import { FaultPlan } from '../fault-plan.ts'
import type { TokenStore } from './auth.ts'
import type { CallCounters, CallLogEntry } from './call-log.ts'
import type { Fault, FaultRule } from './faults.ts'
import { type LimitOption, type RateLimiter, resolveLimits } from './limits.ts'
import type { Behaviour } from './route.ts'
import type { HubspotState } from './state.ts'

/** What can be changed while the server runs. */
export interface SettingsPatch {
  latencyMs?: number | undefined
  searchLagMs?: number | undefined
  onInvalidValue?: Behaviour['onInvalidValue'] | undefined
  restoredProperties?: Behaviour['restoredProperties'] | undefined
  associationPageSize?: number | undefined
  limits?: LimitOption | undefined
}

/** The tester's side of the stand-in: faults, settings and the record of what happened. No part of HubSpot. */
export class HubspotControl {
  readonly faults = new FaultPlan<Fault>()
  readonly behaviour: Behaviour
  readonly #state: HubspotState
  readonly #tokens: TokenStore
  readonly #limiter: RateLimiter

  constructor(parts: {
    state: HubspotState
    tokens: TokenStore
    limiter: RateLimiter
    behaviour: Behaviour
  }) {
    this.#state = parts.state
    this.#tokens = parts.tokens
    this.#limiter = parts.limiter
    this.behaviour = parts.behaviour
  }

  /** Makes matching requests fail, from now on. Rules are tried in the order they were added. */
  fail(...rules: FaultRule[]): void {
    for (const rule of rules) this.faults.add(rule)
  }

  clearFaults(): void {
    this.faults.clear()
  }

  /** Every call since the start of the state or the last reset. */
  log(): readonly CallLogEntry[] {
    return this.#state.log.entries
  }

  counters(): Readonly<CallCounters> & { tokensIssued: number } {
    return { ...this.#state.log.counters, tokensIssued: this.#tokens.issued }
  }

  resetLog(): void {
    this.#state.log.reset()
  }

  change(patch: SettingsPatch): void {
    const { behaviour } = this
    behaviour.latencyMs = patch.latencyMs ?? behaviour.latencyMs
    behaviour.onInvalidValue = patch.onInvalidValue ?? behaviour.onInvalidValue
    behaviour.restoredProperties = patch.restoredProperties ?? behaviour.restoredProperties
    behaviour.associationPageSize = patch.associationPageSize ?? behaviour.associationPageSize
    this.#state.searchLagMs = patch.searchLagMs ?? this.#state.searchLagMs
    if (patch.limits !== undefined) this.#limiter.settings = resolveLimits(patch.limits)
  }

  /** Makes every OAuth access token handed out so far expire now. */
  expireTokens(): void {
    this.#tokens.expireAll()
  }

  /** Takes a private-app token back: calls with it answer 401 from now on. */
  revokeToken(token: string): void {
    this.#tokens.revoke(token)
  }
}
