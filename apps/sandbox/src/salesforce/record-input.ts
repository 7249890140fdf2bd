import type { Access } from './access.ts'
import { type RowError, SalesforceError } from './errors.ts'
import type { FieldDefinition, FieldValue } from './field-definition.ts'
import { normaliseId } from './ids.ts'
import type { ObjectDefinition } from './schema/object-definition.ts'
import type { OrgState, WriteEffect } from './state.ts'
import { type Conversion, fromCsv, fromJson } from './values.ts'

/** What a write is done with. */
export interface WriteContext {
  org: OrgState
  access: Access
  badRows: ReadonlyMap<string, RowError>
  effects: WriteEffect[]
  /** How values are written: JSON values, or cells of a CSV file. */
  notation: 'json' | 'csv'
  /** Everything is checked and nothing is written. */
  checkOnly?: boolean
}

/** Values of a record by field name, as a client sends them. */
export type RecordInput = Readonly<Record<string, unknown>>

/** Values that may be stored, by exact field name. */
export type CheckedValues = ReadonlyMap<string, FieldValue>

/**
 * Checks values against the fields of an object and what the user may write.
 * @throws {SalesforceError} 400 with the code that Salesforce gives a record
 */
export function checkInput(
  context: WriteContext,
  object: ObjectDefinition,
  input: RecordInput,
  purpose: 'create' | 'update',
): CheckedValues {
  const { access } = context
  const values = new Map<string, FieldValue>()
  const refused: string[] = []
  for (const [name, value] of Object.entries(input)) {
    if (name === 'attributes' || name.toLowerCase() === 'id') continue
    if (context.notation === 'csv' && value === '') continue
    const field = access.field(object.name, name)
    if (field === undefined) {
      throw new SalesforceError(
        400,
        'INVALID_FIELD',
        `No such column '${name}' on sobject of type ${object.name}`,
      )
    }
    const writable = purpose === 'create' ? field.createable : field.updateable
    if (!writable || !access.mayEdit(object.name, field)) refused.push(field.name)
    else values.set(field.name, convert(context, field, value))
  }
  if (refused.length > 0) {
    const message =
      `Unable to create/update fields: ${refused.join(', ')}. Please check the security settings of this field and ` +
      'verify that it is read/write for your profile or permission set.'
    throw new SalesforceError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, refused)
  }
  checkRequired(context.org, object, values, purpose)
  return values
}

function convert({ org, notation }: WriteContext, field: FieldDefinition, input: unknown): FieldValue {
  const conversion: Conversion = notation === 'csv' ? fromCsv(field, String(input)) : fromJson(field, input)
  if ('errorCode' in conversion) {
    if (notation === 'csv' && conversion.errorCode === 'JSON_PARSER_ERROR') {
      const message = `${field.label}: value not of required type: ${String(input)}`
      throw new SalesforceError(400, 'INVALID_TYPE_ON_FIELD_IN_RECORD', message, [field.name])
    }
    throw new SalesforceError(400, conversion.errorCode, conversion.message, [field.name])
  }
  const { value } = conversion
  return field.type === 'reference' && typeof value === 'string' ? checkReference(org, field, value) : value
}

function checkReference(org: OrgState, field: FieldDefinition, written: string): string {
  const id = normaliseId(written)
  const target = id === null ? undefined : org.schema.objectOfId(id)
  if (id === null || target === undefined || !field.referenceTo.includes(target.name)) {
    const message = `${field.label}: id value of incorrect type: ${written}`
    throw new SalesforceError(400, 'MALFORMED_ID', message, [field.name])
  }
  const table = org.table(target.name)
  const row = table.rowOf(id)
  if (row === undefined || !table.isLive(row)) {
    throw new SalesforceError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field.name])
  }
  return id
}

function checkRequired(
  org: OrgState,
  object: ObjectDefinition,
  values: CheckedValues,
  purpose: 'create' | 'update',
): void {
  const missing = org.schema
    .fields(object.name)
    .filter((field) => isRequired(field) && isMissing(field, values, purpose))
    .map(({ name }) => name)
  // A person account has a last name instead of a name.
  const required =
    values.has('LastName') && object.name === 'Account' ? missing.filter((name) => name !== 'Name') : missing
  if (required.length === 0) return
  const message = `Required fields are missing: [${required.join(', ')}]`
  throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', message, required)
}

function isRequired(field: FieldDefinition): boolean {
  return !field.nillable && field.createable && field.type !== 'boolean' && field.name !== 'OwnerId'
}

function isMissing(field: FieldDefinition, values: CheckedValues, purpose: 'create' | 'update'): boolean {
  if (values.has(field.name)) return values.get(field.name) === null
  return purpose === 'create' && field.defaultValue === null
}
