import { splitList } from '../values.ts'
import type { ObjectDescription } from './object-description.ts'
import { defineObjectStream } from './object-stream.ts'
import { salesforceKeys } from './salesforce-keys.ts'

const description: ObjectDescription<'contact'> = {
  entity: 'contact',
  objectType: 'contacts',
  modifiedProperty: 'lastmodifieddate',
  properties: [
    'firstname',
    'lastname',
    'hs_additional_emails',
    'mobilephone',
    'hs_merged_object_ids',
    'hs_calculated_merged_vids',
    // Only where HubSpot's own Salesforce integration is installed; elsewhere the names are ignored.
    'salesforcecontactid',
    'salesforceleadid',
  ],
  mappable: {
    emails: 'email',
    phones: 'phone',
    companies: 'associatedcompanyid',
    lifecycleStage: 'lifecyclestage',
    ownerId: 'hubspot_owner_id',
    createdAt: 'createdate',
  },
  // A contact's company is the property `associatedcompanyid`: no call for links.
  linked: [],
  convert: (source) => {
    const company = source.text(source.property('companies'))
    return {
      id: source.record.id,
      name:
        [source.text('firstname'), source.text('lastname')].filter((part) => part !== null).join(' ') || null,
      emails: distinct([
        ...splitList(source.text(source.property('emails'))),
        ...splitList(source.text('hs_additional_emails')),
      ]),
      phones: distinct([
        ...splitList(source.text(source.property('phones'))),
        ...splitList(source.text('mobilephone')),
      ]),
      companies: company === null ? [] : [{ id: company, primary: true }],
      foreignKeys: salesforceKeys(source, { salesforcecontactid: 'contact', salesforceleadid: 'lead' }),
      lifecycleStage: source.text(source.property('lifecycleStage')),
      ownerId: source.text(source.property('ownerId')),
      createdAt: source.instant(source.property('createdAt')),
    }
  },
}

/** People. */
export const contacts = defineObjectStream(description)

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}
