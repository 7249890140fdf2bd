/** The parts of one customer's value at a moment; null is unknown. */
export interface ValueParts {
  /** `YYYY-MM-DD`. */
  readonly asOf: string
  readonly policy: string
  /** When the model behind it was fitted, `YYYY-MM-DD`; null without one. */
  readonly fittedAsOf: string | null
  readonly clv: number | null
  readonly orders: number
  readonly probabilityAlive: number | null
  /** Orders expected over the horizon. */
  readonly expectedOrders: number | null
  /** Expected amount of one order. */
  readonly expectedSpend: number | null
}

/** What moved a value most. */
export type ChangeReason =
  | 'new-orders'
  | 'orders-taken-back'
  | 'no-order-since'
  | 'spend-per-order'
  | 'order-rate'
  | 'model-fitted-anew'
  | 'another-policy'

/** How a customer's value moved since it was last computed. */
export interface ValueChange {
  readonly since: string
  /** The value then and the difference to it, in money. */
  readonly before: number
  readonly difference: number
  readonly reason: ChangeReason
  /** With `new-orders` and `orders-taken-back`: how many. */
  readonly orders: number
}

/** Moves below this share are no news. */
const NEGLIGIBLE_SHARE = 0.01

/** |ln(now ÷ before)|; 0 where it cannot be told. */
function logMove(before: number | null, now: number | null): number {
  if (before === null || now === null || before <= 0 || now <= 0) return 0
  return Math.abs(Math.log(now / before))
}

function reasonOf(before: ValueParts, now: ValueParts): ChangeReason {
  if (before.policy !== now.policy) return 'another-policy'
  if (now.orders > before.orders) return 'new-orders'
  if (now.orders < before.orders) return 'orders-taken-back'
  const rate = (parts: ValueParts) =>
    parts.expectedOrders === null || parts.probabilityAlive === null || parts.probabilityAlive === 0
      ? parts.expectedOrders
      : parts.expectedOrders / parts.probabilityAlive
  // The parts multiply, so that their logarithms add up to that of the value.
  const moves = [
    ['no-order-since', logMove(before.probabilityAlive, now.probabilityAlive)],
    ['spend-per-order', logMove(before.expectedSpend, now.expectedSpend)],
    ['order-rate', logMove(rate(before), rate(now))],
  ] as const
  const [largest] = [...moves].sort((left, right) => right[1] - left[1])
  const refitted = before.fittedAsOf !== now.fittedAsOf
  if (largest === undefined || largest[1] === 0) return refitted ? 'model-fitted-anew' : 'order-rate'
  // Without an order the chance that a customer still is one can only fall, unless the model is another one.
  const rose = (now.probabilityAlive ?? 0) > (before.probabilityAlive ?? 0)
  return largest[0] === 'no-order-since' && rose ? 'model-fitted-anew' : largest[0]
}

/**
 * What moved a value between two moments: the orders themselves first, else the part of the value (chance to be a
 * customer, order rate, spend per order) that moved most on the log scale. Null where either value is unknown or it
 * moved by less than 1 %.
 */
export function valueChange(before: ValueParts, now: ValueParts): ValueChange | null {
  if (before.clv === null || now.clv === null) return null
  const difference = now.clv - before.clv
  const scale = Math.max(Math.abs(before.clv), Math.abs(now.clv))
  if (scale === 0 || Math.abs(difference) < NEGLIGIBLE_SHARE * scale) return null
  return {
    since: before.asOf,
    before: before.clv,
    difference,
    reason: reasonOf(before, now),
    orders: Math.abs(now.orders - before.orders),
  }
}
