import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import { type FieldDefinition, type FieldType, field } from './field-definition.ts'
import { showOnAccounts, takeFromAccounts } from './person-accounts.ts'
import type { OrgState } from './state.ts'

/** What a custom field is made from: the `Metadata` of the Tooling API. */
export const customFieldSchema = z.looseObject({
  label: z.string().min(1).max(40),
  type: z.string(),
  length: z.number().int().positive().nullish(),
  precision: z.number().int().nullish(),
  scale: z.number().int().nullish(),
  required: z.boolean().nullish(),
  unique: z.boolean().nullish(),
  externalId: z.boolean().nullish(),
  defaultValue: z.unknown().optional(),
  description: z.string().nullish(),
  inlineHelpText: z.string().nullish(),
  visibleLines: z.number().nullish(),
  valueSet: z
    .looseObject({
      restricted: z.boolean().nullish(),
      valueSetDefinition: z
        .looseObject({
          value: z.array(z.looseObject({ valueName: z.string().nullish(), fullName: z.string().nullish() })),
        })
        .nullish(),
    })
    .nullish(),
})

export type CustomFieldMetadata = z.infer<typeof customFieldSchema>

interface TypeRule {
  type: FieldType
  needs: readonly ('length' | 'precision' | 'scale' | 'visibleLines' | 'defaultValue' | 'valueSet')[]
}

/** Types by their names in metadata, with what each cannot do without. */
const TYPES: Record<string, TypeRule> = {
  Text: { type: 'string', needs: ['length'] },
  LongTextArea: { type: 'textarea', needs: ['length', 'visibleLines'] },
  TextArea: { type: 'string', needs: [] },
  Number: { type: 'double', needs: ['precision', 'scale'] },
  Currency: { type: 'currency', needs: ['precision', 'scale'] },
  Percent: { type: 'percent', needs: ['precision', 'scale'] },
  Checkbox: { type: 'boolean', needs: ['defaultValue'] },
  Date: { type: 'date', needs: [] },
  DateTime: { type: 'datetime', needs: [] },
  Picklist: { type: 'picklist', needs: ['valueSet'] },
  Email: { type: 'email', needs: [] },
  Url: { type: 'url', needs: [] },
  Phone: { type: 'phone', needs: [] },
}

const MOST_CUSTOM_FIELDS = 500

/**
 * Adds a custom field, which nobody sees until a permission set grants it.
 * @param fullName `Account.Score__c`
 * @returns its id
 * @throws {SalesforceError} 400 with the code that Salesforce gives
 */
export function createCustomField(org: OrgState, fullName: string, metadata: CustomFieldMetadata): string {
  const [objectName = '', name = ''] = fullName.split('.')
  const object = org.schema.object(objectName)
  if (object === undefined || !object.customisable) {
    throw new SalesforceError(
      400,
      'INVALID_CROSS_REFERENCE_KEY',
      `Entity Enumeration Or ID: bad value: ${objectName}`,
    )
  }
  if (!/^[A-Za-z](?:_?[A-Za-z0-9]){0,39}__c$/.test(name) || name.length > 43) {
    const message = 'The Custom Field Name can only contain underscores and alphanumeric characters.'
    throw new SalesforceError(400, 'INVALID_FIELD_NAME', `${message} It must begin with a letter: ${name}`, [
      'FullName',
    ])
  }
  if (org.schema.field(object.name, name) !== undefined) {
    const message = `There is already a field named ${name.replace(/__c$/, '')} on ${object.label}.`
    throw new SalesforceError(400, 'DUPLICATE_DEVELOPER_NAME', message, ['DeveloperName'])
  }
  if (org.schema.fields(object.name).filter(({ custom }) => custom).length >= MOST_CUSTOM_FIELDS) {
    throw new SalesforceError(400, 'LIMIT_EXCEEDED', 'reached maximum number of custom fields', [])
  }
  const definition = definitionOf(name, metadata)
  org.schema.addField(object.name, definition)
  showOnAccounts(org, object.name, definition)
  org.permissionsChanged()
  const id = org.nextCustomFieldId()
  org.customFields.set(id, { fullName: `${object.name}.${name}`, metadata })
  org.onCustomField?.()
  return id
}

/** Removes a custom field with its values. @throws {SalesforceError} 404 when there is none */
export function deleteCustomField(org: OrgState, id: string): void {
  const found = org.customFields.get(id)
  if (found === undefined)
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist')
  const [object = '', name = ''] = found.fullName.split('.')
  org.schema.removeField(object, name)
  org.table(object).dropColumn(name)
  takeFromAccounts(org, object, name)
  org.customFields.delete(id)
  const grants = org.table('FieldPermissions')
  for (const row of grants.rowsWhere('Field', found.fullName)) grants.purge(row)
  org.permissionsChanged()
}

function definitionOf(name: string, metadata: CustomFieldMetadata): FieldDefinition {
  const rule = TYPES[metadata.type]
  if (rule === undefined) {
    throw new SalesforceError(400, 'INVALID_TYPE', `Invalid field type: ${metadata.type}`, ['type'])
  }
  for (const need of rule.needs) {
    if (metadata[need] !== undefined && metadata[need] !== null) continue
    throw new SalesforceError(
      400,
      'FIELD_INTEGRITY_EXCEPTION',
      `Must specify ${need} for a CustomField of type ${metadata.type}`,
      [need],
    )
  }
  const { precision = null, scale = null, length = null } = metadata
  if ((precision ?? 0) > 18 || (scale ?? 0) > (precision ?? 0)) {
    throw new SalesforceError(
      400,
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Precision must be between 1 and 18, scale at most that',
      ['precision'],
    )
  }
  const values = metadata.valueSet?.valueSetDefinition?.value ?? []
  return field(rule.type, name, {
    label: metadata.label,
    ...(precision === null ? {} : { precision }),
    ...(scale === null ? {} : { scale }),
    ...(length === null ? {} : { length }),
    nillable: metadata.required !== true && rule.type !== 'boolean',
    unique: metadata.unique === true,
    externalId: metadata.externalId === true,
    restrictedPicklist: metadata.valueSet?.restricted === true,
    picklistValues: values.map(({ valueName, fullName }) => valueName ?? fullName ?? ''),
    // Required fields need no grant; all others are seen only where one is given.
    alwaysVisible: metadata.required === true,
    ...(rule.type === 'boolean' ? { defaultValue: String(metadata.defaultValue) === 'true' } : {}),
  })
}
