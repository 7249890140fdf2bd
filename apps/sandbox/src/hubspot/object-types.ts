import { HubspotError } from './errors.ts'

/** The object types this stand-in keeps. */
export const OBJECT_TYPE_NAMES = [
  'contacts',
  'companies',
  'deals',
  'tickets',
  'emails',
  'calls',
  'feedback_submissions',
] as const
export type ObjectTypeName = (typeof OBJECT_TYPE_NAMES)[number]

/** What differs from one object type to the next. */
export interface ObjectType {
  name: ObjectTypeName
  /** Numeric object type id, accepted wherever the name is. */
  typeId: string
  singular: string
  /** The property that holds the modified time: contacts are the exception. */
  modifiedProperty: 'lastmodifieddate' | 'hs_lastmodifieddate'
  /** What a read returns when no `properties` are asked for. */
  defaultProperties: readonly string[]
  /** What the `query` field of a search looks into. */
  searchableProperties: readonly string[]
  readScope: string
  writeScope: string
  schemaReadScope: string
  schemaWriteScope: string
  /** Kept by HubSpot alone: every write is refused. */
  readOnly?: true
}

const TYPES: Record<ObjectTypeName, ObjectType> = {
  contacts: {
    name: 'contacts',
    typeId: '0-1',
    singular: 'contact',
    modifiedProperty: 'lastmodifieddate',
    defaultProperties: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    searchableProperties: ['firstname', 'lastname', 'email', 'phone', 'company'],
    readScope: 'crm.objects.contacts.read',
    writeScope: 'crm.objects.contacts.write',
    schemaReadScope: 'crm.schemas.contacts.read',
    schemaWriteScope: 'crm.schemas.contacts.write',
  },
  companies: {
    name: 'companies',
    typeId: '0-2',
    singular: 'company',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
    searchableProperties: ['name', 'domain', 'website', 'phone'],
    readScope: 'crm.objects.companies.read',
    writeScope: 'crm.objects.companies.write',
    schemaReadScope: 'crm.schemas.companies.read',
    schemaWriteScope: 'crm.schemas.companies.write',
  },
  deals: {
    name: 'deals',
    typeId: '0-3',
    singular: 'deal',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ],
    searchableProperties: ['dealname', 'pipeline', 'dealstage', 'dealtype'],
    readScope: 'crm.objects.deals.read',
    writeScope: 'crm.objects.deals.write',
    schemaReadScope: 'crm.schemas.deals.read',
    schemaWriteScope: 'crm.schemas.deals.write',
  },
  tickets: {
    name: 'tickets',
    typeId: '0-5',
    singular: 'ticket',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'content',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
      'hs_pipeline',
      'hs_pipeline_stage',
      'subject',
    ],
    searchableProperties: ['subject', 'content'],
    readScope: 'tickets',
    writeScope: 'tickets',
    schemaReadScope: 'tickets',
    schemaWriteScope: 'tickets',
  },
  emails: engagement('emails', '0-49', 'email', ['hs_email_subject', 'hs_email_text']),
  calls: engagement('calls', '0-48', 'call', ['hs_call_title', 'hs_call_body']),
  feedback_submissions: {
    name: 'feedback_submissions',
    typeId: '0-19',
    singular: 'feedback_submission',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchableProperties: ['hs_content'],
    readScope: 'crm.objects.feedback_submissions.read',
    writeScope: 'crm.objects.feedback_submissions.read',
    schemaReadScope: 'crm.objects.feedback_submissions.read',
    schemaWriteScope: 'crm.objects.feedback_submissions.read',
    readOnly: true,
  },
}

/** What people did with a record. Whoever may see contacts may see it. */
function engagement(
  name: 'emails' | 'calls',
  typeId: string,
  singular: string,
  searchableProperties: readonly string[],
): ObjectType {
  return {
    name,
    typeId,
    singular,
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchableProperties,
    readScope: 'crm.objects.contacts.read',
    writeScope: 'crm.objects.contacts.write',
    schemaReadScope: 'crm.objects.contacts.read',
    schemaWriteScope: 'crm.schemas.contacts.write',
  }
}

const ALIASES = new Map<string, ObjectTypeName>()
for (const type of Object.values(TYPES)) {
  for (const alias of [type.name, type.singular, type.typeId]) ALIASES.set(alias, type.name)
}

/** The description of a type known by its canonical name. */
export function describeType(name: ObjectTypeName): ObjectType {
  return TYPES[name]
}

/** Resolves `contacts`, `contact` or `0-1`. @throws {HubspotError} 400 for a type that is not kept here. */
export function resolveType(alias: string): ObjectType {
  const name = ALIASES.get(alias.toLowerCase())
  if (name === undefined) {
    throw new HubspotError(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${alias}`)
  }
  return TYPES[name]
}
