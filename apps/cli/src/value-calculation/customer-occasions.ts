import type { CustomerOccasions } from '@rapport/metrics'
import { NOT_UNITS } from '../calculation/amount-cell.ts'
import type { PurchaseDays } from '../calculation/purchase-days.ts'
import type { Transactions } from '../calculation/read-transactions.ts'
import { powerOfTen, unknownAmong } from '../calculation/transaction-blocks.ts'

/** More customers than this tell no more about how well a model predicts. */
export const MOST_CUSTOMERS = 50_000

/** The purchase occasions of all customers, or of every second, third, … where they are more than `most`. */
export function customerOccasions(
  { columns, purchases, asOf }: Pick<Transactions, 'columns' | 'purchases' | 'asOf'>,
  occasionWindow: number,
  most = MOST_CUSTOMERS,
): CustomerOccasions[] {
  const every = Math.max(1, Math.ceil(purchases.customers / most))
  const customers: CustomerOccasions[] = []
  for (let customer = 0; customer < purchases.customers; customer += every) {
    const occasions = occasionsOf(purchases, customer, asOf, occasionWindow)
    if (occasions.days.length > 0) customers.push({ id: columns.ids[customer] ?? '', ...occasions })
  }
  return customers
}

/** Days within the window of an occasion's first are one; an occasion whose known amounts are below 0 is none. */
function occasionsOf(purchases: PurchaseDays, customer: number, asOf: number, occasionWindow: number) {
  const { starts, days: allDays, amounts: allAmounts, decimals } = purchases
  const scale = decimals === NOT_UNITS ? 1 : powerOfTen(decimals)
  const unknown = unknownAmong(allAmounts)
  const end = starts[customer + 1] ?? 0
  const days: number[] = []
  const amounts: number[] = []
  let at = starts[customer] ?? 0
  while (at < end && (allDays[at] ?? Infinity) <= asOf) {
    const began = allDays[at] ?? 0
    let net = 0
    let isKnown = true
    for (; at < end && (allDays[at] ?? 0) <= Math.min(asOf, began + occasionWindow); at += 1) {
      const amount = allAmounts[at] ?? 0
      if (amount === unknown) isKnown = false
      else net += amount
    }
    if (isKnown && net < 0) continue
    days.push(began)
    amounts.push(isKnown ? net / scale : Number.NaN)
  }
  return { days, amounts }
}
