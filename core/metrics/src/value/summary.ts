import type { Decimal } from '@rapport/model'
import { DecimalSum } from './decimal-sum.ts'
import { formatLocalDay } from './local-day.ts'
import type { Occasion, PurchaseHistory } from './occasions.ts'
import type { TimeUnit } from './time-unit.ts'

/** What the value models need to know of one customer. Times are in the time unit. */
export interface PurchaseSummary {
  /** Repeat orders: all occasions but the first; null without an order. */
  readonly frequency: number | null
  /** Time from the first to the last order; null without an order. */
  readonly recency: number | null
  /** Time from the first order to the evaluation; null without an order. */
  readonly age: number | null
  /** Mean of the repeat occasions with a known amount above 0; null where there is none. */
  readonly monetary: number | null
  /** How many occasions `monetary` is over. */
  readonly spendOccasions: number
  /** Exact sum of the known won amounts, net of refunds; null where there are deals and no amount is known. */
  readonly historicValue: Decimal | null
  /** All purchase occasions, the first included. */
  readonly orders: number
  /** Mean of all occasions with a known amount above 0, the first included; null where there is none. */
  readonly averageOrderValue: number | null
  /** How many occasions `averageOrderValue` is over. */
  readonly pricedOrders: number
  /** `YYYY-MM-DD`, local; null without an order. */
  readonly firstOrderAt: string | null
  readonly lastOrderAt: string | null
}

/** The exact mean of the known amounts above 0, and how many they are. */
class MeanAmount {
  readonly #sum = new DecimalSum()
  count = 0

  add({ amount }: Occasion): void {
    if (amount === null || Number(amount) <= 0) return
    this.#sum.add(amount)
    this.count += 1
  }

  get mean(): number | null {
    return this.count === 0 ? null : this.#sum.toNumber() / this.count
  }
}

/**
 * Frequency, recency, age and spend of one customer (the field's x, t_x, T and monetary value). The first occasion is
 * left out of `monetary`, because what is predicted is repeat spend.
 */
export function summarize(history: PurchaseHistory, unit: TimeUnit): PurchaseSummary {
  const { occasions, historicValue } = history
  const first = occasions[0]
  const last = occasions.at(-1)
  const amounts = new MeanAmount()
  for (let order = 1; order < occasions.length; order += 1) {
    const repeat = occasions[order]
    if (repeat !== undefined) amounts.add(repeat)
  }
  const [monetary, spendOccasions] = [amounts.mean, amounts.count]
  // The sum is exact, so that the first order may come last.
  if (first !== undefined) amounts.add(first)
  return {
    frequency: first === undefined ? null : occasions.length - 1,
    recency: first === undefined || last === undefined ? null : unit.fromDays(last.day - first.day),
    age: first === undefined ? null : unit.fromDays(history.asOf - first.day),
    monetary,
    spendOccasions,
    historicValue,
    orders: occasions.length,
    averageOrderValue: amounts.mean,
    pricedOrders: amounts.count,
    firstOrderAt: first === undefined ? null : formatLocalDay(first.day),
    lastOrderAt: last === undefined ? null : formatLocalDay(last.day),
  }
}
