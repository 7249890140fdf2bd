import { HubspotError, invalid, notFound, type RowError, rowError } from './errors.ts'
import { HISTORY_BATCH, historyToJson } from './history.ts'
import type { ObjectType } from './object-types.ts'
import {
  type AssociationInput,
  archiveRecord,
  createRecord,
  findBy,
  findExact,
  type PropertyInputs,
  updateRecord,
} from './objects.ts'
import { allNames, projection, recordToJson } from './projection.ts'
import { parseId, type RecordVersion } from './record.ts'
import type { HubspotState } from './state.ts'
import { type CheckedValues, checkValues } from './values.ts'

/** Most inputs of one batch call on objects. */
export const BATCH_SIZE = 100

/** Results and row failures of one batch; the routes turn it into 200/201 or 207. */
export interface BatchOutcome {
  results: Record<string, unknown>[]
  errors: RowError[]
}

export interface UpdateInput {
  id: string
  idProperty?: string | undefined
  properties: PropertyInputs
  objectWriteTraceId?: string | undefined
}

/** How a batch update treats rows it cannot write. */
export interface UpdatePolicy {
  /** `reject-batch`: one bad value is a 400 for all. `row-error`: it fails alone, in a 207. HubSpot documents neither. */
  onInvalidValue: 'reject-batch' | 'row-error'
  /** Ids that fail with a given reason although nothing is wrong with them: an injected fault. */
  badRows: ReadonlyMap<string, string>
}

/** Reads records; ids that are unknown, archived (unless asked for) or merged away come back as one error entry. */
export function batchRead(
  state: HubspotState,
  type: ObjectType,
  request: {
    inputs: { id: string }[]
    properties: string[]
    propertiesWithHistory?: string[] | undefined
    idProperty?: string | undefined
    archived: boolean
  },
): BatchOutcome {
  const withHistory = request.propertiesWithHistory ?? []
  requireSize(request.inputs.length)
  if (withHistory.length > 0 && request.inputs.length > HISTORY_BATCH) {
    throw invalid(
      `The maximum number of inputs supported in a batch request for property histories is ${HISTORY_BATCH}. Please reduce the number of items and try again`,
    )
  }
  const names = projection(state, type, [...request.properties, ...withHistory])
  const known = withHistory.filter((name) => state.properties(type.name).find(name) !== undefined)
  const results: Record<string, unknown>[] = []
  const missing: string[] = []
  const seen = new Set<number>()
  for (const { id } of request.inputs) {
    const record = request.archived
      ? archivedById(state, type, id)
      : findBy(state, type.name, id, request.idProperty, findExact)
    if (record === undefined) missing.push(id)
    else if (!seen.has(record.id)) {
      results.push({
        ...recordToJson(type, record, names),
        ...(withHistory.length === 0
          ? {}
          : { propertiesWithHistory: historyToJson(type.name, record, known) }),
      })
    }
    if (record !== undefined) seen.add(record.id)
  }
  return { results: inIdOrder(results), errors: missing.length === 0 ? [] : [missingError(type, missing)] }
}

/**
 * Updates records by id. Two inputs for one record are refused before anything is written, and so is the whole batch
 * for one bad value unless the policy says otherwise; unknown ids fail alone.
 */
export function batchUpdate(
  state: HubspotState,
  type: ObjectType,
  inputs: readonly UpdateInput[],
  policy: UpdatePolicy,
): BatchOutcome {
  requireSize(inputs.length)
  requireDistinct(inputs.map((input) => `${input.idProperty ?? ''} ${input.id}`))
  const errors: RowError[] = []
  const planned: { record: RecordVersion; values: CheckedValues; input: UpdateInput }[] = []
  const missing: string[] = []
  for (const input of inputs) {
    const record = findBy(state, type.name, input.id, input.idProperty, findExact)
    try {
      const values = checkValues(state.properties(type.name), input.properties)
      if (record === undefined) missing.push(input.id)
      else planned.push({ record, values, input })
    } catch (error) {
      if (policy.onInvalidValue === 'reject-batch' || !(error instanceof HubspotError)) throw error
      errors.push(error.toRowError([input.id]))
    }
  }
  requireDistinct(planned.map(({ record }) => String(record.id)))
  if (missing.length > 0) errors.push(missingError(type, missing))
  const results: Record<string, unknown>[] = []
  for (const { record, values, input } of planned) {
    const reason = policy.badRows.get(input.id)
    if (reason !== undefined) {
      errors.push(rowError('VALIDATION_ERROR', reason, { ids: [input.id] }))
      continue
    }
    try {
      const next = updateRecord(state, type.name, record, values)
      results.push(traced(recordToJson(type, next, allNames(type, next)), input.objectWriteTraceId))
    } catch (error) {
      if (!(error instanceof HubspotError)) throw error
      errors.push(error.toRowError([input.id]))
    }
  }
  return { results: inIdOrder(results), errors }
}

/**
 * Creates records. Without a trace id on every input, the first failure rejects the batch before anything is made;
 * with them, failures are told apart row by row.
 */
export function batchCreate(
  state: HubspotState,
  type: ObjectType,
  inputs: readonly {
    properties: PropertyInputs
    associations: AssociationInput[]
    objectWriteTraceId?: string | undefined
  }[],
): BatchOutcome {
  requireSize(inputs.length)
  const partial = inputs.every((input) => input.objectWriteTraceId !== undefined)
  if (!partial) requireCreatable(state, type, inputs)
  const outcome: BatchOutcome = { results: [], errors: [] }
  for (const input of inputs) {
    try {
      const record = createRecord(state, type.name, input.properties, input.associations)
      outcome.results.push(
        traced(recordToJson(type, record, allNames(type, record)), input.objectWriteTraceId),
      )
    } catch (error) {
      if (!partial || !(error instanceof HubspotError)) throw error
      outcome.errors.push(
        rowError(error.category, error.message, { objectWriteTraceId: [input.objectWriteTraceId ?? ''] }),
      )
    }
  }
  return outcome
}

/** Creates or updates by a unique property. Results carry `new`. @throws {HubspotError} 400 for an id property that is not unique. */
export function batchUpsert(
  state: HubspotState,
  type: ObjectType,
  inputs: readonly UpdateInput[],
): BatchOutcome {
  requireSize(inputs.length)
  requireDistinct(inputs.map((input) => `${input.idProperty ?? ''} ${input.id.toLowerCase()}`))
  const planned = inputs.map((input) => {
    checkValues(state.properties(type.name), input.properties)
    return { input, record: findBy(state, type.name, input.id, input.idProperty, findExact) }
  })
  const lost = planned.find(({ input, record }) => record === undefined && input.idProperty === undefined)
  if (lost !== undefined) throw notFound(`No ${type.singular} with id ${lost.input.id} exists`)
  const outcome: BatchOutcome = { results: [], errors: [] }
  for (const { input, record } of planned) {
    const properties = { ...input.properties }
    if (input.idProperty !== undefined && input.idProperty !== 'hs_object_id')
      properties[input.idProperty] = input.id
    try {
      const next =
        record === undefined
          ? createRecord(state, type.name, properties)
          : updateRecord(state, type.name, record, checkValues(state.properties(type.name), properties))
      const json = recordToJson(type, next, allNames(type, next))
      outcome.results.push({ ...traced(json, input.objectWriteTraceId), new: record === undefined })
    } catch (error) {
      if (!(error instanceof HubspotError)) throw error
      outcome.errors.push(error.toRowError([input.id]))
    }
  }
  return outcome
}

/** Archives records; unknown ids are passed over. */
export function batchArchive(state: HubspotState, type: ObjectType, inputs: readonly { id: string }[]): void {
  requireSize(inputs.length)
  for (const input of inputs) {
    const id = parseId(input.id)
    if (id !== null) archiveRecord(state, type.name, id)
  }
}

/** Refuses an empty or too large batch. @throws {HubspotError} 400 */
export function requireSize(size: number, most = BATCH_SIZE): void {
  if (size === 0) throw invalid('inputs must not be empty')
  if (size > most)
    throw invalid(`The maximum number of inputs supported in a batch request is ${most}; got ${size}`)
}

function requireDistinct(keys: readonly string[]): void {
  const duplicates = keys.filter((key, at) => keys.indexOf(key) !== at)
  if (duplicates.length > 0) {
    throw invalid(
      `Duplicate IDs found in batch input: [${duplicates.map((key) => key.trim()).join(', ')}]. IDs must be unique`,
    )
  }
}

function requireCreatable(
  state: HubspotState,
  type: ObjectType,
  inputs: readonly { properties: PropertyInputs; associations: AssociationInput[] }[],
): void {
  const table = state.table(type.name)
  const given = new Set<string>()
  for (const input of inputs) {
    const values = checkValues(state.properties(type.name), input.properties)
    for (const [name, value] of Object.entries(values)) {
      if (value === '' || !table.isUniqueProperty(name)) continue
      const key = `${name} ${value.toLowerCase()}`
      const existing = table.findUnique(name, value)
      if (existing !== undefined || given.has(key)) {
        throw new HubspotError(
          409,
          'CONFLICT',
          existing === undefined
            ? `Duplicate ${name} "${value}" in batch input`
            : `Contact already exists. Existing ID: ${existing.id}`,
        )
      }
      given.add(key)
    }
    for (const { to } of input.associations) {
      if (findExact(state, to.type, to.id) === undefined) throw notFound(`${to.type} ${to.id} does not exist`)
    }
  }
}

/** HubSpot promises no order of results; giving them in that of the ids catches clients that match by position. */
function inIdOrder(results: Record<string, unknown>[]): Record<string, unknown>[] {
  return results.sort((left, right) => Number(left.id) - Number(right.id))
}

function archivedById(state: HubspotState, type: ObjectType, key: string): RecordVersion | undefined {
  const id = parseId(key)
  const record = id === null ? undefined : state.table(type.name).get(id)
  return record?.archivedAt === null ? undefined : record
}

function missingError(type: ObjectType, ids: readonly string[]): RowError {
  return rowError(
    'OBJECT_NOT_FOUND',
    `Could not get some ${type.singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
    { ids: [...ids] },
  )
}

function traced(json: Record<string, unknown>, traceId: string | undefined): Record<string, unknown> {
  return traceId === undefined ? json : { ...json, objectWriteTraceId: traceId }
}
