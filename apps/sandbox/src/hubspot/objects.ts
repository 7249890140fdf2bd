import { type AssociationSpec, associate, dissociateAll } from './associations.ts'
import { assign, associationProperties, computeDeal, computeTicket } from './computed.ts'
import { conflict, invalid, notFound } from './errors.ts'
import { extendHistory } from './history.ts'
import type { ObjectTypeName } from './object-types.ts'
import { isoTime, parseId, type RecordVersion } from './record.ts'
import type { HubspotState } from './state.ts'
import { applyValues, type CheckedValues, checkValues, type PropertyInputValue } from './values.ts'

export type PropertyInputs = Readonly<Record<string, PropertyInputValue>>

/** An association asked for together with a create. */
export interface AssociationInput {
  to: { type: ObjectTypeName; id: number }
  types: readonly AssociationSpec[]
}

/**
 * The live record under an id. An id that was merged away leads to the survivor, as single reads and updates do;
 * batch reads and updates must use `findExact`.
 */
export function findLive(state: HubspotState, type: ObjectTypeName, id: number): RecordVersion | undefined {
  const table = state.table(type)
  return findExact(state, type, table.resolveMerged(id))
}

/** The live record under exactly this id. */
export function findExact(state: HubspotState, type: ObjectTypeName, id: number): RecordVersion | undefined {
  const record = state.table(type).get(id)
  return record?.archivedAt === null ? record : undefined
}

/** The live record with this id, or with this value of the unique property `idProperty`. @throws {HubspotError} 400 */
export function findBy(
  state: HubspotState,
  type: ObjectTypeName,
  key: string,
  idProperty: string | undefined,
  lookup: typeof findLive,
): RecordVersion | undefined {
  if (idProperty !== undefined && idProperty !== 'hs_object_id') {
    if (!state.table(type).isUniqueProperty(idProperty)) {
      throw invalid(
        `Property "${idProperty}" is not a unique property and cannot be used as idProperty`,
        'INVALID_ID_PROPERTY',
      )
    }
    return state.table(type).findUnique(idProperty, key)
  }
  const id = parseId(key)
  return id === null ? undefined : lookup(state, type, id)
}

/** Checks the values of a create and makes the record. @throws {HubspotError} 400, 409 */
export function createRecord(
  state: HubspotState,
  type: ObjectTypeName,
  input: PropertyInputs,
  associations: readonly AssociationInput[] = [],
): RecordVersion {
  const values = checkValues(state.properties(type), input)
  requireUnique(state, type, values, null)
  const now = state.now()
  const id = state.table(type).nextId
  const { createdate, ...stored } = values
  const properties = applyValues({}, stored)
  complete(state, type, id, properties, now)
  const record = {
    id,
    properties,
    createdAt: createdate === undefined || createdate === '' ? now : Date.parse(createdate),
    modifiedAt: now,
    archivedAt: null,
    ...extendHistory(type, null, properties, now),
  }
  state.commit({ op: 'record', type, record })
  state.effect({
    operation: 'create',
    objectType: type,
    id: String(id),
    properties: values,
    changed: Object.keys(values),
  })
  for (const { to, types } of associations) associate(state, { type, id }, to, types)
  return state.table(type).get(id) ?? record
}

/** Writes checked values. The modified time moves even when no value changes. @throws {HubspotError} 409 */
export function updateRecord(
  state: HubspotState,
  type: ObjectTypeName,
  record: RecordVersion,
  values: CheckedValues,
  now: number = state.now(),
): RecordVersion {
  requireUnique(state, type, values, record.id)
  const { createdate, ...stored } = values
  const properties = applyValues(record.properties, stored)
  complete(state, type, record.id, properties, now)
  const next: RecordVersion = {
    ...record,
    properties,
    createdAt: createdate === undefined || createdate === '' ? record.createdAt : Date.parse(createdate),
    modifiedAt: now,
    ...extendHistory(type, record, properties, now),
  }
  state.commit({ op: 'record', type, record: next })
  state.effect({
    operation: 'update',
    objectType: type,
    id: String(record.id),
    properties: values,
    changed: Object.keys(values).filter((name) => stateValue(record, name) !== stateValue(next, name)),
  })
  return next
}

/**
 * Archives a live record and drops its associations. The modified time does not move; unknown and merged-away ids are
 * no error.
 */
export function archiveRecord(state: HubspotState, type: ObjectTypeName, id: number): void {
  const record = findExact(state, type, id)
  if (record === undefined) return
  dissociateAll(state, { type, id: record.id })
  const current = state.table(type).get(record.id) ?? record
  const archived = { ...current, modifiedAt: record.modifiedAt, archivedAt: state.now() }
  state.commit({ op: 'record', type, record: archived })
  state.effect({ operation: 'archive', objectType: type, id: String(record.id), properties: {}, changed: [] })
}

/** Deletes a record for good, live or archived. @throws {HubspotError} 404 */
export function purgeRecord(state: HubspotState, type: ObjectTypeName, id: number): void {
  const record = state.table(type).get(state.table(type).resolveMerged(id))
  if (record === undefined) throw notFound()
  dissociateAll(state, { type, id: record.id })
  state.commit({ op: 'remove', type, id: record.id, mergedInto: null })
  state.effect({ operation: 'purge', objectType: type, id: String(record.id), properties: {}, changed: [] })
}

/** Fills computed properties in place, after the record's own values are set. */
export function complete(
  state: HubspotState,
  type: ObjectTypeName,
  id: number,
  properties: Record<string, string>,
  now: number,
): void {
  if (type === 'deals') {
    // HubSpot dates a deal that is closed without a close date at the moment of closing.
    if (properties.closedate === undefined && /^closed(won|lost)$/.test(properties.dealstage ?? '')) {
      properties.closedate = isoTime(now)
    }
    computeDeal(properties, state.account.companyCurrency)
  }
  if (type === 'tickets') computeTicket(properties, now)
  const fromGraph = associationProperties(state.graph, state.associationTypes, type, id)
  for (const [name, value] of Object.entries(fromGraph)) assign(properties, name, value)
}

function requireUnique(
  state: HubspotState,
  type: ObjectTypeName,
  values: CheckedValues,
  self: number | null,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === '' || !state.table(type).isUniqueProperty(name)) continue
    const other = state.table(type).findUnique(name, value)
    if (other === undefined || other.id === self) continue
    if (name === 'email') throw conflict(`Contact already exists. Existing ID: ${other.id}`)
    throw conflict(`A ${type} record with ${name} "${value}" already exists. Existing ID: ${other.id}`)
  }
}

function stateValue(record: RecordVersion, name: string): string | undefined {
  return name === 'createdate' ? isoTime(record.createdAt) : record.properties[name]
}
