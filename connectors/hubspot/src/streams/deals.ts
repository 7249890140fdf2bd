import type { CurrencyCode, Instant } from '@rapport/model'
import { UnusableValue } from '../values.ts'
import type { ObjectDescription, SourceReader } from './object-description.ts'
import { defineObjectStream } from './object-stream.ts'
import { salesforceKeys } from './salesforce-keys.ts'

type DealState = 'open' | 'won' | 'lost'

const description: ObjectDescription<'deal'> = {
  entity: 'deal',
  objectType: 'deals',
  modifiedProperty: 'hs_lastmodifieddate',
  properties: [
    'hs_is_closed',
    'hs_is_closed_won',
    'hs_closed_won_date',
    'hs_primary_associated_company',
    'hs_merged_object_ids',
    'hs_salesforceopportunityid',
  ],
  mappable: {
    name: 'dealname',
    amount: 'amount',
    homeAmount: 'amount_in_home_currency',
    currency: 'deal_currency_code',
    closedAt: 'closedate',
    createdAt: 'createdate',
    pipeline: 'pipeline',
    stage: 'dealstage',
    dealType: 'dealtype',
    // What was sold stands in line items; many portals copy it to a property of their own.
    product: null,
    ownerId: 'hubspot_owner_id',
  },
  hasAmounts: true,
  linked: [{ type: 'contacts' }, { type: 'companies', primaryProperty: 'hs_primary_associated_company' }],
  convert: (source) => {
    const state = stateOf(source)
    return {
      id: source.record.id,
      name: source.text(source.property('name')),
      kind: 'deal',
      state,
      amount: source.decimal(source.property('amount')),
      currency: currencyOf(source),
      homeCurrency: source.homeCurrency,
      homeAmount: homeAmountOf(source),
      closedAt: closedAtOf(source, state),
      createdAt: source.instant(source.property('createdAt')),
      pipeline: source.text(source.property('pipeline')),
      stage: source.text(source.property('stage')),
      dealType: source.text(source.property('dealType')),
      product: source.mappedText('product'),
      contacts: source.links('contacts'),
      companies: source.links('companies'),
      foreignKeys: salesforceKeys(source, { hs_salesforceopportunityid: 'deal' }),
      ownerId: source.text(source.property('ownerId')),
    }
  },
}

/** Sales: open, won and lost. */
export const deals = defineObjectStream(description)

function stateOf(source: SourceReader): DealState {
  if (source.text('hs_is_closed_won') === 'true') return 'won'
  return source.text('hs_is_closed') === 'true' ? 'lost' : 'open'
}

/** People may edit `closedate`, even into the future: for a won deal the day it was won comes first, unless mapped. */
function closedAtOf(source: SourceReader, state: DealState): Instant | null {
  if (state === 'open') return null
  const closed = source.property('closedAt')
  if (state === 'won' && !source.isRemapped('closedAt')) {
    return source.instant('hs_closed_won_date') ?? source.instant(closed)
  }
  return source.instant(closed)
}

/** HubSpot converts its own `amount` only: an amount from another property has no known conversion, unless mapped too. */
function homeAmountOf(source: SourceReader): string | null {
  if (source.isRemapped('amount') && !source.isRemapped('homeAmount')) return null
  return source.decimal(source.property('homeAmount'))
}

function currencyOf(source: SourceReader): CurrencyCode | null {
  const property = source.property('currency')
  const code = source.text(property)?.toUpperCase() ?? null
  if (code !== null && !/^[A-Z]{3}$/.test(code)) {
    throw new UnusableValue(property, code, 'an ISO 4217 currency code')
  }
  return code
}
