import type { ObjectRef } from '../hubspot/association-graph.ts'
import { OBJECT_TYPE_NAMES, type ObjectTypeName } from '../hubspot/object-types.ts'
import type { Owner } from '../hubspot/owners.ts'
import type { PropertyHistory } from '../hubspot/record.ts'
import { loadAssociation, loadRecord } from '../hubspot/seeding.ts'
import type { HubspotState } from '../hubspot/state.ts'
import type { Team } from '../hubspot/teams.ts'

/** A record of a hand-made seed. Times are epoch milliseconds. */
export interface SmallRecord {
  id: number
  properties?: Readonly<Record<string, string>> | undefined
  /** Default: `modifiedAt`. */
  createdAt?: number | undefined
  /** Default: 2024-01-01T00:00:00Z, the same for all. */
  modifiedAt?: number | undefined
  archivedAt?: number | undefined
  /** Of a ticket: what its properties were before. */
  history?: PropertyHistory | undefined
}

/** An association of a hand-made seed. */
export interface SmallAssociation {
  from: ObjectRef
  to: ObjectRef
  /** The company is the record's primary one. */
  primary?: boolean | undefined
}

export interface SmallSeed {
  records?: Partial<Record<ObjectTypeName, readonly SmallRecord[]>> | undefined
  associations?: readonly SmallAssociation[] | undefined
  owners?: readonly Owner[] | undefined
  teams?: readonly Team[] | undefined
}

const DEFAULT_TIME = Date.UTC(2024, 0, 1)

/**
 * Fills a state with exactly these records. Nothing is checked: records may share an e-mail address or a modified time.
 *
 * @example
 * seedSmall(state, {
 *   records: { contacts: [{ id: 1, properties: { email: 'ada@example.com' } }], deals: [{ id: 7 }] },
 *   associations: [{ from: { type: 'deals', id: 7 }, to: { type: 'contacts', id: 1 } }],
 * })
 */
export function seedSmall(state: HubspotState, seed: SmallSeed): void {
  if (seed.owners !== undefined) state.owners = [...seed.owners]
  if (seed.teams !== undefined) state.teams = [...seed.teams]
  for (const { from, to, primary } of seed.associations ?? [])
    loadAssociation(state, from, to, primary ?? false)
  for (const type of OBJECT_TYPE_NAMES) {
    for (const record of seed.records?.[type] ?? []) {
      const modifiedAt = record.modifiedAt ?? DEFAULT_TIME
      loadRecord(state, type, {
        id: record.id,
        properties: record.properties ?? {},
        createdAt: record.createdAt ?? modifiedAt,
        modifiedAt,
        archivedAt: record.archivedAt,
        history: record.history,
      })
    }
  }
}
