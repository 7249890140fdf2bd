import type { ObjectRef } from './association-graph.ts'
import { assign, associationProperties } from './computed.ts'
import { HubspotError, invalid } from './errors.ts'
import { describeType, OBJECT_TYPE_NAMES, type ObjectTypeName } from './object-types.ts'
import type { HubspotState } from './state.ts'

/** One association type as a client names it. */
export interface AssociationSpec {
  associationCategory: string
  associationTypeId: number
}

/**
 * Associates two live records, both ways. `specs` null means the plain association; the first company of a record
 * becomes its primary one. Types that exist already are kept.
 * @returns the labels the pair now has.
 * @throws {HubspotError} 404 for an unknown record, 400 for types that do not exist between the two.
 */
export function associate(
  state: HubspotState,
  from: ObjectRef,
  to: ObjectRef,
  specs: readonly AssociationSpec[] | null,
): string[] {
  requireLive(state, from)
  requireLive(state, to)
  const pair = requirePair(state, from.type, to.type)
  const wanted = new Set<number>(state.graph.types(from, to))
  wanted.add(pair.plain)
  for (const spec of specs ?? []) {
    const label = state.associationTypes.label(from.type, to.type, spec.associationTypeId)
    if (label === undefined || label.category !== spec.associationCategory) {
      throw invalid(
        `Association type ${spec.associationCategory} ${spec.associationTypeId} does not exist from ${from.type} to ${to.type}`,
        'INVALID_ASSOCIATION_TYPE',
      )
    }
    wanted.add(spec.associationTypeId)
  }
  // The many side owns the primary: a contact has one primary company, a company is primary for many contacts.
  if (pair.primary !== null) {
    const owner = to.type === 'companies' ? from : to
    const company = to.type === 'companies' ? to : from
    const ownPrimary = state.associationTypes.between(owner.type, 'companies')?.primary ?? null
    if (state.graph.neighbours(owner, 'companies').size === 0) wanted.add(pair.primary)
    if (ownPrimary !== null && wanted.has(pair.primary)) dropPrimary(state, owner, company, ownPrimary)
  }
  setBothWays(state, from, to, [...wanted])
  state.effect(effectOf('associate', from, to))
  refreshComputed(state, from)
  refreshComputed(state, to)
  return [...wanted]
    .map((typeId) => state.associationTypes.label(from.type, to.type, typeId)?.label ?? null)
    .filter((label) => label !== null)
}

/** Removes every association between two records, both ways. Nothing happens when there is none. */
export function dissociate(state: HubspotState, from: ObjectRef, to: ObjectRef): void {
  requirePair(state, from.type, to.type)
  if (state.graph.types(from, to).length === 0) return
  setBothWays(state, from, to, [])
  state.effect(effectOf('dissociate', from, to))
  refreshComputed(state, from)
  refreshComputed(state, to)
}

/** Removes some types of an association; the plain one stays unless it is named. */
export function removeLabels(
  state: HubspotState,
  from: ObjectRef,
  to: ObjectRef,
  specs: readonly AssociationSpec[],
): void {
  const removed = new Set(specs.map((spec) => spec.associationTypeId))
  const before = state.graph.types(from, to)
  const after = before.filter((typeId) => !removed.has(typeId))
  if (after.length === before.length) return
  setBothWays(state, from, to, after)
  state.effect(effectOf('dissociate', from, to))
  refreshComputed(state, from)
  refreshComputed(state, to)
}

/** Removes all associations of a record that is archived, purged or merged away. */
export function dissociateAll(state: HubspotState, ref: ObjectRef): void {
  for (const type of OBJECT_TYPE_NAMES) {
    for (const id of [...state.graph.neighbours(ref, type).keys()]) {
      setBothWays(state, ref, { type, id }, [])
      refreshComputed(state, { type, id })
    }
  }
}

/** Gives the associations of `loser` to `survivor`; the survivor keeps its own primary company. */
export function moveAssociations(state: HubspotState, loser: ObjectRef, survivor: ObjectRef): void {
  for (const type of OBJECT_TYPE_NAMES) {
    const pair = state.associationTypes.between(loser.type, type)
    if (pair === undefined) continue
    for (const [id, typeIds] of [...state.graph.neighbours(loser, type)]) {
      const other = { type, id }
      const hasPrimary =
        pair.primary !== null &&
        type === 'companies' &&
        [...state.graph.neighbours(survivor, type).values()].some((types) =>
          types.includes(pair.primary ?? 0),
        )
      const moved = hasPrimary ? typeIds.filter((typeId) => typeId !== pair.primary) : typeIds
      setBothWays(state, loser, other, [])
      setBothWays(state, survivor, other, [...new Set([...state.graph.types(survivor, other), ...moved])])
      refreshComputed(state, other)
    }
  }
}

/** The association types of one end, as v4 answers show them. */
export function describeTypes(
  state: HubspotState,
  from: ObjectTypeName,
  to: ObjectTypeName,
  typeIds: readonly number[],
): { category: string; typeId: number; label: string | null }[] {
  return typeIds.map((typeId) => {
    const label = state.associationTypes.label(from, to, typeId)
    return { category: label?.category ?? 'HUBSPOT_DEFINED', typeId, label: label?.label ?? null }
  })
}

/** The built-in association types between two object types. @throws {HubspotError} 400 when they cannot be associated. */
export function requirePair(state: HubspotState, from: ObjectTypeName, to: ObjectTypeName) {
  const pair = state.associationTypes.between(from, to)
  if (pair === undefined) throw invalid(`No association exists between ${from} and ${to}`)
  return pair
}

function requireLive(state: HubspotState, ref: ObjectRef): void {
  if (state.table(ref.type).get(ref.id)?.archivedAt !== null) {
    throw new HubspotError(
      404,
      'OBJECT_NOT_FOUND',
      `${describeType(ref.type).singular} with id ${ref.id} does not exist`,
    )
  }
}

function dropPrimary(state: HubspotState, owner: ObjectRef, except: ObjectRef, primary: number): void {
  for (const [id, typeIds] of [...state.graph.neighbours(owner, 'companies')]) {
    if (id === except.id || !typeIds.includes(primary)) continue
    setBothWays(
      state,
      owner,
      { type: 'companies', id },
      typeIds.filter((typeId) => typeId !== primary),
    )
  }
}

function setBothWays(state: HubspotState, from: ObjectRef, to: ObjectRef, types: readonly number[]): void {
  state.commit({ op: 'association', from, to, types })
  const back = types.map((typeId) => state.associationTypes.inverse(from.type, to.type, typeId))
  state.commit({ op: 'association', from: to, to: from, types: back })
}

/** Recomputes what depends on associations, and moves the modified time when a value changed. */
function refreshComputed(state: HubspotState, ref: ObjectRef): void {
  const record = state.table(ref.type).get(ref.id)
  if (record === undefined || record.archivedAt !== null) return
  const wanted = associationProperties(state.graph, state.associationTypes, ref.type, ref.id)
  const properties = { ...record.properties }
  let differs = false
  for (const [name, value] of Object.entries(wanted)) {
    if (properties[name] !== value) differs = true
    assign(properties, name, value)
  }
  if (differs) {
    state.commit({ op: 'record', type: ref.type, record: { ...record, properties, modifiedAt: state.now() } })
  }
}

function effectOf(operation: 'associate' | 'dissociate', from: ObjectRef, to: ObjectRef) {
  return {
    operation,
    objectType: from.type,
    id: String(from.id),
    properties: { to: `${to.type}/${to.id}` },
    changed: [],
  }
}
