import { FaultPlan } from '../fault-plan.ts'
import type { SiteFault, SiteFaultRule } from './site-fault.ts'

/** One request as it was answered. */
export interface SiteCall {
  /** Epoch milliseconds at arrival, by the sandbox clock. */
  readonly at: number
  readonly method: string
  /** Path without query. */
  readonly path: string
  readonly query: string
  /** HTTP status; null when no answer was completed. */
  readonly status: number | null
  readonly fault: SiteFault['kind'] | null
}

/** The tester's side of a stand-in: faults, settings and the record of what happened. No part of the vendor. */
export class SiteControl<Behaviour extends object> {
  readonly faults = new FaultPlan<SiteFault>()
  readonly behaviour: Behaviour
  #calls: SiteCall[] = []

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour
  }

  /** Makes matching requests fail, from now on. Rules are tried in the order they were added. */
  fail(...rules: readonly SiteFaultRule[]): void {
    for (const rule of rules) this.faults.add(rule)
  }

  clearFaults(): void {
    this.faults.clear()
  }

  /** Every call since the start or the last reset. */
  log(): readonly SiteCall[] {
    return this.#calls
  }

  note(call: SiteCall): void {
    this.#calls.push(call)
  }

  resetLog(): void {
    this.#calls = []
  }

  /** What is left out stays as it is. */
  change(patch: { readonly [Name in keyof Behaviour]?: Behaviour[Name] | undefined }): void {
    for (const [name, value] of Object.entries(patch)) {
      if (value !== undefined) Object.assign(this.behaviour, { [name]: value })
    }
  }
}
