import { splitList } from '../values.ts'
import type { ObjectDescription } from './object-description.ts'
import { defineObjectStream } from './object-stream.ts'
import { salesforceKeys } from './salesforce-keys.ts'

const description: ObjectDescription<'company'> = {
  entity: 'company',
  objectType: 'companies',
  modifiedProperty: 'hs_lastmodifieddate',
  properties: ['hs_additional_domains', 'hs_merged_object_ids', 'salesforceaccountid'],
  mappable: {
    name: 'name',
    domains: 'domain',
    phones: 'phone',
    country: 'hs_country_code',
    parentId: 'hs_parent_company_id',
    industry: 'industry',
    ownerId: 'hubspot_owner_id',
    createdAt: 'createdate',
  },
  linked: [],
  convert: (source) => {
    const country = source.text(source.property('country'))?.toUpperCase()
    return {
      id: source.record.id,
      name: source.text(source.property('name')),
      domains: [
        ...new Set([
          ...splitList(source.text(source.property('domains'))),
          ...splitList(source.text('hs_additional_domains')),
        ]),
      ],
      phones: splitList(source.text(source.property('phones'))),
      // A country written out is a name in some language: not a code, so unknown.
      country: country !== undefined && /^[A-Z]{2}$/.test(country) ? country : null,
      parentId: source.text(source.property('parentId')),
      industry: source.text(source.property('industry')),
      foreignKeys: salesforceKeys(source, { salesforceaccountid: 'company' }),
      ownerId: source.text(source.property('ownerId')),
      createdAt: source.instant(source.property('createdAt')),
    }
  },
}

/** Organisations. */
export const companies = defineObjectStream(description)
