import type { CustomerPurchases } from '@rapport/metrics'
import type { Transactions } from '../calculation/read-transactions.ts'
import { customerOccasions } from '../value-calculation/customer-occasions.ts'

/** Few, so that they are garbage before a collection would have to move them. */
const CUSTOMERS_AT_ONCE = 1_000

/** The purchases of a file's customers, made anew each time they are gone through; an unknown amount is null. */
export function filePurchases(
  { columns, purchases, asOf }: Pick<Transactions, 'columns' | 'purchases' | 'asOf'>,
  occasionWindow: number,
): Iterable<CustomerPurchases> {
  return {
    *[Symbol.iterator]() {
      for (let from = 0; from < purchases.customers; from += CUSTOMERS_AT_ONCE) {
        const to = Math.min(purchases.customers, from + CUSTOMERS_AT_ONCE)
        const part = {
          asOf,
          columns: { ...columns, ids: columns.ids.slice(from, to) },
          purchases: { ...purchases, customers: to - from, starts: purchases.starts.subarray(from, to + 1) },
        }
        for (const { id, days, amounts } of customerOccasions(part, occasionWindow, Infinity)) {
          yield { id, days: Array.from(days), amounts: Array.from(amounts ?? days, knownAmount) }
        }
      }
    },
  }
}

const knownAmount = (amount: number): number | null => (Number.isNaN(amount) ? null : amount)
