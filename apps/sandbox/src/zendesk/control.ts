import { FaultPlan, type FaultRule } from '../fault-plan.ts'
import type { Behaviour } from './behaviour.ts'
import type { CallLog, ZendeskCall, ZendeskCounters } from './call-log.ts'
import type { ZendeskFault } from './faults.ts'
import { type LimitOption, type RateLimiter, resolveLimits } from './limits.ts'

/** What can be changed while the server runs. */
export type ZendeskBehaviour = { [Name in keyof Behaviour]?: Behaviour[Name] | undefined } & {
  limits?: LimitOption | undefined
}

/** The tester's side of the stand-in: faults, settings and the record of what happened. No part of Zendesk. */
export class ZendeskControl {
  readonly faults = new FaultPlan<ZendeskFault>()
  readonly behaviour: Behaviour
  readonly #log: CallLog
  readonly #limiter: RateLimiter

  constructor(parts: { behaviour: Behaviour; log: CallLog; limiter: RateLimiter }) {
    this.behaviour = parts.behaviour
    this.#log = parts.log
    this.#limiter = parts.limiter
  }

  /** Makes matching requests fail, from now on. Rules are tried in the order they were added. */
  fail(...rules: FaultRule<ZendeskFault>[]): void {
    for (const rule of rules) this.faults.add(rule)
  }

  clearFaults(): void {
    this.faults.clear()
  }

  /** Every call since the start or the last reset. */
  log(): readonly ZendeskCall[] {
    return this.#log.entries
  }

  counters(): Readonly<ZendeskCounters> {
    return this.#log.counters
  }

  resetLog(): void {
    this.#log.reset()
  }

  change(patch: ZendeskBehaviour): void {
    const { limits, ...rest } = patch
    for (const [name, value] of Object.entries(rest))
      if (value !== undefined) Object.assign(this.behaviour, { [name]: value })
    if (limits !== undefined) this.#limiter.settings = resolveLimits(limits)
  }
}
