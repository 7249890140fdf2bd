import type { Decimal } from '@rapport/model'
import { DecimalSum } from './decimal-sum.ts'
import {
  evaluationDay,
  instantMs,
  isCalendarDay,
  type LocalDay,
  localDay,
  localDayOfInstant,
} from './local-day.ts'

/** A won deal, order or invoice of one customer, in the workspace's currency. */
export interface WonDeal {
  /** Unique among the customer's deals; the same id again is the same deal. */
  readonly id: string
  /** An ISO 8601 instant, or a day `YYYY-MM-DD` where the source knows no more. */
  readonly closedAt: string
  /** An exact decimal; negative for a refund or credit note; null where it is unknown. */
  readonly amount: Decimal | null
}

/** How deals become purchase occasions. */
export interface OccasionRules {
  /** The workspace's IANA time zone, which decides what "the same day" is. */
  readonly timeZone: string
  /** Deals after this day (`YYYY-MM-DD`) or instant are not looked at. */
  readonly asOf: string
  /**
   * Deals up to so many days after the first deal of an occasion belong to it. 0, the default, is the same local day;
   * businesses that split or amend orders take 7 or 30.
   */
  readonly occasionWindow?: number
}

/** One purchase: the deals of one customer that belong together. */
export interface Occasion {
  /** The day of its first deal. */
  readonly day: LocalDay
  /** Net of refunds, exact; null where the amount of one of its deals is unknown. 0 is a purchase without spend. */
  readonly amount: Decimal | null
  readonly dealIds: readonly string[]
}

/** What one customer bought up to a day. */
export interface PurchaseHistory {
  /** The last day that was looked at. */
  readonly asOf: LocalDay
  /** In order of time. */
  readonly occasions: readonly Occasion[]
  /** Occasions with a net amount below 0: no purchases, but part of the historic value. */
  readonly setAside: readonly Occasion[]
  /** The exact sum of all known amounts, refunds included; null where there are deals and no amount is known. */
  readonly historicValue: Decimal | null
  /** Deals whose amount is unknown. */
  readonly unknownAmounts: number
}

interface DatedDeal {
  readonly deal: WonDeal
  readonly day: LocalDay
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const sameMoment = (left: DatedDeal, right: DatedDeal): number =>
  left.day - right.day ||
  compareText(left.deal.closedAt, right.deal.closedAt) ||
  compareText(left.deal.amount ?? '', right.deal.amount ?? '')

const inOrder = (left: DatedDeal, right: DatedDeal): number =>
  left.day - right.day || compareText(left.deal.id, right.deal.id)

/** One deal for each id, in order of time. Contradicting copies resolve to the latest, whichever came first. */
function withoutDuplicates(deals: DatedDeal[]): DatedDeal[] {
  if (deals.length < 2) return deals
  const byId = new Map<string, DatedDeal>()
  for (const dated of deals) {
    const known = byId.get(dated.deal.id)
    if (known === undefined || sameMoment(dated, known) > 0) byId.set(dated.deal.id, dated)
  }
  return (byId.size === deals.length ? deals : [...byId.values()]).sort(inOrder)
}

/** Deals up to the evaluation, with their local days. */
function datedDeals(deals: readonly WonDeal[], rules: OccasionRules, asOf: LocalDay): DatedDeal[] {
  const latest = isCalendarDay(rules.asOf) ? Infinity : instantMs(rules.asOf)
  const dated: DatedDeal[] = []
  for (const deal of deals) {
    try {
      const moment = isCalendarDay(deal.closedAt) ? null : instantMs(deal.closedAt)
      const day =
        moment === null ? localDay(deal.closedAt, rules.timeZone) : localDayOfInstant(moment, rules.timeZone)
      if (day <= asOf && (moment === null || moment <= latest)) dated.push({ deal, day })
    } catch (cause) {
      throw new RangeError(`Deal ${deal.id} has no usable closing date: ${String(cause)}`, { cause })
    }
  }
  return dated
}

function addAmount(sum: DecimalSum, { id, amount }: WonDeal): void {
  if (amount === null) return
  try {
    sum.add(amount)
  } catch (cause) {
    throw new RangeError(`The amount of deal ${id} cannot be read: ${String(cause)}`, { cause })
  }
}

/**
 * The purchase occasions of one customer. The order of the deals, and duplicates of them, never change the result.
 * The window counts from the first deal of an occasion, so that monthly orders in a 30-day window do not merge into
 * one without end. Throws a RangeError that names the deal whose date or amount cannot be read.
 */
export function purchaseHistory(deals: readonly WonDeal[], rules: OccasionRules): PurchaseHistory {
  const window = rules.occasionWindow ?? 0
  if (!(window >= 0)) throw new RangeError(`The occasion window is ${window} days; it must be 0 or more.`)
  const asOf = evaluationDay(rules.asOf, rules.timeZone)
  const dated = withoutDuplicates(datedDeals(deals, rules, asOf))

  const occasions: Occasion[] = []
  const setAside: Occasion[] = []
  const total = new DecimalSum()
  let unknownAmounts = 0
  for (let place = 0; place < dated.length; ) {
    const day = dated[place]?.day ?? asOf
    const net = new DecimalSum()
    const dealIds: string[] = []
    let unknown = false
    for (; place < dated.length; place += 1) {
      const next = dated[place]
      if (next === undefined || next.day - day > window) break
      dealIds.push(next.deal.id)
      addAmount(net, next.deal)
      addAmount(total, next.deal)
      if (next.deal.amount !== null) continue
      unknown = true
      unknownAmounts += 1
    }
    const occasion: Occasion = { day, amount: unknown ? null : net.toString(), dealIds }
    if (!unknown && net.sign < 0) setAside.push(occasion)
    else occasions.push(occasion)
  }
  const nothingKnown = dated.length > 0 && unknownAmounts === dated.length
  return { asOf, occasions, setAside, historicValue: nothingKnown ? null : total.toString(), unknownAmounts }
}

/**
 * The history as it was at an earlier day, from the history up to a later one: what `purchaseHistory` gives for that day, without
 * dating and adding up the deals again. Null where it cannot tell: an occasion of several days, a deal counted out (it came later,
 * or is a copy of another), or an unknown amount hides what was known then.
 */
export function earlierHistory(
  deals: readonly WonDeal[],
  history: PurchaseHistory,
  rules: OccasionRules,
  day: LocalDay,
): PurchaseHistory | null {
  if ((rules.occasionWindow ?? 0) !== 0 || history.unknownAmounts > 0) return null
  const total = new DecimalSum()
  let counted = 0
  const upToDay = (all: readonly Occasion[]): readonly Occasion[] =>
    all.filter((occasion) => {
      counted += occasion.dealIds.length
      const known = occasion.day <= day
      if (known && occasion.amount !== null) total.add(occasion.amount)
      return known
    })
  const occasions = upToDay(history.occasions)
  const setAside = upToDay(history.setAside)
  if (counted !== deals.length) return null
  return { asOf: day, occasions, setAside, historicValue: total.toString(), unknownAmounts: 0 }
}
