import type { CurrencyCode } from '@rapport/model'
import type { ChoiceReason } from './choice.ts'
import type { ValueOutcome } from './fit-value.ts'
import type { ChangeReason, ValueChange } from './value-change.ts'

/** The numbers behind one customer's value; null is unknown. Money in the currency named. */
export interface ValueFacts {
  /** `sbg`: there are contracts and no purchases. */
  readonly outcome: ValueOutcome | 'sbg'
  /** Why the outcome is not the model although it could have been: see `Choice`. */
  readonly validated: ChoiceReason | 'not-compared'
  readonly clv: number | null
  readonly low: number | null
  readonly high: number | null
  readonly probabilityAlive: number | null
  readonly horizonMonths: number
  /** Gross margin that `clv`, `low` and `high` are at, in (0, 1]; 1: they are spend. */
  readonly margin: number
  readonly orders: number
  /** From the first to the last order, in days; null without an order. */
  readonly spanDays: number | null
  /** `YYYY-MM-DD`. */
  readonly lastOrderAt: string | null
  /** Deals whose amount is unknown. */
  readonly unknownAmounts: number
  /** Refunds that outweighed the deals they belong to. */
  readonly setAside: number
  /** The day the value is seen from, `YYYY-MM-DD`. */
  readonly asOf: string
  /** Won to date, net of refunds, at margin; null where unknown. */
  readonly pastValue: number | null
  /** Orders expected over the horizon, and the expected amount of one before margin; null where unknown. */
  readonly expectedOrders: number | null
  readonly expectedSpend: number | null
  /** How the customer's contracts stand, and the part of the value that they are; null without any. */
  readonly contract: ContractFacts | null
  /** What moved the value since it was last computed; null where nothing did, or there is no earlier value. */
  readonly change: ValueChange | null
}

/** How the contracts of a customer stand. */
export interface ContractFacts {
  readonly status: 'current' | 'ended' | 'upcoming'
  readonly value: number | null
  /** The chance to make the next renewal; null where it is not known. */
  readonly renewalChance: number | null
}

/** How numbers are said. */
export interface Voice {
  readonly currency: CurrencyCode
  /** BCP 47; decides how money is written, the sentences are English. Default `en-GB`. */
  readonly locale?: string
}

/** What a CRM text field takes. */
const LONGEST = 255

/** So many texts of amounts are kept, as formatting them is slow: most customers share theirs. */
const KEPT = 10_000

interface MoneyFormat {
  readonly format: Intl.NumberFormat
  /** Texts of amounts. */
  readonly texts: Map<number, string>
}

const moneyFormats = new Map<string, MoneyFormat>()

function moneyFormat({ currency, locale = 'en-GB' }: Voice, exact: boolean): MoneyFormat {
  const key = `${locale}/${currency}/${exact}`
  let known = moneyFormats.get(key)
  if (known === undefined) {
    const format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...(exact ? {} : { maximumFractionDigits: 0 }),
    })
    known = { format, texts: new Map() }
    moneyFormats.set(key, known)
  }
  return known
}

/** Whole units, as people say them; the currency's own decimals where a whole unit would be far from the number. */
function money(amount: number, voice: Voice): string {
  const exact = Math.abs(amount) < 10 && !Number.isInteger(amount)
  const { format, texts } = moneyFormat(voice, exact)
  // What rounds alike is told alike; below 0 `format` rounds a half the other way.
  const told = exact || amount < 0 ? amount : Math.round(amount)
  let text = texts.get(told)
  if (text === undefined) {
    text = format.format(told)
    if (texts.size < KEPT) texts.set(told, text)
  }
  return text
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

const dayTexts = new Map<string, string>()

/** "2 May 1998". All customers share the same few thousand days, and formatting a date is slow. */
function day(isoDate: string): string {
  let text = dayTexts.get(isoDate)
  if (text === undefined) {
    text = dayFormat.format(new Date(`${isoDate}T00:00:00Z`))
    dayTexts.set(isoDate, text)
  }
  return text
}

const countFormat = new Intl.NumberFormat('en-GB')

/** Below a thousand there is nothing to set apart, and formatting is slow. */
const countText = (count: number): string => (count < 1000 ? String(count) : countFormat.format(count))

const counted = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? '' : 's'}`

/** "about every 6 weeks". */
function rhythm(days: number): string {
  if (days < 1.5) return 'about daily'
  const [size, noun] =
    days < 14 ? [1, 'day'] : days < 61 ? [7, 'week'] : days < 730 ? [30.4375, 'month'] : [365.25, 'year']
  const count = Math.round(days / size)
  return count === 1 ? `about every ${noun}` : `about every ${count} ${noun}s`
}

function ordersSaid(facts: ValueFacts): string | null {
  if (facts.lastOrderAt === null) return null
  if (facts.orders === 1) return `one order, on ${day(facts.lastOrderAt)}`
  const often =
    facts.spanDays === null || facts.spanDays === 0 ? '' : `, ${rhythm(facts.spanDays / (facts.orders - 1))}`
  return `${counted(facts.orders, 'order')}${often}, last on ${day(facts.lastOrderAt)}`
}

function aliveSaid(probability: number | null): string | null {
  if (probability === null) return null
  const percent = Math.round(probability * 100)
  if (percent >= 100) return 'almost surely still a customer'
  return percent < 1 ? 'almost surely no longer a customer' : `${percent} % likely still a customer`
}

const months = (count: number): string => (count === 1 ? 'month' : `${count} months`)

/** What comes, and what has been; they are different things, so both are named. */
function headline(facts: ValueFacts, voice: Voice): string {
  // At a margin the number is what is left of the spend, and a rep who reads it out as spend says something false.
  const atMargin = facts.margin === 1 ? '' : ' in margin'
  const asOf = `as of ${day(facts.asOf)}`
  const known = facts.pastValue === null ? null : money(facts.pastValue, voice)
  if (facts.outcome === 'historic') {
    return known === null ? `No value known ${asOf}` : `Past value ${known}${atMargin} ${asOf}`
  }
  const past = known === null ? '' : `; past value ${known}`
  const when = `over the next ${months(facts.horizonMonths)} ${asOf}`
  const range =
    facts.low !== null && facts.high !== null
      ? `${money(facts.low, voice)}–${money(facts.high, voice)}`
      : null
  if (facts.clv !== null) {
    const between = range === null ? '' : ` (${range})`
    return `Future value about ${money(facts.clv, voice)}${atMargin} ${when}${between}${past}`
  }
  if (range !== null) return `Future value likely ${range}${atMargin} ${when}${past}`
  return `No estimate of future value ${when}${past}`
}

function changeReason(reason: ChangeReason, orders: number): string {
  switch (reason) {
    case 'new-orders':
      return orders === 1 ? 'a new order' : counted(orders, 'new order')
    case 'orders-taken-back':
      return orders === 1 ? 'an order was taken back' : `${counted(orders, 'order')} were taken back`
    case 'no-order-since':
      return 'no order since'
    case 'spend-per-order':
      return 'another amount per order'
    case 'order-rate':
      return 'another pace of orders'
    case 'model-fitted-anew':
      return 'the model was fitted anew'
    case 'another-policy':
      return 'another way to estimate'
  }
}

function changeSaid({ change }: ValueFacts, voice: Voice): string | null {
  if (change === null) return null
  const direction = change.difference > 0 ? 'Up' : 'Down'
  const moved = money(Math.abs(change.difference), voice)
  return `${direction} ${moved} since ${day(change.since)}: ${changeReason(change.reason, change.orders)}.`
}

function contractSaid({ contract, clv, outcome }: ValueFacts, voice: Voice): string | null {
  if (contract === null) return null
  if (contract.status === 'ended') return 'The contract has ended.'
  if (contract.status === 'upcoming') return 'The contract has not begun.'
  const renewal =
    contract.renewalChance === null ? '' : `${Math.round(contract.renewalChance * 100)} % likely to renew`
  if (contract.value === null || clv === null || outcome === 'sbg') {
    return renewal === '' ? null : `Under contract, ${renewal}.`
  }
  return `${money(contract.value, voice)} of it from contracts${renewal === '' ? '' : `, ${renewal}`}.`
}

/** The parts that the value is the product of. */
function partsSaid(facts: ValueFacts, voice: Voice): string | null {
  const { clv, expectedOrders, expectedSpend } = facts
  if (clv === null || facts.outcome === 'historic' || expectedOrders === null || expectedSpend === null) {
    return null
  }
  const orders = expectedOrders < 0.05 ? 'fewer than 0.1' : countText(Math.round(expectedOrders * 10) / 10)
  return `Expected: ${orders} orders of about ${money(expectedSpend, voice)}.`
}

/** Why the number is order value × order rate, not the model's. */
const simpleBecause: Readonly<Record<ValueFacts['validated'], string>> = {
  'beats-baselines': 'Simple estimate: order value times order rate.',
  'does-not-beat-baselines': 'Simple estimate: on past data the model did no better.',
  'no-simple-estimate': 'Simple estimate: order value times order rate.',
  'few-repeat-customers': 'Simple estimate: the data are thin.',
  'no-holdout': 'Simple estimate: too little history to test a model on.',
  'nothing-in-holdout': 'Simple estimate: nobody ordered in the last months, so no model could be tested.',
  'not-compared': 'Simple estimate: order value times order rate.',
}

/** Remarks by weight; the later ones go first where there is no room. */
function remarks(facts: ValueFacts, voice: Voice): string[] {
  const said: string[] = []
  const change = changeSaid(facts, voice)
  if (change !== null) said.push(change)
  if (facts.outcome === 'range') said.push('Only a range: fewer than 30 customers have ordered twice.')
  else if (facts.outcome === 'simple-horizon') {
    said.push(simpleBecause[facts.validated])
  }
  if (facts.unknownAmounts > 0) {
    said.push(`${counted(facts.unknownAmounts, 'deal')} without an amount not priced.`)
  }
  if (facts.setAside > 0) said.push(`${counted(facts.setAside, 'refund')} set aside.`)
  const contract = contractSaid(facts, voice)
  if (contract !== null) said.push(contract)
  const parts = partsSaid(facts, voice)
  if (parts !== null) said.push(parts)
  return said
}

/**
 * A few sentences, at most 255 characters, that a sales rep can say aloud: the future value and the day it is seen
 * from with the past value beside it, what it rests on, what moved it since last time, what it is made of. What there is no
 * room for is left out, the least important first.
 *
 * @example
 * explainValue(facts, { currency: 'USD' })
 * // "Future value about $182 in margin over the next 12 months as of 30 Jun 1998 ($0–$410); past value $1,520. 8 orders,
 * // about every 6 weeks, last on 2 May 1998; 97 % likely still a customer. Up $20 since 31 May 1998: a new order."
 */
export function explainValue(facts: ValueFacts, voice: Voice): string {
  const orders = ordersSaid(facts)
  if (orders === null) {
    const refunds = facts.setAside > 0 ? ` ${counted(facts.setAside, 'refund')} set aside.` : ''
    return `No orders yet, so no value can be estimated.${refunds}`
  }
  const alive = aliveSaid(facts.probabilityAlive)
  const unpriced = facts.clv === null && facts.low === null && facts.outcome !== 'historic'
  const history = `${orders.charAt(0).toUpperCase()}${orders.slice(1)}`
  const notes = remarks(facts, voice)
  if (unpriced && notes.length === 0) notes.push('Too little is known for a number.')
  let text = `${headline(facts, voice)}. ${history}${alive === null ? '' : `; ${alive}`}.`
  for (const note of notes) if (text.length + 1 + note.length <= LONGEST) text += ` ${note}`
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
}
