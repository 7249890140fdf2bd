import { z } from 'zod'
import { type RowError, SalesforceError } from '../errors.ts'
import { normaliseId } from '../ids.ts'
import { attributesOf } from '../query-answer.ts'
import { checkInput, type RecordInput, type WriteContext } from '../record-input.ts'
import {
  type Answer,
  bodyOf,
  type Call,
  missingParameter,
  objectOf,
  param,
  type Route,
  route,
} from '../route.ts'
import type { ObjectDefinition } from '../schema/object-definition.ts'
import { upsertRecord } from '../upsert.ts'
import { toJson } from '../values.ts'
import { createRecord, deleteRecord, updateRecord } from '../writes.ts'
import { writeContext } from './records.ts'

const MOST_RECORDS = 200
const MOST_TYPE_SWITCHES = 10
/** How often one id may appear in one call. */
const MOST_REPEATS = 12

interface RecordResult {
  id?: string
  success: boolean
  errors: RowError[]
  created?: boolean
}

type CollectionRecord = RecordInput & {
  attributes: { type: string }
  id?: string | undefined
  Id?: string | undefined
}

const collectionSchema: z.ZodType<{ allOrNone: boolean; records: CollectionRecord[] }> = z.object({
  allOrNone: z.boolean().default(false),
  records: z.array(
    z.looseObject({
      attributes: z.looseObject({ type: z.string() }),
      id: z.string().optional(),
      Id: z.string().optional(),
    }),
  ),
})

function createAll(call: Call): Answer {
  const { allOrNone, records } = readCollection(call)
  return results(call, allOrNone, records, (context, record) => ({
    id: createRecord(context, typeOf(call, record.attributes.type), record),
  }))
}

function updateAll(call: Call): Answer {
  const { allOrNone, records } = readCollection(call)
  refuseUnreadable(call, records, 'update')
  const repeats = new Map<string, number>()
  return results(call, allOrNone, records, (context, record) => {
    const object = typeOf(call, record.attributes.type)
    const id = record.id ?? record.Id
    if (id === undefined)
      throw new SalesforceError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', ['Id'])
    if (context.checkOnly !== true) countRepeat(repeats, id)
    const { id: _, ...values } = record
    return { id: updateRecord(context, object, id, values) }
  })
}

function upsertAll(call: Call): Answer {
  const { allOrNone, records } = readCollection(call)
  const object = objectOf(call)
  const field = param(call, 'field')
  if (records.some(({ attributes }) => attributes.type.toLowerCase() !== object.name.toLowerCase())) {
    throw new SalesforceError(400, 'INVALID_INPUT', `Each record must be of type ${object.name}`)
  }
  return results(call, allOrNone, records, (context, record) => {
    const { [field]: value, ...values } = record
    return upsertRecord(
      context,
      object,
      field,
      value === undefined || value === null ? '' : String(value),
      values,
    )
  })
}

function deleteAll(call: Call): Answer {
  const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '')
  if (ids.length === 0) throw missingParameter('ids')
  checkSize(ids.length)
  return results(call, call.query.get('allOrNone') === 'true', ids, (context, id) => {
    const object = call.org.schema.objectOfId(id)
    if (object === undefined || normaliseId(id) === null) {
      throw new SalesforceError(400, 'MALFORMED_ID', `malformed id ${id}`)
    }
    return { id: deleteRecord(context, object, id) }
  })
}

function retrieve(call: Call): Answer {
  const object = objectOf(call)
  const listSchema = z.object({ ids: z.array(z.string()), fields: z.array(z.string()) })
  const lists = {
    ids: (call.query.get('ids') ?? '').split(','),
    fields: (call.query.get('fields') ?? '').split(','),
  }
  const { ids, fields } = call.method === 'POST' ? bodyOf(call, listSchema) : lists
  const table = call.org.table(object.name)
  const wanted = fields.map((name) => {
    const field = call.access.field(object.name, name)
    if (field !== undefined) return field
    throw new SalesforceError(400, 'INVALID_FIELD', `No such column '${name}' on entity '${object.name}'`)
  })
  const records = ids.map((text) => {
    const row = table.rowOf(normaliseId(text) ?? '')
    if (row === undefined || !table.isLive(row)) return null
    const record: Record<string, unknown> = { attributes: attributesOf(call, object.name, table.idOf(row)) }
    for (const field of wanted) record[field.name] = toJson(field.type, table.column(field).get(row))
    return record
  })
  return { status: 200, json: records }
}

function readCollection(call: Call): { allOrNone: boolean; records: CollectionRecord[] } {
  const body = bodyOf(call, collectionSchema)
  checkSize(body.records.length)
  const switches = body.records.filter(
    ({ attributes }, at) => at > 0 && attributes.type !== body.records[at - 1]?.attributes.type,
  ).length
  if (switches > MOST_TYPE_SWITCHES) {
    const message = `Cannot have more than ${MOST_TYPE_SWITCHES} chunks in a single operation. Please rearrange the data to reduce chunking.`
    throw new SalesforceError(400, 'INVALID_OPERATION', message)
  }
  return body
}

function checkSize(count: number): void {
  if (count <= MOST_RECORDS) return
  const message = `EXCEEDED_ID_LIMIT: record limit reached. cannot submit more than ${MOST_RECORDS} records into this call`
  throw new SalesforceError(400, 'EXCEEDED_ID_LIMIT', message)
}

function typeOf({ org, access }: Call, name: string): ObjectDefinition {
  const object = org.schema.object(name)
  if (object !== undefined && access.seesObject(object.name)) return object
  const message = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`
  throw new SalesforceError(400, 'INVALID_TYPE', message)
}

/** A value of the wrong JSON type is a body that cannot be read: nothing of the call is done. */
function refuseUnreadable(
  call: Call,
  records: readonly CollectionRecord[],
  purpose: 'create' | 'update',
): void {
  for (const { id: _, ...record } of records) {
    const object = call.org.schema.object(record.attributes.type)
    if (object === undefined) continue
    try {
      checkInput(writeContext(call), object, record, purpose)
    } catch (error) {
      if (error instanceof SalesforceError && error.errorCode === 'JSON_PARSER_ERROR') throw error
    }
  }
}

function countRepeat(repeats: Map<string, number>, id: string): void {
  const key = normaliseId(id) ?? id
  const count = (repeats.get(key) ?? 0) + 1
  repeats.set(key, count)
  if (count <= MOST_REPEATS) return
  const message = `Maximum number of duplicate updates in one batch (${MOST_REPEATS} allowed). Attempt to update Id more than once in this Api call: ${key}`
  throw new SalesforceError(400, 'DUPLICATE_VALUE', message, ['Id'])
}

const ROLLED_BACK: RowError = {
  statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
}

/**
 * One result a record, in the order of the call. With `allOrNone` all records are checked first and written only when
 * none is refused.
 */
function results<Input>(
  call: Call,
  allOrNone: boolean,
  inputs: readonly Input[],
  write: Write<Input>,
): Answer {
  const context = writeContext(call)
  if (allOrNone) {
    const checked = inputs.map((input) => resultOf(write, { ...context, checkOnly: true }, input))
    if (checked.some(({ success }) => !success)) {
      const json = checked.map((result) =>
        result.success ? { success: false, errors: [ROLLED_BACK] } : result,
      )
      return { status: 200, json }
    }
  }
  return { status: 200, json: inputs.map((input) => resultOf(write, context, input)) }
}

type Write<Input> = (context: WriteContext, input: Input) => { id: string; created?: boolean }

function resultOf<Input>(write: Write<Input>, context: WriteContext, input: Input): RecordResult {
  try {
    return { ...write(context, input), success: true, errors: [] }
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
    return { success: false, errors: [error.toRowError()] }
  }
}

/** sObject collections. */
export const collectionRoutes: readonly Route[] = [
  route('POST', '/composite/sobjects', 'write', createAll),
  route('PATCH', '/composite/sobjects', 'write', updateAll),
  route('DELETE', '/composite/sobjects', 'write', deleteAll),
  route('GET', '/composite/sobjects/:object', 'read', retrieve),
  route('POST', '/composite/sobjects/:object', 'read', retrieve),
  route('PATCH', '/composite/sobjects/:object/:field', 'write', upsertAll),
]
