import {
  localDay,
  type PurchaseColumns,
  PurchaseColumnsBuilder,
  purchaseHistory,
  type Subscription,
  summarize,
  TIME_UNITS,
  type TimeUnitName,
  type ValueColumns,
  ValueColumnsBuilder,
} from '@rapport/metrics'
import {
  customerTransactions,
  isContract,
  loadExchangeRates,
  occasionRules,
  scoreSettings,
  subscriptionOf,
} from '@rapport/score'
import type { Workspace } from '../workspace.ts'

/** Up to which local day (`YYYY-MM-DD`) is read, and what ends the reading. */
export interface ReadingOptions {
  readonly asOf: string
  readonly signal: AbortSignal
}

/** What the won deals of the workspace's customers are read by. */
function reading({ config, store }: Workspace, asOf: string) {
  const { currency, timezone, metrics } = config
  return {
    rules: occasionRules(scoreSettings(config, asOf, new Date())),
    transactions: async function* () {
      const rates = await loadExchangeRates(store.db, currency)
      const wanted = { currency, timezone, rates, rules: metrics.value.deals, customers: 'all' } as const
      yield* customerTransactions(store.db, wanted)
    },
  }
}

/** What every customer bought up to a day, in the workspace's currency; the id is the customer's number. */
export interface WorkspacePurchases {
  readonly purchases: PurchaseColumns
  /** Won deals that are contracts. */
  readonly subscriptions: readonly Subscription[]
}

/** Reads all won deals of the workspace up to a day. Contracts are purchases too, or stand apart from them. */
export async function readPurchases(
  workspace: Workspace,
  { asOf, signal, contracts }: ReadingOptions & { readonly contracts: 'among-purchases' | 'apart' },
): Promise<WorkspacePurchases> {
  const { rules, transactions } = reading(workspace, asOf)
  const { timezone } = workspace.config
  const builder = new PurchaseColumnsBuilder(localDay(asOf, timezone))
  const subscriptions: Subscription[] = []
  for await (const { customerId, transactions: deals } of transactions()) {
    signal.throwIfAborted()
    const id = String(customerId)
    for (const deal of deals) {
      if (isContract(deal, { asOf, timezone })) subscriptions.push(subscriptionOf(id, deal, timezone))
    }
    const bought = contracts === 'apart' ? deals.filter(({ kind }) => kind.kind !== 'subscription') : deals
    if (bought.length === 0) continue
    builder.nextCustomer(id)
    for (const { day, amount } of purchaseHistory(bought, rules).occasions) {
      builder.add(day, amount === null ? null : Number(amount))
    }
  }
  return { purchases: builder.finish(), subscriptions }
}

/** What the models of future value know of the customers. */
export interface ValuedDeals {
  /** Of purchases that may come again; customers without one have no order. */
  readonly columns: ValueColumns
  /** Deals that are contracts, of customers with an order up to the day, as the scores count them. */
  readonly subscriptions: readonly Subscription[]
}

/** The same customers as the value models see them: one-off sales and contracts say nothing of when the next purchase comes. */
export async function readValuedDeals(
  workspace: Workspace,
  unit: TimeUnitName,
  { asOf, signal }: ReadingOptions,
): Promise<ValuedDeals> {
  const { rules, transactions } = reading(workspace, asOf)
  const { timezone } = workspace.config
  const builder = new ValueColumnsBuilder(unit)
  const subscriptions: Subscription[] = []
  for await (const { customerId, transactions: deals } of transactions()) {
    signal.throwIfAborted()
    const id = String(customerId)
    const repeating = deals.filter(({ kind }) => kind.kind === 'repeat')
    builder.add(id, summarize(purchaseHistory(repeating, rules), TIME_UNITS[unit]))
    const contracts = deals.filter((deal) => isContract(deal, { asOf, timezone }))
    if (contracts.length === 0 || purchaseHistory(deals, rules).occasions.length === 0) continue
    for (const deal of contracts) subscriptions.push(subscriptionOf(id, deal, timezone))
  }
  return { columns: builder.finish(), subscriptions }
}
