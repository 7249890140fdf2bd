import {
  type CustomerPurchases,
  GrowingColumn,
  type PurchaseHistory,
  purchaseHistory,
  summarize,
  TIME_UNITS,
  type TimeUnitName,
  type ValueColumns,
  ValueColumnsBuilder,
} from '@rapport/metrics'
import { customerTransactions, loadExchangeRates, occasionRules, scoreSettings } from '@rapport/score'
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

/** Purchases in some bytes each, to go through again and again. */
class PurchaseColumnsOfCustomers implements Iterable<CustomerPurchases> {
  readonly #ids = new GrowingColumn()
  readonly #ends = new GrowingColumn()
  readonly #days = new GrowingColumn()
  readonly #amounts = new GrowingColumn()
  #purchases = 0

  add(customerId: number, { occasions }: PurchaseHistory): void {
    for (const { day, amount } of occasions) {
      this.#days.push(day)
      this.#amounts.push(amount === null ? null : Number(amount))
    }
    this.#purchases += occasions.length
    this.#ids.push(customerId)
    this.#ends.push(this.#purchases)
  }

  *[Symbol.iterator](): Generator<CustomerPurchases> {
    const [ids, ends] = [this.#ids.finish(), this.#ends.finish()]
    const [days, amounts] = [this.#days.finish(), this.#amounts.finish()]
    let start = 0
    for (let row = 0; row < ids.length; row += 1) {
      const end = ends[row] ?? start
      yield {
        id: String(ids[row]),
        days: Array.from(days.subarray(start, end)),
        amounts: Array.from(amounts.subarray(start, end), (amount) => (Number.isNaN(amount) ? null : amount)),
      }
      start = end
    }
  }
}

/** What every customer bought up to a day, in the workspace's currency; the id is the customer's number. */
export async function readPurchases(
  workspace: Workspace,
  { asOf, signal }: ReadingOptions,
): Promise<Iterable<CustomerPurchases>> {
  const { rules, transactions } = reading(workspace, asOf)
  const purchases = new PurchaseColumnsOfCustomers()
  for await (const { customerId, transactions: deals } of transactions()) {
    signal.throwIfAborted()
    const history = purchaseHistory(deals, rules)
    if (history.occasions.length > 0) purchases.add(customerId, history)
  }
  return purchases
}

/** What a value model knows of the customers. */
export interface RepeatPurchases {
  /** Of purchases that may come again; customers without one have no order. */
  readonly columns: ValueColumns
  /** Whether there are deals that are contracts, which no purchase model knows of. */
  readonly hasContracts: boolean
}

/** The same customers as a value model sees them: one-off sales and contracts say nothing of when the next purchase comes. */
export async function readRepeatPurchases(
  workspace: Workspace,
  unit: TimeUnitName,
  { asOf, signal }: ReadingOptions,
): Promise<RepeatPurchases> {
  const { rules, transactions } = reading(workspace, asOf)
  const builder = new ValueColumnsBuilder(unit)
  let hasContracts = false
  for await (const { customerId, transactions: deals } of transactions()) {
    signal.throwIfAborted()
    hasContracts ||= deals.some(({ kind }) => kind.kind === 'subscription')
    const repeating = deals.filter(({ kind }) => kind.kind === 'repeat')
    builder.add(String(customerId), summarize(purchaseHistory(repeating, rules), TIME_UNITS[unit]))
  }
  return { columns: builder.finish(), hasContracts }
}
