import type { Decimal } from '@rapport/model'
import { DecimalSum } from './decimal-sum.ts'
import { evaluationDay, instantMs, isCalendarDay, type LocalDay, localDay } from './local-day.ts'

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

interface DatedDeal extends WonDeal {
  readonly day: LocalDay
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const sameMoment = (left: DatedDeal, right: DatedDeal): number =>
  left.day - right.day ||
  compareText(left.closedAt, right.closedAt) ||
  compareText(left.amount ?? '', right.amount ?? '')

/** One deal for each id. Contradicting copies resolve to the latest, whichever came first. */
function withoutDuplicates(deals: readonly DatedDeal[]): DatedDeal[] {
  const byId = new Map<string, DatedDeal>()
  for (const deal of deals) {
    const known = byId.get(deal.id)
    if (known === undefined || sameMoment(deal, known) > 0) byId.set(deal.id, deal)
  }
  return [...byId.values()].sort((left, right) => left.day - right.day || compareText(left.id, right.id))
}

/** Deals up to the evaluation, with their local days. */
function datedDeals(deals: readonly WonDeal[], rules: OccasionRules, asOf: LocalDay): DatedDeal[] {
  const latest = isCalendarDay(rules.asOf) ? Infinity : instantMs(rules.asOf)
  const dated: DatedDeal[] = []
  for (const deal of deals) {
    let day: LocalDay
    try {
      day = localDay(deal.closedAt, rules.timeZone)
    } catch (cause) {
      throw new RangeError(`Deal ${deal.id} has no usable closing date: ${String(cause)}`, { cause })
    }
    const known = day <= asOf && (isCalendarDay(deal.closedAt) || instantMs(deal.closedAt) <= latest)
    if (known) dated.push({ ...deal, day })
  }
  return dated
}

function sumOf(deals: readonly DatedDeal[]): DecimalSum {
  const sum = new DecimalSum()
  for (const deal of deals) {
    if (deal.amount === null) continue
    try {
      sum.add(deal.amount)
    } catch (cause) {
      throw new RangeError(`The amount of deal ${deal.id} cannot be read: ${String(cause)}`, { cause })
    }
  }
  return sum
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

  const groups: DatedDeal[][] = []
  for (const deal of dated) {
    const group = groups.at(-1)
    const start = group?.[0]
    if (group !== undefined && start !== undefined && deal.day - start.day <= window) group.push(deal)
    else groups.push([deal])
  }

  const occasions: Occasion[] = []
  const setAside: Occasion[] = []
  for (const group of groups) {
    const net = sumOf(group)
    const unknown = group.some((deal) => deal.amount === null)
    const occasion: Occasion = {
      day: group[0]?.day ?? asOf,
      amount: unknown ? null : net.toString(),
      dealIds: group.map((deal) => deal.id),
    }
    if (!unknown && net.sign < 0) setAside.push(occasion)
    else occasions.push(occasion)
  }
  const unknownAmounts = dated.filter((deal) => deal.amount === null).length
  const nothingKnown = dated.length > 0 && unknownAmounts === dated.length
  return {
    asOf,
    occasions,
    setAside,
    historicValue: nothingKnown ? null : sumOf(dated).toString(),
    unknownAmounts,
  }
}
