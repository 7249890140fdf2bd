/** Types of fields as describe names them. */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'picklist'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'reference'
  | 'email'
  | 'phone'
  | 'url'

/** A stored value. Dates and date-times are epoch milliseconds. */
export type FieldValue = string | number | boolean | null

/** Features of an org that bring fields with them. */
export type OrgFeature = 'multiCurrency' | 'personAccounts'

export interface FieldDefinition {
  name: string
  label: string
  type: FieldType
  length: number
  precision: number
  scale: number
  /** False when a record cannot be without it. */
  nillable: boolean
  createable: boolean
  updateable: boolean
  filterable: boolean
  sortable: boolean
  custom: boolean
  calculated: boolean
  nameField: boolean
  externalId: boolean
  unique: boolean
  /** Objects that a reference may lead to. */
  referenceTo: readonly string[]
  relationshipName: string | null
  picklistValues: readonly string[]
  restrictedPicklist: boolean
  /** What a record gets that is created without this field. */
  defaultValue: FieldValue
  /** The feature without which the field does not exist. */
  feature: OrgFeature | null
  /** Every user sees it, whatever the field-level security says. */
  alwaysVisible: boolean
}

type Options = Partial<FieldDefinition> & { required?: boolean; readOnly?: boolean }

/** A field definition with the usual settings of its type. */
export function field(type: FieldType, name: string, options: Options = {}): FieldDefinition {
  const { required = false, readOnly = false, ...given } = options
  const long = type === 'textarea'
  return {
    name,
    label: name.replace(/__c$/, '').replaceAll('_', ' ').replace(/Id$/, ' ID'),
    type,
    length: LENGTHS[type] ?? 0,
    precision: PRECISIONS[type]?.[0] ?? 0,
    scale: PRECISIONS[type]?.[1] ?? 0,
    nillable: !required && type !== 'boolean',
    createable: !readOnly,
    updateable: !readOnly,
    filterable: !long,
    sortable: !long,
    custom: name.endsWith('__c'),
    calculated: false,
    nameField: false,
    externalId: false,
    unique: false,
    referenceTo: [],
    relationshipName: null,
    picklistValues: [],
    restrictedPicklist: false,
    defaultValue: type === 'boolean' ? false : null,
    feature: null,
    alwaysVisible: required || readOnly || type === 'boolean',
    ...given,
  }
}

const LENGTHS: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  textarea: 32_000,
  picklist: 255,
  email: 80,
  phone: 40,
  url: 255,
}

const PRECISIONS: Partial<Record<FieldType, readonly [precision: number, scale: number]>> = {
  int: [9, 0],
  double: [18, 2],
  currency: [18, 2],
  percent: [5, 2],
}

/** A reference to one of the objects. The relationship's name is the field's without `Id`, or with `__r`. */
export function reference(
  name: string,
  to: string | readonly string[],
  options: Options = {},
): FieldDefinition {
  return field('reference', name, {
    referenceTo: typeof to === 'string' ? [to] : to,
    relationshipName: name.endsWith('__c') ? name.replace(/__c$/, '__r') : name.replace(/Id$/, ''),
    ...options,
  })
}

/** A picklist. */
export function picklist(name: string, values: readonly string[], options: Options = {}): FieldDefinition {
  return field('picklist', name, { picklistValues: values, ...options })
}

/** The fields that Salesforce keeps itself. */
export const SYSTEM_FIELDS: readonly FieldDefinition[] = [
  field('id', 'Id', { readOnly: true, nillable: false, label: 'Record ID' }),
  field('boolean', 'IsDeleted', { readOnly: true, label: 'Deleted' }),
  field('datetime', 'CreatedDate', { readOnly: true, nillable: false }),
  reference('CreatedById', 'User', { readOnly: true, nillable: false }),
  field('datetime', 'LastModifiedDate', { readOnly: true, nillable: false }),
  reference('LastModifiedById', 'User', { readOnly: true, nillable: false }),
  field('datetime', 'SystemModstamp', { readOnly: true, nillable: false }),
]

/** Whether values of this type are stored as numbers. */
export function isNumeric(type: FieldType): boolean {
  return ['int', 'double', 'currency', 'percent', 'date', 'datetime'].includes(type)
}
