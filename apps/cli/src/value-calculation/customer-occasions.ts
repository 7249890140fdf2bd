import type { CustomerOccasions } from '@rapport/metrics'
import { seededRandom } from '@rapport/stats'
import { NOT_UNITS } from '../calculation/amount-cell.ts'
import { powerOfTen, unknownAmong } from '../calculation/transaction-blocks.ts'
import type { FileCustomers } from './customers-by-id.ts'

/** More customers than this tell no more about how well a model predicts. */
export const MOST_CUSTOMERS = 50_000

/** The same customers are drawn in every run. */
const SEED = 19_970_101

/** The purchase occasions of all customers; where there are more than `most`, of about so many drawn at random. */
export function customerOccasions(
  customers: FileCustomers,
  occasionWindow: number,
  most = MOST_CUSTOMERS,
): CustomerOccasions[] {
  const { ids } = customers.columns
  const share = most / ids.length
  const random = seededRandom(SEED)
  const drawn: CustomerOccasions[] = []
  for (let row = 0; row < ids.length; row += 1) {
    if (share < 1 && random() >= share) continue
    const { days, amounts } = occasionsOf(customers, row, occasionWindow)
    if (days.length > 0) drawn.push({ id: ids[row] ?? '', days, amounts })
  }
  return drawn
}

/** The purchase occasions of a customer up to the end of the observation; unknown amounts are NaN. */
export interface Occasions {
  readonly days: readonly number[]
  readonly amounts: readonly number[]
}

/**
 * The occasions of the customer in a row of the columns. Days within the window of an occasion's first are one; an
 * occasion whose amounts are all known and come to less than 0 is none.
 */
export function occasionsOf(
  { purchases, places, asOf }: FileCustomers,
  row: number,
  occasionWindow: number,
): Occasions {
  const { starts, days: allDays, amounts: allAmounts, decimals } = purchases
  const scale = decimals === NOT_UNITS ? 1 : powerOfTen(decimals)
  const unknown = unknownAmong(allAmounts)
  const customer = places?.[row] ?? row
  const end = starts[customer + 1] ?? 0
  const days: number[] = []
  const amounts: number[] = []
  let at = starts[customer] ?? 0
  while (at < end && (allDays[at] ?? Infinity) <= asOf) {
    const began = allDays[at] ?? 0
    const until = Math.min(asOf, began + occasionWindow)
    let net = 0
    let isKnown = true
    for (; at < end && (allDays[at] ?? Infinity) <= until; at += 1) {
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
