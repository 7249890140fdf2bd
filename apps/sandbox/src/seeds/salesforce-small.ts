import { loadRecord, type SeedRecord } from '../salesforce/seeding.ts'
import type { OrgState } from '../salesforce/state.ts'

/** Records by object, as they are: nothing is checked, nothing is derived. */
export type SalesforceSmallSeed = Readonly<Record<string, readonly SeedRecord[]>>

/**
 * Fills an org with exactly these records, in the order they are listed.
 * @returns the ids of the records, by object
 *
 * @example
 * seedSalesforceSmall(org, {
 *   Account: [{ Id: makeSalesforceId('001', 7), Name: 'Acme' }],
 *   Opportunity: [{ Name: 'Big', AccountId: makeSalesforceId('001', 7), StageName: 'Closed Won', IsWon: true, CloseDate: '2026-01-15' }],
 * })
 */
export function seedSalesforceSmall(org: OrgState, seed: SalesforceSmallSeed): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(seed).map(([object, records]) => [
      object,
      records.map((record) => loadRecord(org, object, record)),
    ]),
  )
}
