import { FaultPlan, type FaultRule } from '../fault-plan.ts'
import { type LimitOption, resolveLimits } from './api-usage.ts'
import type { Behaviour } from './behaviour.ts'
import type { SalesforceCall, SalesforceCounters } from './call-log.ts'
import type { SalesforceFault } from './faults.ts'
import { normaliseId } from './ids.ts'
import type { OAuthServer } from './oauth.ts'
import type { OrgState, ValidationRule } from './state.ts'

/** What can be changed while the server runs. */
export type SalesforceSettings = { [Name in keyof Behaviour]?: Behaviour[Name] | undefined } & {
  limits?: LimitOption | undefined
}

/** The tester's side of the stand-in: faults, settings and the record of what happened. No part of Salesforce. */
export class SalesforceControl {
  readonly faults = new FaultPlan<SalesforceFault>()
  readonly behaviour: Behaviour
  readonly #org: OrgState
  readonly #oauth: OAuthServer

  constructor(parts: { org: OrgState; oauth: OAuthServer; behaviour: Behaviour }) {
    this.#org = parts.org
    this.#oauth = parts.oauth
    this.behaviour = parts.behaviour
  }

  /** Makes matching requests fail, from now on. Rules are tried in the order they were added. */
  fail(...rules: FaultRule<SalesforceFault>[]): void {
    for (const rule of rules) this.faults.add(rule)
  }

  clearFaults(): void {
    this.faults.clear()
  }

  /** Every call since the start of the org or the last reset. */
  log(): readonly SalesforceCall[] {
    return this.#org.log.entries
  }

  counters(): Readonly<SalesforceCounters> & { tokensIssued: number } {
    return { ...this.#org.log.counters, tokensIssued: this.#oauth.issued }
  }

  resetLog(): void {
    this.#org.log.reset()
  }

  change(patch: SalesforceSettings): void {
    const { limits, ...rest } = patch
    for (const [name, value] of Object.entries(rest))
      if (value !== undefined) Object.assign(this.behaviour, { [name]: value })
    if (limits !== undefined) this.#org.usage.settings = resolveLimits(limits)
  }

  /** Ends every session, as a time-out does. */
  expireSessions(): void {
    for (const session of this.#org.sessions.values()) session.revoked = true
  }

  /** Makes every open `nextRecordsUrl` answer INVALID_QUERY_LOCATOR. */
  expireQueryLocators(): void {
    this.#org.cursors.clear()
  }

  /** Lets the next `times` writes to these records find them locked: UNABLE_TO_LOCK_ROW. */
  lockRecords(ids: Iterable<string>, times = 1): void {
    for (const id of ids) this.#org.lockedRecords.set(normaliseId(id) ?? id, times)
  }

  /**
   * Makes the next Bulk jobs that are created fail at their end.
   * @param afterRecords records of an ingest job that are written first; the others are its unprocessed records
   */
  failBulkJobs(options: { times?: number; message?: string; afterRecords?: number } = {}): void {
    const { times = 1, message = 'InternalServerError : The job failed', afterRecords = 0 } = options
    for (let count = 0; count < times; count += 1) this.#org.bulkFailures.push({ message, afterRecords })
  }

  /** Hides standard fields from the integration user: `Opportunity.Amount`. */
  hideFields(...names: string[]): void {
    for (const name of names) this.#org.hiddenFields.add(name)
    this.#org.permissionsChanged()
  }

  /** Takes read access to objects from the integration user: for it, they are not there. */
  hideObjects(...names: string[]): void {
    for (const name of names) this.#org.hiddenObjects.add(name)
  }

  /** Gives the integration user read access to hidden objects and fields. */
  show(...names: string[]): void {
    for (const name of names) {
      this.#org.hiddenFields.delete(name)
      this.#org.hiddenObjects.delete(name)
    }
    this.#org.permissionsChanged()
  }

  /** Lets the integration user read, but not write, standard fields. */
  protectFields(...names: string[]): void {
    for (const name of names) this.#org.readOnlyFields.add(name)
    this.#org.permissionsChanged()
  }

  addValidationRule(rule: ValidationRule): void {
    this.#org.validationRules.push(rule)
  }

  /** Purges the delete log up to a moment: `earliestDateAvailable` says so. @param at epoch milliseconds */
  purgeDeleteLog(at: number): void {
    this.#org.deleteLogStart = at
    for (const { name } of this.#org.schema.objects) {
      const { deletions } = this.#org.table(name)
      deletions.splice(0, deletions.length, ...deletions.filter((deletion) => deletion.at >= at))
    }
  }
}
