import type { ObjectTypeName } from './object-types.ts'

/** Value types of a property. `json`, `object_coordinates` and the like are not kept here. */
export const PROPERTY_TYPES = [
  'string',
  'number',
  'date',
  'datetime',
  'enumeration',
  'bool',
  'phone_number',
] as const
export type PropertyType = (typeof PROPERTY_TYPES)[number]

/** Which form fields a value type may be shown as; a create with another pairing is refused. */
export const FIELD_TYPES: Record<PropertyType, readonly string[]> = {
  string: ['text', 'textarea', 'html', 'file', 'phonenumber', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  date: ['date'],
  datetime: ['date', 'calculation_equation'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
  bool: ['booleancheckbox', 'calculation_equation'],
  phone_number: ['phonenumber'],
}

/** How a portal shows the numbers of a property. */
export const NUMBER_DISPLAY_HINTS = [
  'unformatted',
  'formatted',
  'currency',
  'percentage',
  'duration',
  'probability',
] as const
export type NumberDisplayHint = (typeof NUMBER_DISPLAY_HINTS)[number]

/** One option of an enumeration. */
export interface PropertyOption {
  label: string
  value: string
  displayOrder: number
  hidden: boolean
  description?: string | undefined
}

/** A property that every portal has. */
export interface BuiltInProperty {
  name: string
  type: PropertyType
  /** Set by HubSpot alone: a write to it is refused. */
  readOnly?: true
  options?: readonly string[]
  /** Options live elsewhere (owners, currencies) and are not checked on write. */
  externalOptions?: true
  label?: string
}

/** The group that the built-in properties of each type belong to. */
export const BUILT_IN_GROUP: Record<ObjectTypeName, string> = {
  contacts: 'contactinformation',
  companies: 'companyinformation',
  deals: 'dealinformation',
  tickets: 'ticketinformation',
}

const text = (name: string): BuiltInProperty => ({ name, type: 'string' })
const number = (name: string): BuiltInProperty => ({ name, type: 'number' })
const computed = (name: string, type: PropertyType): BuiltInProperty => ({ name, type, readOnly: true })

const SHARED: readonly BuiltInProperty[] = [
  computed('hs_object_id', 'number'),
  computed('hs_merged_object_ids', 'string'),
  { name: 'hubspot_owner_id', type: 'enumeration', externalOptions: true },
]

const LIFECYCLE_STAGES = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
  'other',
]

export const BUILT_IN_PROPERTIES: Record<ObjectTypeName, readonly BuiltInProperty[]> = {
  contacts: [
    ...SHARED,
    computed('createdate', 'datetime'),
    computed('lastmodifieddate', 'datetime'),
    computed('associatedcompanyid', 'number'),
    computed('hs_calculated_merged_vids', 'string'),
    text('email'),
    text('hs_additional_emails'),
    text('firstname'),
    text('lastname'),
    { name: 'phone', type: 'phone_number' },
    text('mobilephone'),
    text('company'),
    text('website'),
    text('jobtitle'),
    text('city'),
    text('country'),
    { name: 'lifecyclestage', type: 'enumeration', options: LIFECYCLE_STAGES },
  ],
  companies: [
    ...SHARED,
    { name: 'createdate', type: 'datetime' },
    computed('hs_lastmodifieddate', 'datetime'),
    text('name'),
    text('domain'),
    text('website'),
    { name: 'phone', type: 'phone_number' },
    text('city'),
    text('country'),
    text('description'),
    number('annualrevenue'),
    number('numberofemployees'),
    { name: 'lifecyclestage', type: 'enumeration', options: LIFECYCLE_STAGES },
  ],
  deals: [
    ...SHARED,
    { name: 'createdate', type: 'datetime' },
    computed('hs_lastmodifieddate', 'datetime'),
    text('dealname'),
    number('amount'),
    computed('amount_in_home_currency', 'number'),
    { name: 'deal_currency_code', type: 'enumeration', externalOptions: true },
    computed('hs_exchange_rate', 'number'),
    { name: 'closedate', type: 'datetime' },
    { name: 'dealstage', type: 'enumeration' },
    { name: 'pipeline', type: 'enumeration' },
    { name: 'dealtype', type: 'enumeration', options: ['newbusiness', 'existingbusiness'] },
    text('description'),
    computed('hs_is_closed', 'bool'),
    computed('hs_is_closed_won', 'bool'),
    computed('hs_is_closed_lost', 'bool'),
    computed('hs_closed_won_date', 'datetime'),
    computed('hs_closed_amount', 'number'),
    computed('hs_closed_amount_in_home_currency', 'number'),
    computed('hs_deal_stage_probability', 'number'),
    computed('hs_primary_associated_company', 'number'),
    computed('num_associated_contacts', 'number'),
  ],
  tickets: [
    ...SHARED,
    { name: 'createdate', type: 'datetime' },
    computed('hs_lastmodifieddate', 'datetime'),
    text('subject'),
    text('content'),
    { name: 'closed_date', type: 'datetime' },
    { name: 'hs_pipeline', type: 'enumeration', externalOptions: true },
    { name: 'hs_pipeline_stage', type: 'enumeration', externalOptions: true },
    { name: 'hs_ticket_priority', type: 'enumeration', options: ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] },
    { name: 'source_type', type: 'enumeration', options: ['CHAT', 'EMAIL', 'FORM', 'PHONE'] },
  ],
}
