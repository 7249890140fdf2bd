import { type ContactRoles, prepareContactRoles } from './contact-roles.ts'
import { rateChanges } from './rate-changes.ts'
import type { RecordReader } from './record-reader.ts'
import { roleChanges } from './role-changes.ts'
import { prepareAmounts } from './sale-amount.ts'
import { personContact, saleContacts } from './sale-links.ts'
import type { Convert, SourceObject } from './source-object.ts'

/** Sales as Salesforce knows them by nature. */
export const opportunities: SourceObject<'deal'> = {
  object: 'Opportunity',
  stamp: 'SystemModstamp',
  isCounted: true,
  keyPrefix: '006',
  fields: ['AccountId', 'ContactId', 'IsClosed', 'IsWon'],
  related: [personContact],
  required: ['IsClosed', 'IsWon'],
  expected: ['amount', 'closedAt', 'AccountId'],
  isEssential: true,
  isWanted: ({ sales }) => sales !== 'orders',
  mappable: {
    name: 'Name',
    amount: 'Amount',
    currency: 'CurrencyIsoCode',
    closedAt: 'CloseDate',
    createdAt: 'CreatedDate',
    // Salesforce has stages but no pipelines; orgs that have several tell them apart by a field.
    pipeline: null,
    stage: 'StageName',
    dealType: 'Type',
    product: null,
    ownerId: 'OwnerId',
  },
  outside: [
    rateChanges(({ mapping }) => ({ day: mapping.closedAt ?? null, currency: mapping.currency ?? null })),
    roleChanges,
  ],
  prepare: async (ctx, fields, associationLabel, unseen) => {
    const amounts = await prepareAmounts(ctx, fields.has('CurrencyIsoCode'), unseen)
    const readRoles = associationLabel === null ? null : await prepareContactRoles(ctx)
    let roles: ContactRoles = new Map()
    const load = async (records: readonly RecordReader[]): Promise<void> => {
      if (readRoles !== null) roles = await readRoles(records.map(({ id }) => id))
    }
    const convert: Convert<'deal'> = (record) => {
      const state = record.flag('IsWon') ? 'won' : record.flag('IsClosed') ? 'lost' : 'open'
      // The planned day of an open one, which tells nothing yet.
      const day = record.mappedInstant('closedAt')
      const account = record.text('AccountId')
      return {
        id: record.id,
        name: record.mappedText('name'),
        kind: 'deal',
        state,
        ...amounts(record, record.mappedDecimal('amount'), record.mappedText('currency'), day),
        closedAt: state === 'open' ? null : day,
        createdAt: record.mappedInstant('createdAt'),
        pipeline: record.mappedText('pipeline'),
        stage: record.mappedText('stage'),
        dealType: record.mappedText('dealType'),
        product: record.mappedText('product'),
        contacts: [...(roles.get(record.id) ?? saleContacts(record, 'ContactId'))],
        companies: account === null ? [] : [{ id: account, primary: true }],
        ownerId: record.mappedText('ownerId'),
      }
    }
    return Object.assign(convert, { load })
  },
}
