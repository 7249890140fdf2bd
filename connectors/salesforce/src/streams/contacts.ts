import type { ObjectStream } from './object-stream.ts'
import { distinct } from './party-fields.ts'

/** People. Salesforce keeps the person of a person account as a contact of that account. */
export const contacts: ObjectStream<'contact'> = {
  entity: 'contact',
  sources: [
    {
      object: 'Contact',
      stamp: 'SystemModstamp',
      isCounted: true,
      expected: ['emails'],
      isEssential: true,
      fields: ['Name', 'FirstName', 'LastName', 'MobilePhone'],
      mappable: {
        emails: 'Email',
        phones: 'Phone',
        companies: 'AccountId',
        // Salesforce has no stage of the relation; orgs add fields of their own.
        lifecycleStage: null,
        ownerId: 'OwnerId',
        createdAt: 'CreatedDate',
      },
      prepare: async () => (record) => {
        const company = record.mappedText('companies')
        const parts = [record.text('FirstName'), record.text('LastName')].filter((part) => part !== null)
        return {
          id: record.id,
          name: record.text('Name') ?? (parts.join(' ') || null),
          emails: distinct([record.mappedText('emails')]),
          phones: distinct([record.mappedText('phones'), record.text('MobilePhone')]),
          companies: company === null ? [] : [{ id: company, primary: true }],
          lifecycleStage: record.mappedText('lifecycleStage'),
          ownerId: record.mappedText('ownerId'),
          createdAt: record.mappedInstant('createdAt'),
        }
      },
    },
  ],
}
