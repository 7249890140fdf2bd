import type { DealRule } from '@rapport/config'
import { formatLocalDay, localDay, type WonDeal } from '@rapport/metrics'
import { type Database, streamPages } from '@rapport/store'
import { sql } from 'kysely'
import { type DealKind, dealKind } from './deal-kinds.ts'
import type { ExchangeRates, FoundRate } from './exchange-rates.ts'

/** A won deal that counts for a customer, its amount in the workspace's currency. */
export interface Transaction extends WonDeal {
  readonly kind: DealKind
  readonly connection: string
  readonly dealId: string
  /** Why the amount is unknown, and what to do; null where it is known. */
  readonly unknownBecause: string | null
  /** How the amount was brought into the workspace's currency by a stored rate; null where it was not. */
  readonly converted: ConvertedAmount | null
}

/** What a deal was in its own currency, and the rate that it was multiplied by. */
export interface ConvertedAmount {
  readonly amount: string
  readonly currency: string
  readonly by: FoundRate
}

/** All won deals of one customer. */
export interface CustomerTransactions {
  readonly customerId: number
  readonly transactions: readonly Transaction[]
}

/**
 * Amounts from here on, and close dates before this moment, are taken for slips of the hand. One of them would move the model,
 * and with it everybody's numbers.
 */
export const plausible = { amountBelow: 1e12, closedFrom: '1990-01-01T00:00:00Z' } as const

/** Few, so that they are garbage before a collection would have to move them. */
const rowsAtOnce = 500

/**
 * Streams the won deals of customers, customer by customer, with flat memory. A deal in another currency counts with the
 * source's own conversion where that is into the workspace's currency, so that the sums agree with the source's; else by the
 * rate of the local day it was won, as the file or a source gave it; else its amount is unknown, never guessed. A deal that
 * names no currency is in the source's home currency. An implausible amount is unknown too, and a deal with an implausible
 * close date counts for nobody; a customer that has no other comes without transactions.
 */
export async function* customerTransactions(
  db: Database,
  options: Pricing & {
    /** All customers, those with these ids, or one by its id. */
    readonly customers: 'all' | readonly number[] | number
    /** What kind of sale a deal is; without rules every one is a purchase that may come again. */
    readonly rules?: readonly DealRule[]
  },
): AsyncIterable<CustomerTransactions> {
  const { rules = [], currency } = options
  const home = sql<string | null>`deal.data->>'homeCurrency'`
  // Null where it is the workspace's, as of most deals: what is not sent need not be read.
  const foreignCurrency = sql<
    string | null
  >`nullif(coalesce(deal.data->>'currency', ${home}, ${currency}), ${currency})`
  let query = db
    .selectFrom('deal')
    .innerJoin('deal_party as party', (join) =>
      join.onRef('party.connection', '=', 'deal.connection').onRef('party.deal_id', '=', 'deal.id'),
    )
    .innerJoin('identity_link as link', (join) =>
      join
        .onRef('link.connection', '=', 'party.connection')
        .onRef('link.entity', '=', 'party.entity')
        .onRef('link.record_id', '=', 'party.party_id'),
    )
    .select([
      'link.customer_id as customerId',
      'deal.connection',
      'deal.id as dealId',
      sql<string | null>`deal.data->>'closedAt'`.as('closedAt'),
      sql<string | null>`deal.data->>'amount'`.as('amount'),
      foreignCurrency.as('foreignCurrency'),
      sql<string | null>`case when ${home} = ${currency} and ${foreignCurrency} is not null
        then deal.data->>'homeAmount' end`.as('homeAmount'),
      sql<true | null>`nullif(deal.data->>'kind' = 'refund', false)`.as('isRefund'),
    ])
    .$if(rules.length > 0, (sorted) =>
      sorted.select([
        sql<string | null>`deal.data->>'pipeline'`.as('pipeline'),
        sql<string | null>`deal.data->>'dealType'`.as('dealType'),
        sql<string | null>`deal.data->>'product'`.as('product'),
      ]),
    )
    .where('deal.state', '=', 'won')
    .where('deal.deleted_at', 'is', null)
    .where('deal.closed_at', 'is not', null)
    .orderBy('link.customer_id')
  const { customers } = options
  if (typeof customers === 'number') query = query.where('link.customer_id', '=', customers)
  else if (customers !== 'all') {
    // As an array, of which the planner knows the length, whatever the statistics say.
    query = query.where(sql<boolean>`link.customer_id = any(${customers}::bigint[])`)
  }

  const closedFrom = Date.parse(plausible.closedFrom)
  let customerId: number | null = null
  let transactions: Transaction[] = []
  for await (const rows of streamPages(db, query, rowsAtOnce)) {
    for (const row of rows) {
      if (row.closedAt === null) continue
      if (customerId !== null && row.customerId !== customerId) {
        yield { customerId, transactions }
        transactions = []
      }
      customerId = row.customerId
      if (Date.parse(row.closedAt) < closedFrom) continue
      const priced = plausibleAmount(amountIn(row, row.closedAt, options), options.currency)
      transactions.push({
        id: `${row.connection}/${row.dealId}`,
        connection: row.connection,
        dealId: row.dealId,
        closedAt: row.closedAt,
        ...priced,
        kind: dealKind(rules, {
          pipeline: row.pipeline ?? null,
          dealType: row.dealType ?? null,
          product: row.product ?? null,
        }),
      })
    }
  }
  if (customerId !== null) yield { customerId, transactions }
}

interface Pricing {
  readonly currency: string
  /** The workspace's IANA zone, which decides on which day a deal was won. */
  readonly timezone: string
  readonly rates: ExchangeRates
}

interface PricedDeal {
  readonly connection: string
  readonly amount: string | null
  /** Null: the workspace's. */
  readonly foreignCurrency: string | null
  /** The source's own conversion into the workspace's currency, of a deal in another. */
  readonly homeAmount: string | null
  readonly isRefund: true | null
}

type KnownAmount = Pick<Transaction, 'amount' | 'unknownBecause' | 'converted'>

const known = (amount: string): KnownAmount => ({ amount, unknownBecause: null, converted: null })
const unknown = (unknownBecause: string): KnownAmount => ({ amount: null, unknownBecause, converted: null })

function plausibleAmount(given: KnownAmount, currency: string): KnownAmount {
  if (given.amount === null || Math.abs(Number(given.amount)) < plausible.amountBelow) return given
  const shown = given.amount.length > 40 ? `${given.amount.slice(0, 40)}…` : given.amount
  return unknown(
    `its amount ${shown} ${currency} looks wrong, as any from ${plausible.amountBelow.toLocaleString('en')} on: correct it; until then its spend is unknown`,
  )
}

function amountIn(deal: PricedDeal, closedAt: string, pricing: Pricing): KnownAmount {
  const { currency, timezone, rates } = pricing
  const { amount, foreignCurrency, homeAmount } = deal
  const signed = (given: string): string => (deal.isRefund && !given.startsWith('-') ? `-${given}` : given)
  if (amount === null) {
    return unknown('it has no amount: enter one; until then it counts as a purchase of unknown spend')
  }
  if (foreignCurrency === null) return known(signed(amount))
  if (homeAmount !== null) return known(signed(homeAmount))
  const closedOn = formatLocalDay(localDay(closedAt, timezone))
  const by = rates.rateOn(foreignCurrency, closedOn, deal.connection)
  if (by !== null) {
    return {
      ...known(signed((Number(amount) * by.rate).toFixed(6))),
      converted: { amount: signed(amount), currency: foreignCurrency, by },
    }
  }
  return unknown(
    `there is no exchange rate from ${foreignCurrency} to ${currency} for ${closedOn}: add one to the file that "rates" names; until then its spend is unknown`,
  )
}
