import { z } from 'zod'
import { notFound, SalesforceError } from '../errors.ts'
import type { FieldDefinition } from '../field-definition.ts'
import { normaliseId } from '../ids.ts'
import { attributesOf } from '../query-answer.ts'
import type { RecordInput, WriteContext } from '../record-input.ts'
import { type Answer, bodyOf, type Call, objectOf, param, type Route, route } from '../route.ts'
import type { ObjectDefinition } from '../schema/object-definition.ts'
import { upsertRecord } from '../upsert.ts'
import { toJson } from '../values.ts'
import { createRecord, deleteRecord, updateRecord } from '../writes.ts'

/** A record in a body. */
export const recordSchema: z.ZodType<RecordInput> = z.record(z.string(), z.unknown())

/** What a call's writes are done with. */
export function writeContext({ org, access, badRows, effects }: Call): WriteContext {
  return { org, access, badRows, effects, notation: 'json' }
}

function create(call: Call): Answer {
  const id = createRecord(writeContext(call), objectOf(call), bodyOf(call, recordSchema))
  return { status: 201, json: { id, success: true, errors: [] } }
}

function update(call: Call): Answer {
  updateRecord(writeContext(call), objectOf(call), idOf(call), bodyOf(call, recordSchema))
  return { status: 204 }
}

function remove(call: Call): Answer {
  deleteRecord(writeContext(call), objectOf(call), idOf(call))
  return { status: 204 }
}

function upsert(call: Call): Answer {
  const object = objectOf(call)
  const input = bodyOf(call, recordSchema)
  const { id, created } = upsertRecord(
    writeContext(call),
    object,
    param(call, 'field'),
    param(call, 'value'),
    input,
  )
  return { status: created ? 201 : 200, json: { id, success: true, errors: [], created } }
}

function read(call: Call): Answer {
  const object = objectOf(call)
  const id = normaliseId(idOf(call))
  const table = call.org.table(object.name)
  const row = id === null ? undefined : table.rowOf(id)
  if (row === undefined || !table.isLive(row)) throw notFound()
  const record: Record<string, unknown> = { attributes: attributesOf(call, object.name, table.idOf(row)) }
  for (const field of askedFields(call, object))
    record[field.name] = toJson(field.type, table.column(field).get(row))
  return { status: 200, json: record }
}

/** The fields of `?fields=A,B`, else all. @throws {SalesforceError} 400 INVALID_FIELD */
function askedFields({ access, query }: Call, object: ObjectDefinition): FieldDefinition[] {
  const asked = query.get('fields')
  if (asked === null) return access.fields(object.name)
  return asked.split(',').map((name) => {
    const field = access.field(object.name, name.trim())
    if (field === undefined) {
      throw new SalesforceError(400, 'INVALID_FIELD', `No such column '${name}' on entity '${object.name}'`)
    }
    return field
  })
}

/** @throws {SalesforceError} 404 for a text that is no id, as for one that leads nowhere */
function idOf(call: Call): string {
  const id = param(call, 'id')
  if (normaliseId(id) === null)
    throw notFound(`Provided external ID field does not exist or is not accessible: ${id}`)
  return id
}

/** Single records. */
export const recordRoutes: readonly Route[] = [
  route('POST', '/sobjects/:object', 'write', create),
  route('GET', '/sobjects/:object/:id', 'read', read),
  route('PATCH', '/sobjects/:object/:id', 'write', update),
  route('DELETE', '/sobjects/:object/:id', 'write', remove),
  route('PATCH', '/sobjects/:object/:field/:value', 'write', upsert),
]
