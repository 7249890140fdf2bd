import type { ObjectTypeName } from './object-types.ts'
import { findExact, type PropertyInputs, updateRecord } from './objects.ts'
import type { HubspotState } from './state.ts'
import { checkValues } from './values.ts'

/**
 * Edits many records at one moment, as a person's bulk edit or an import does: all of them get the same modified time.
 * Past HTTP, so past limits and the call log; the journal keeps it.
 * @param at epoch milliseconds; default now.
 * @throws {Error} when an id is not there; HubspotError when a value does not fit.
 */
export function editRecords(
  state: HubspotState,
  type: ObjectTypeName,
  ids: Iterable<number>,
  properties: PropertyInputs,
  at: number = state.now(),
): void {
  const values = checkValues(state.properties(type), properties)
  state.transact(() => {
    for (const id of ids) {
      const record = findExact(state, type, id)
      if (record === undefined) throw new Error(`Sandbox edit: there is no live record ${type} ${id}.`)
      updateRecord(state, type, record, values, at)
    }
  })
}
