import { ConnectorError } from '@rapport/connector'
import type { Decimal } from '@rapport/model'
import type { SalesforceSettings } from '../settings.ts'
import { negate } from '../values.ts'
import { prepareOrderTotals } from './order-totals.ts'
import { rateChanges } from './rate-changes.ts'
import type { RecordReader } from './record-reader.ts'
import { prepareAmounts } from './sale-amount.ts'
import { personContact, saleContacts } from './sale-links.ts'
import type { Convert, SourceObject } from './source-object.ts'

/** Salesforce's own states of an order, whatever an org calls its statuses. */
const states: Readonly<Record<string, 'open' | 'won'>> = {
  D: 'open',
  Draft: 'open',
  A: 'won',
  Activated: 'won',
}

/**
 * An order that belongs to an opportunity is that sale once more: where opportunities are read too, it is left to them. A
 * reduction is not: what was given back is in no opportunity.
 */
function isOpportunity(record: RecordReader, { sales }: SalesforceSettings): boolean {
  return sales === 'both' && record.text('OpportunityId') !== null && !record.flag('IsReductionOrder')
}

/**
 * Orders. Their amount is what their items come to, which Salesforce adds up; items of an activated order stay as they are. A
 * reduction order takes goods back: a refund, of a negative amount.
 */
export const orders: SourceObject<'deal'> = {
  object: 'Order',
  stamp: 'SystemModstamp',
  isCounted: true,
  countedWhere: ({ sales }, fields) => {
    if (sales !== 'both' || !fields.has('OpportunityId')) return null
    return fields.has('IsReductionOrder')
      ? '(OpportunityId = null OR IsReductionOrder = true)'
      : 'OpportunityId = null'
  },
  mayCease: true,
  keyPrefix: '801',
  fields: [
    'AccountId',
    'OpportunityId',
    'BillToContactId',
    'OrderNumber',
    'Name',
    'TotalAmount',
    'EffectiveDate',
    'ActivatedDate',
    'Status',
    'StatusCode',
    'IsReductionOrder',
    'Type',
    'CurrencyIsoCode',
    'OwnerId',
    'CreatedDate',
  ],
  related: [personContact],
  required: [['StatusCode', 'Status']],
  expected: [['EffectiveDate', 'ActivatedDate'], 'AccountId'],
  isWanted: ({ sales }) => sales !== 'opportunities',
  mappable: {},
  outside: [rateChanges(() => ({ day: 'EffectiveDate', currency: 'CurrencyIsoCode' }))],
  prepare: async (ctx, fields, _associationLabel, unseen) => {
    if (ctx.settings.sales === 'both' && !fields.has('OpportunityId')) throw hiddenOpportunity()
    const amounts = await prepareAmounts(ctx, fields.has('CurrencyIsoCode'), unseen)
    const readTotals = fields.has('TotalAmount') ? null : await prepareOrderTotals(ctx)
    if (readTotals === null && !fields.has('TotalAmount')) throw hiddenTotals()
    let totals: ReadonlyMap<string, Decimal> = new Map()
    const load = async (records: readonly RecordReader[]): Promise<void> => {
      if (readTotals !== null) totals = await readTotals(records.map(({ id }) => id))
    }
    const convert: Convert<'deal'> = (record) => {
      if (isOpportunity(record, ctx.settings)) return null
      const state = states[record.text('StatusCode') ?? record.text('Status') ?? ''] ?? 'lost'
      const day = record.instant('EffectiveDate') ?? record.instant('ActivatedDate')
      const total = record.decimal('TotalAmount') ?? totals.get(record.id) ?? null
      // Where the mark is hidden, only the sign tells what was given back.
      const isReduction =
        record.flag('IsReductionOrder') ||
        (!record.has('IsReductionOrder') && total?.startsWith('-') === true)
      const account = record.text('AccountId')
      return {
        id: record.id,
        name: record.text('Name') ?? record.text('OrderNumber'),
        kind: isReduction ? 'refund' : 'order',
        state,
        ...amounts(record, isReduction ? negative(total) : total, record.text('CurrencyIsoCode'), day),
        closedAt: state === 'open' ? null : day,
        createdAt: record.instant('CreatedDate'),
        stage: record.text('Status'),
        dealType: record.text('Type'),
        contacts: saleContacts(record, 'BillToContactId'),
        companies: account === null ? [] : [{ id: account, primary: true }],
        ownerId: record.text('OwnerId'),
      }
    }
    return Object.assign(convert, { load })
  },
}

/** Every order of an opportunity would count as a further sale. */
function hiddenOpportunity(): ConnectorError {
  return new ConnectorError(
    'config',
    'this user does not see Order.OpportunityId, which tells an order from its opportunity: allow it by field-level security, or set sales to opportunities or to orders',
  )
}

/** Every order would be worth nothing. */
function hiddenTotals(): ConnectorError {
  return new ConnectorError(
    'config',
    'this user sees neither Order.TotalAmount nor OrderItem.TotalPrice, of which an order is worth what they say: allow one by field-level security, or set sales to opportunities',
  )
}

/** Some orgs keep the amount of a reduction with its sign, others without. */
function negative(amount: Decimal | null): Decimal | null {
  return amount === null || amount.startsWith('-') ? amount : negate(amount)
}
