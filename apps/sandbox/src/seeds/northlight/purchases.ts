import { cdnowPurchases } from '../cdnow-purchases.ts'

const DAY = 86_400_000

/**
 * 28 years: the weekdays are the same again, and so are the days between any two purchases. The reviews of `reviews-small` end on the
 * day on which the purchases end then.
 */
export const LATER_MS = 10_227 * DAY

/** The last moment of the shop: 30 June 2026. */
export const END = Date.UTC(2026, 6, 1) - 1

/** What one customer bought, the first purchase first. */
export interface Buyer {
  readonly customer: number
  readonly at: readonly number[]
}

/** The customers of the CDNOW sample, whose purchases are 28 years later. */
export function northlightBuyers(): Buyer[] {
  const buyers = new Map<number, number[]>()
  for (const { customer, at } of cdnowPurchases('sample')) {
    const known = buyers.get(customer)
    if (known === undefined) buyers.set(customer, [at + LATER_MS])
    else known.push(at + LATER_MS)
  }
  return [...buyers].map(([customer, at]) => ({ customer, at: at.toSorted((a, b) => a - b) }))
}

/** By how long nobody has bought who will not come back. */
const LOST_MS = 60 * DAY

/** Whether a customer never bought again after a moment, and had the time to. */
export function leftAfter({ at }: Buyer, moment: number): boolean {
  return moment < END - LOST_MS && !at.some((purchase) => purchase > moment)
}
