import type { Access } from './access.ts'
import type { FieldDefinition, FieldType } from './field-definition.ts'
import type { ObjectDefinition } from './schema/object-definition.ts'

const SOAP_TYPES: Record<FieldType, string> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  string: 'xsd:string',
  textarea: 'xsd:string',
  picklist: 'xsd:string',
  email: 'xsd:string',
  phone: 'xsd:string',
  url: 'xsd:string',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
}

/** What describe global says of an object. */
export function summarise(object: ObjectDefinition, base: string): Record<string, unknown> {
  const { name, label, labelPlural, keyPrefix } = object
  const url = `${base}/sobjects/${name}`
  return {
    name,
    label,
    labelPlural,
    keyPrefix,
    createable: object.createable,
    updateable: object.updateable,
    deletable: object.deletable,
    undeletable: object.undeletable,
    mergeable: object.mergeable,
    replicateable: object.replicateable,
    queryable: true,
    retrieveable: true,
    searchable: true,
    custom: false,
    customSetting: false,
    triggerable: true,
    layoutable: true,
    activateable: false,
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    mruEnabled: true,
    urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
  }
}

/** What describe says of an object to a user: fields that the user does not see are not there. */
export function describe(object: ObjectDefinition, access: Access, base: string): Record<string, unknown> {
  const fields = access.fields(object.name)
  return {
    ...summarise(object, base),
    fields: fields.map((field) => describeField(field, access.mayEdit(object.name, field))),
    childRelationships: [],
    recordTypeInfos: [],
    supportedScopes: [],
  }
}

function describeField(field: FieldDefinition, editable: boolean): Record<string, unknown> {
  const { name, type, label, length, precision, scale, custom, calculated, unique, externalId } = field
  const defaulted = field.defaultValue !== null || name === 'OwnerId'
  return {
    name,
    label,
    type,
    soapType: SOAP_TYPES[type],
    length: type === 'int' ? 0 : length,
    byteLength: length * 3,
    digits: type === 'int' ? precision : 0,
    precision: type === 'int' ? 0 : precision,
    scale,
    nillable: field.nillable,
    createable: field.createable && editable,
    updateable: field.updateable && editable,
    defaultedOnCreate: defaulted,
    defaultValue: field.defaultValue,
    filterable: field.filterable,
    sortable: field.sortable,
    groupable: field.filterable && type !== 'currency' && type !== 'double' && type !== 'datetime',
    aggregatable: field.filterable,
    permissionable: !field.alwaysVisible,
    custom,
    calculated,
    calculatedFormula: null,
    autoNumber: false,
    caseSensitive: false,
    unique,
    externalId,
    idLookup: type === 'id' || externalId || unique,
    nameField: field.nameField,
    namePointing: false,
    htmlFormatted: false,
    encrypted: false,
    deprecatedAndHidden: false,
    dependentPicklist: false,
    restrictedPicklist: field.restrictedPicklist,
    inlineHelpText: null,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    polymorphicForeignKey: field.referenceTo.length > 1,
    picklistValues: field.picklistValues.map((value) => ({
      value,
      label: value,
      active: true,
      defaultValue: value === field.defaultValue,
      validFor: null,
    })),
  }
}
