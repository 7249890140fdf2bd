import { SalesforceError } from './errors.ts'
import type { RecordInput, WriteContext } from './record-input.ts'
import type { ObjectDefinition } from './schema/object-definition.ts'
import { createRecord, updateRecord } from './writes.ts'

/** What an upsert did. */
export interface Upserted {
  id: string
  created: boolean
}

/**
 * Changes the record whose external id this is, or creates it. With `Id` as the field, only changes.
 * @throws {SalesforceError} with the code that Salesforce gives a record
 */
export function upsertRecord(
  context: WriteContext,
  object: ObjectDefinition,
  fieldName: string,
  value: string,
  input: RecordInput,
): Upserted {
  const { org, access } = context
  if (fieldName.toLowerCase() === 'id') {
    if (value === '') return { id: createRecord(context, object, input), created: true }
    return { id: updateRecord(context, object, value, input), created: false }
  }
  const field = access.field(object.name, fieldName)
  if (field === undefined || !field.externalId) {
    const message = `Field name provided, ${fieldName} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`
    throw new SalesforceError(400, 'INVALID_FIELD', message)
  }
  if (value === '') {
    throw new SalesforceError(400, 'MISSING_ARGUMENT', `${field.name} not specified`, [field.name])
  }
  const table = org.table(object.name)
  const rows = table.rowsWhere(field.name, field.type === 'double' ? Number(value) : value)
  const [row] = rows
  if (rows.length > 1) {
    const message = `${field.name}: more than one record found for external id field: [${rows.map((at) => table.idOf(at)).join(', ')}]`
    throw new SalesforceError(300, 'DUPLICATE_EXTERNAL_ID', message)
  }
  const values = { ...input, [field.name]: input[field.name] ?? value }
  if (row === undefined) return { id: createRecord(context, object, values), created: true }
  return { id: updateRecord(context, object, table.idOf(row), values), created: false }
}
