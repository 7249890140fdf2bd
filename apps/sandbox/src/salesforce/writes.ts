import { type Before, derive, wholeSecond } from './derived.ts'
import { type RowError, SalesforceError } from './errors.ts'
import type { FieldValue } from './field-definition.ts'
import { normaliseId } from './ids.ts'
import type { ObjectTable } from './object-table.ts'
import { checkPermissionRecord } from './permission-objects.ts'
import { type CheckedValues, checkInput, type RecordInput, type WriteContext } from './record-input.ts'
import type { ObjectDefinition } from './schema/object-definition.ts'
import type { OrgState, WriteEffect } from './state.ts'

/** Creates a record. @returns its id @throws {SalesforceError} with the code that Salesforce gives a record */
export function createRecord(context: WriteContext, object: ObjectDefinition, input: RecordInput): string {
  const { org, access } = context
  if (!object.createable) throw notAllowed(object, 'create')
  const values = new Map(checkInput(context, object, input, 'create'))
  const table = org.table(object.name)
  for (const { name, defaultValue } of org.schema.fields(object.name)) {
    if (defaultValue !== null && !values.has(name) && name !== 'IsDeleted') values.set(name, defaultValue)
  }
  if (org.schema.field(object.name, 'CurrencyIsoCode') !== undefined && !values.has('CurrencyIsoCode')) {
    values.set('CurrencyIsoCode', corporateCurrency(org))
  }
  checkRules(context, object, (name) => values.get(name) ?? null)
  checkUnique(context, table, null, values)
  checkPermissionRecord(org, table, access.userId, null, values)
  if (context.checkOnly === true) return ''
  const now = wholeSecond(org.now())
  const row = table.add()
  const system = {
    CreatedDate: now,
    CreatedById: access.userId,
    OwnerId: values.get('OwnerId') ?? access.userId,
  }
  store(context, table, row, new Map([...values, ...Object.entries(system)]))
  touch(context, table, row)
  derive({ org, table, row, before: new Map(), isNew: true, userId: access.userId })
  const id = table.idOf(row)
  note(context, 'create', object.name, id, values, [...values.keys()])
  return id
}

/** Changes a record. @throws {SalesforceError} with the code that Salesforce gives a record */
export function updateRecord(
  context: WriteContext,
  object: ObjectDefinition,
  idText: string,
  input: RecordInput,
): string {
  const { org, access } = context
  if (!object.updateable) throw notAllowed(object, 'update')
  const row = findForWrite(context, object, idText)
  const table = org.table(object.name)
  if (object.name === 'Contact' && table.value(row, 'IsPersonAccount') === true)
    throw personIsWrittenByAccount()
  const values = checkInput(context, object, input, 'update')
  checkRules(context, object, (name) => values.get(name) ?? table.value(row, name))
  checkUnique(context, table, row, values)
  checkPermissionRecord(org, table, access.userId, row, values)
  if (context.checkOnly === true) return table.idOf(row)
  const before: Before = new Map([...values.keys()].map((name) => [name, table.value(row, name)]))
  store(context, table, row, values)
  touch(context, table, row)
  derive({ org, table, row, before, isNew: false, userId: access.userId })
  const changed = [...values].filter(([name, value]) => before.get(name) !== value).map(([name]) => name)
  note(context, 'update', object.name, table.idOf(row), values, changed)
  return table.idOf(row)
}

/** Moves a record to the recycle bin; records of objects without one are gone. @throws {SalesforceError} */
export function deleteRecord(
  context: WriteContext,
  object: ObjectDefinition,
  idText: string,
  hard = false,
): string {
  const { org } = context
  if (!object.deletable) throw notAllowed(object, 'delete')
  const row = findForWrite(context, object, idText)
  const table = org.table(object.name)
  const id = table.idOf(row)
  if (context.checkOnly === true) return id
  touch(context, table, row)
  table.moveToRecycleBin(row, wholeSecond(org.now()))
  if (hard || !object.undeletable) table.purge(row)
  org.permissionsChanged()
  note(context, hard ? 'purge' : 'delete', object.name, id, new Map(), ['IsDeleted'])
  return id
}

/** A record that may be written now. @throws {SalesforceError} MALFORMED_ID, ENTITY_IS_DELETED, UNABLE_TO_LOCK_ROW, … */
function findForWrite(context: WriteContext, object: ObjectDefinition, idText: string): number {
  const { org, badRows } = context
  const id = normaliseId(idText)
  if (id === null) throw new SalesforceError(400, 'MALFORMED_ID', `malformed id ${idText}`, ['Id'])
  if (!id.startsWith(object.keyPrefix)) {
    throw new SalesforceError(
      400,
      'MALFORMED_ID',
      `${object.label} ID: id value of incorrect type: ${idText}`,
      ['Id'],
    )
  }
  const bad = badRows.get(id)
  if (bad !== undefined) throw rowFailure(bad)
  const table = org.table(object.name)
  const row = table.rowOf(id)
  if (row === undefined)
    throw new SalesforceError(404, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
  if (!table.isLive(row)) throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted')
  const locked = org.lockedRecords.get(id) ?? 0
  if (locked > 0) {
    org.lockedRecords.set(id, locked - 1)
    const message = `unable to obtain exclusive access to this record or 1 records: ${id}`
    throw new SalesforceError(400, 'UNABLE_TO_LOCK_ROW', message)
  }
  return row
}

function rowFailure({ statusCode, message, fields }: RowError): SalesforceError {
  return new SalesforceError(400, statusCode, message, fields)
}

function checkRules(
  { org }: WriteContext,
  object: ObjectDefinition,
  value: (field: string) => FieldValue,
): void {
  for (const rule of org.validationRules) {
    if (rule.object !== object.name || !rule.refuses(value)) continue
    const fields = rule.field === undefined ? [] : [rule.field]
    throw new SalesforceError(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, fields)
  }
}

function checkUnique(
  { org }: WriteContext,
  table: ObjectTable,
  row: number | null,
  values: CheckedValues,
): void {
  for (const [name, value] of values) {
    const field = org.schema.field(table.definition.name, name)
    if (field === undefined || !field.unique || !field.custom || value === null) continue
    const other = table.rowsWhere(name, value).find((found) => found !== row)
    if (other === undefined) continue
    const message = `duplicate value found: ${name} duplicates value on record with id: ${table.idOf(other).slice(0, 15)}`
    throw new SalesforceError(400, 'DUPLICATE_VALUE', message, [name])
  }
}

function corporateCurrency(org: OrgState): FieldValue {
  const types = org.table('CurrencyType')
  const [row] = types.rowsWhere('IsCorporate', true)
  return row === undefined ? null : types.value(row, 'IsoCode')
}

function store({ org }: WriteContext, table: ObjectTable, row: number, values: CheckedValues): void {
  for (const [name, value] of values) {
    const field = org.schema.field(table.definition.name, name)
    if (field !== undefined) table.column(field).set(row, value)
  }
}

function touch(context: WriteContext, table: ObjectTable, row: number): void {
  const now = wholeSecond(context.org.now())
  const stamps: [string, FieldValue][] = [
    ['LastModifiedDate', now],
    ['LastModifiedById', context.access.userId],
    ['SystemModstamp', now],
  ]
  store(context, table, row, new Map(stamps))
}

function note(
  { effects }: WriteContext,
  operation: WriteEffect['operation'],
  objectType: string,
  id: string,
  values: CheckedValues,
  changed: string[],
): void {
  effects.push({ operation, objectType, id, fields: Object.fromEntries(values), changed })
}

/** The person of a person account is written by the account alone. */
function personIsWrittenByAccount(): SalesforceError {
  return new SalesforceError(
    400,
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'insufficient access rights on object id',
  )
}

function notAllowed(object: ObjectDefinition, what: string): SalesforceError {
  const message = `entity type cannot be ${what}d: ${object.label}`
  return new SalesforceError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message)
}
