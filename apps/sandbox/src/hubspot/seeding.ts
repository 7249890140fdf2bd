import type { ObjectRef } from './association-graph.ts'
import type { ObjectTypeName } from './object-types.ts'
import { complete } from './objects.ts'
import type { PropertyHistory, PropertyValues } from './record.ts'
import type { HubspotState } from './state.ts'

/** A record to put there as it is: nothing is checked, so a seed can hold what HubSpot's front door would refuse. */
export interface SeedRecord {
  id: number
  properties: PropertyValues
  /** Epoch milliseconds. */
  createdAt: number
  modifiedAt: number
  /** Default null: live. */
  archivedAt?: number | null | undefined
  /** What the properties of a ticket were before; the last version is the present value. */
  history?: PropertyHistory | undefined
}

/** Loads a record, with its computed properties, without moving any time and past the journal. Load associations first. */
export function loadRecord(state: HubspotState, type: ObjectTypeName, seed: SeedRecord): void {
  const properties = { ...seed.properties }
  complete(state, type, seed.id, properties, seed.modifiedAt)
  state.table(type).load({
    id: seed.id,
    properties,
    createdAt: seed.createdAt,
    modifiedAt: seed.modifiedAt,
    archivedAt: seed.archivedAt ?? null,
    ...(seed.history === undefined ? {} : { history: seed.history }),
  })
}

/** Loads an association, both ways. `primary` marks the company as the record's primary one. */
export function loadAssociation(state: HubspotState, from: ObjectRef, to: ObjectRef, primary = false): void {
  const pair = state.associationTypes.between(from.type, to.type)
  const back = state.associationTypes.between(to.type, from.type)
  if (pair === undefined || back === undefined) {
    throw new Error(`Seed error: ${from.type} cannot be associated with ${to.type}.`)
  }
  const marked = primary && pair.primary !== null && back.primary !== null
  state.graph.set(from, to, marked && pair.primary !== null ? [pair.primary, pair.plain] : [pair.plain])
  state.graph.set(to, from, marked && back.primary !== null ? [back.primary, back.plain] : [back.plain])
}
