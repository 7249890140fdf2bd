import { currencyCode } from '@rapport/model'
import type { ObjectStream } from './object-stream.ts'
import { personContact, saleContacts } from './sale-links.ts'

const periods: Readonly<Record<string, 'week' | 'month' | 'quarter' | 'year'>> = {
  week: 'week',
  weekly: 'week',
  month: 'month',
  monthly: 'month',
  quarter: 'quarter',
  quarterly: 'quarter',
  year: 'year',
  yearly: 'year',
  annual: 'year',
  annually: 'year',
}

/** Contracts. Salesforce keeps their dates and status; what is paid per period is in a field that an org adds. */
export const contracts: ObjectStream<'subscription'> = {
  entity: 'subscription',
  sources: [
    {
      object: 'Contract',
      stamp: 'SystemModstamp',
      isCounted: true,
      expected: ['AccountId'],
      fields: ['AccountId', 'CustomerSignedId'],
      related: [personContact],
      mappable: {
        startsOn: 'StartDate',
        endsOn: 'EndDate',
        amount: null,
        currency: 'CurrencyIsoCode',
        period: null,
        status: 'Status',
      },
      prepare: async (ctx) => (record) => {
        const account = record.text('AccountId')
        const currency = currencyCode.safeParse(record.mappedText('currency') ?? ctx.settings.currency)
        return {
          id: record.id,
          contacts: saleContacts(record, 'CustomerSignedId'),
          companies: account === null ? [] : [{ id: account, primary: true }],
          startsOn: record.mappedInstant('startsOn')?.slice(0, 10) ?? null,
          endsOn: record.mappedInstant('endsOn')?.slice(0, 10) ?? null,
          amount: record.mappedDecimal('amount'),
          currency: currency.success ? currency.data : null,
          period: periods[record.mappedText('period')?.toLowerCase() ?? ''] ?? null,
          status: record.mappedText('status'),
        }
      },
    },
  ],
}
