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
  emails: 'emailinformation',
  calls: 'callinformation',
  feedback_submissions: 'feedback_submissioninformation',
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

const TICKET_CATEGORIES = ['PRODUCT_ISSUE', 'BILLING_ISSUE', 'FEATURE_REQUEST', 'GENERAL_INQUIRY']
const EMAIL_DIRECTIONS = ['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL']
const EMAIL_STATUSES = ['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING', 'SENT']
const CALL_STATUSES = [
  'BUSY',
  'CALLING_CRM_USER',
  'CANCELED',
  'COMPLETED',
  'CONNECTING',
  'FAILED',
  'IN_PROGRESS',
  'MISSED',
  'NO_ANSWER',
  'QUEUED',
  'RINGING',
]
const SURVEY_TYPES = ['NPS', 'CSAT', 'CES', 'CUSTOM', 'KNOWLEDGE']

/** What every activity has. */
const ACTIVITY: readonly BuiltInProperty[] = [
  ...SHARED,
  computed('hs_createdate', 'datetime'),
  computed('hs_lastmodifieddate', 'datetime'),
  { name: 'hs_timestamp', type: 'datetime' },
  computed('hs_engagement_source', 'string'),
  computed('hs_object_source', 'string'),
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
    { name: 'hs_pipeline', type: 'enumeration' },
    { name: 'hs_pipeline_stage', type: 'enumeration' },
    { name: 'hs_ticket_priority', type: 'enumeration', options: ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] },
    { name: 'source_type', type: 'enumeration', options: ['CHAT', 'EMAIL', 'FORM', 'PHONE'] },
    { name: 'hs_ticket_category', type: 'enumeration', options: TICKET_CATEGORIES },
    text('hs_resolution'),
    { name: 'hubspot_team_id', type: 'enumeration', externalOptions: true },
    computed('hs_is_closed', 'bool'),
    computed('hs_conversations_originating_thread_id', 'number'),
    computed('hs_originating_email_engagement_id', 'number'),
    computed('hs_num_associated_conversations', 'number'),
    computed('hs_num_times_contacted', 'number'),
    computed('hs_last_closed_date', 'datetime'),
    computed('hs_ticket_reopened_at', 'datetime'),
    computed('time_to_close', 'number'),
    computed('first_agent_reply_date', 'datetime'),
    computed('time_to_first_agent_reply', 'number'),
    computed('hs_first_agent_message_sent_at', 'datetime'),
    computed('hs_time_to_first_response_in_operating_hours', 'number'),
    computed('hs_time_to_first_response_sla_status', 'number'),
    computed('hs_time_to_first_rep_assignment', 'number'),
    computed('hs_is_one_touch_ticket', 'bool'),
  ],
  emails: [
    ...ACTIVITY,
    { name: 'hs_email_direction', type: 'enumeration', options: EMAIL_DIRECTIONS },
    { name: 'hs_email_status', type: 'enumeration', options: EMAIL_STATUSES },
    text('hs_email_subject'),
    text('hs_email_text'),
    text('hs_email_headers'),
    computed('hs_email_from_email', 'string'),
    computed('hs_email_to_email', 'string'),
    computed('hs_email_thread_id', 'string'),
  ],
  calls: [
    ...ACTIVITY,
    { name: 'hs_call_direction', type: 'enumeration', options: ['INBOUND', 'OUTBOUND'] },
    { name: 'hs_call_status', type: 'enumeration', options: CALL_STATUSES },
    { name: 'hs_call_disposition', type: 'enumeration', externalOptions: true },
    number('hs_call_duration'),
    text('hs_call_title'),
    text('hs_call_body'),
  ],
  feedback_submissions: [
    ...SHARED,
    computed('hs_createdate', 'datetime'),
    computed('hs_lastmodifieddate', 'datetime'),
    { name: 'hs_survey_type', type: 'enumeration', options: SURVEY_TYPES },
    text('hs_survey_id'),
    text('hs_survey_name'),
    text('hs_survey_channel'),
    number('hs_value'),
    text('hs_response_group'),
    text('hs_sentiment'),
    text('hs_content'),
    { name: 'hs_submission_timestamp', type: 'datetime' },
    number('hs_contact_id'),
    number('hs_ticket_id'),
  ],
}
