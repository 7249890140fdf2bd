import type { ObjectStream } from './object-stream.ts'
import { countryCode, domainOf } from './party-fields.ts'

/** Companies. A person account is one too: a deal with it names the account. */
export const accounts: ObjectStream<'company'> = {
  entity: 'company',
  sources: [
    {
      object: 'Account',
      stamp: 'SystemModstamp',
      isCounted: true,
      expected: ['name'],
      isEssential: true,
      fields: ['BillingCountryCode', 'BillingCountry'],
      mappable: {
        name: 'Name',
        domains: 'Website',
        phones: 'Phone',
        industry: 'Industry',
        parentId: 'ParentId',
        ownerId: 'OwnerId',
        createdAt: 'CreatedDate',
      },
      prepare: async () => (record) => ({
        id: record.id,
        name: record.mappedText('name'),
        domains: [domainOf(record.mappedText('domains'))].filter((domain) => domain !== null),
        phones: [record.mappedText('phones')].filter((phone) => phone !== null),
        country: countryCode(record.text('BillingCountryCode') ?? record.text('BillingCountry')),
        parentId: record.mappedText('parentId'),
        industry: record.mappedText('industry'),
        ownerId: record.mappedText('ownerId'),
        createdAt: record.mappedInstant('createdAt'),
      }),
    },
  ],
}
