import { type FieldDefinition, field, reference, SYSTEM_FIELDS } from '../field-definition.ts'

/** An sObject as the org's metadata states it. */
export interface ObjectDefinition {
  name: string
  label: string
  labelPlural: string
  /** First three characters of its ids. */
  keyPrefix: string
  fields: readonly FieldDefinition[]
  createable: boolean
  updateable: boolean
  deletable: boolean
  /** Deleted records go to the recycle bin and can be brought back. */
  undeletable: boolean
  /** Whether `updated` and `deleted` answer for it. */
  replicateable: boolean
  mergeable: boolean
  /** Custom fields can be added to it. */
  customisable: boolean
}

type Options = Partial<Omit<ObjectDefinition, 'name' | 'keyPrefix' | 'fields'>> & { bare?: boolean }

/** An object with system fields; `bare` ones have only those listed. */
export function object(
  name: string,
  keyPrefix: string,
  fields: readonly FieldDefinition[],
  options: Options = {},
): ObjectDefinition {
  const { bare = false, ...given } = options
  const label = given.label ?? name.replace(/([a-z])([A-Z])/g, '$1 $2')
  return {
    name,
    label,
    labelPlural: label.endsWith('s') ? label : label.replace(/y$/, 'ie').concat('s'),
    keyPrefix,
    fields: bare ? fields : [...SYSTEM_FIELDS, ...fields],
    createable: true,
    updateable: true,
    deletable: true,
    undeletable: true,
    replicateable: true,
    mergeable: false,
    customisable: true,
    ...given,
  }
}

/** The id of a record. */
export const ID = SYSTEM_FIELDS.slice(0, 1)

/** What objects without a recycle bin have of the system fields. */
export const SYSTEM_FIELDS_WITHOUT_DELETION = SYSTEM_FIELDS.filter(({ name }) => name !== 'IsDeleted')

/** Currency of a record, in orgs with several. */
export const CURRENCY = field('picklist', 'CurrencyIsoCode', {
  label: 'Currency',
  feature: 'multiCurrency',
  alwaysVisible: true,
})

/** Who owns a record. */
export const OWNER = reference('OwnerId', 'User', { alwaysVisible: true, nillable: false })

/** The field that carries a record's name. */
export const NAME = field('string', 'Name', { required: true, nameField: true })
