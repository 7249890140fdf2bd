import { z } from 'zod'
import {
  type CustomFieldMetadata,
  createCustomField,
  customFieldSchema,
  deleteCustomField,
} from '../custom-fields.ts'
import { SalesforceError } from '../errors.ts'
import { type Answer, bodyOf, type Call, missingParameter, param, type Route, route } from '../route.ts'
import { type ConditionTree, conditionTree, fieldCondition } from '../soql/conditions.ts'
import { parseSoql } from '../soql/plan.ts'
import { noSuchObject, unsupported } from '../soql/soql-errors.ts'

const createSchema = z.object({ FullName: z.string(), Metadata: customFieldSchema })

function create(call: Call): Answer {
  requireMetadataRight(call)
  const { FullName, Metadata } = bodyOf(call, createSchema)
  const id = createCustomField(call.org, FullName, Metadata)
  call.effects.push({
    operation: 'define',
    objectType: 'CustomField',
    id: FullName,
    fields: {},
    changed: [FullName],
  })
  return { status: 201, json: { id, success: true, errors: [], warnings: [], infos: [] } }
}

function remove(call: Call): Answer {
  requireMetadataRight(call)
  deleteCustomField(call.org, param(call, 'id'))
  return { status: 204 }
}

function read(call: Call): Answer {
  const field = call.org.customFields.get(param(call, 'id'))
  if (field === undefined)
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist')
  return { status: 200, json: toolingRecord(call, param(call, 'id'), field) }
}

function requireMetadataRight({ access }: Call): void {
  const mayChange = access.has('PermissionsModifyMetadata') || access.has('PermissionsModifyAllData')
  if (mayChange && access.has('PermissionsCustomizeApplication')) return
  const message = 'insufficient access rights on cross-reference id: requires the Modify Metadata permission'
  throw new SalesforceError(400, 'INSUFFICIENT_ACCESS', message)
}

interface StoredField {
  fullName: string
  metadata: CustomFieldMetadata
}

function toolingRecord(
  { version }: Call,
  id: string,
  { fullName, metadata }: StoredField,
): Record<string, unknown> {
  const [object = '', name = ''] = fullName.split('.')
  return {
    attributes: {
      type: 'CustomField',
      url: `/services/data/v${version}.0/tooling/sobjects/CustomField/${id}`,
    },
    Id: id,
    DeveloperName: name.replace(/__c$/, ''),
    TableEnumOrId: object,
    FullName: fullName,
    Metadata: metadata,
  }
}

/** `SELECT … FROM CustomField WHERE TableEnumOrId = 'Account' AND DeveloperName = 'X'`: equality and AND only. */
function query(call: Call): Answer {
  const soql = call.query.get('q')
  if (soql === null) throw missingParameter('q')
  const parsed = parseSoql(soql)
  if (parsed.sObject?.toLowerCase() !== 'customfield')
    throw unsupported(`${parsed.sObject} in the Tooling API`)
  if (!call.access.seesObject('CustomField')) throw noSuchObject(soql, 'CustomField')
  const conditions = parsed.where === undefined ? [] : equalities(conditionTree(parsed.where))
  const records = [...call.org.customFields]
    .map(([id, field]) => toolingRecord(call, id, field))
    .filter((record) => conditions.every(([name, values]) => values.includes(textOf(record, name))))
  const names = (parsed.fields ?? []).map((field) => (field.type === 'Field' ? field.field : ''))
  return {
    status: 200,
    json: {
      size: records.length,
      totalSize: records.length,
      done: true,
      queryLocator: null,
      entityTypeName: 'CustomField',
      records: records.map((record) => ({
        attributes: record.attributes,
        ...Object.fromEntries(names.map((name) => [name, record[name] ?? null])),
      })),
    },
  }
}

function textOf(record: Record<string, unknown>, name: string): string {
  const found = Object.entries(record).find(([key]) => key.toLowerCase() === name.toLowerCase())
  // EntityDefinition.QualifiedApiName is how the object is named in most examples.
  const fallback = /^EntityDefinition\./i.test(name) ? record.TableEnumOrId : ''
  return String(found?.[1] ?? fallback)
}

function equalities(tree: ConditionTree): [name: string, values: string[]][] {
  if (tree.kind === 'all') return tree.inner.flatMap(equalities)
  if (tree.kind !== 'leaf') throw unsupported('OR and NOT in the Tooling API')
  const { field, operator, value } = fieldCondition(tree.condition)
  if (operator !== '=' && operator !== 'IN') throw unsupported(`${operator} in the Tooling API`)
  return [[field, [value].flat().map((text) => text.slice(1, -1))]]
}

/** Tooling API: custom fields. */
export const toolingRoutes: readonly Route[] = [
  route('GET', '/tooling/query', 'metadata', query),
  route('POST', '/tooling/sobjects/CustomField', 'metadata', create),
  route('GET', '/tooling/sobjects/CustomField/:id', 'metadata', read),
  route('DELETE', '/tooling/sobjects/CustomField/:id', 'metadata', remove),
]
