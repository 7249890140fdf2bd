import type { CurrencyCode } from '@rapport/model'
import type { ChoiceReason } from './choice.ts'
import type { ValueOutcome } from './fit-value.ts'

/** The numbers behind one customer's value; null is unknown. Money in the currency named. */
export interface ValueFacts {
  readonly outcome: ValueOutcome
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
}

/** How numbers are said. */
export interface Voice {
  readonly currency: CurrencyCode
  /** BCP 47; decides how money is written, the sentences are English. Default `en-GB`. */
  readonly locale?: string
}

/** What a CRM text field takes. */
const LONGEST = 255

const moneyFormats = new Map<string, Intl.NumberFormat>()

/** Whole units, as people say them; the currency's own decimals where a whole unit would be far from the number. */
function money(amount: number, { currency, locale = 'en-GB' }: Voice): string {
  const exact = Math.abs(amount) < 10 && !Number.isInteger(amount)
  const key = `${locale}/${currency}/${exact}`
  let format = moneyFormats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...(exact ? {} : { maximumFractionDigits: 0 }),
    })
    moneyFormats.set(key, format)
  }
  return format.format(amount)
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

const counted = (count: number, noun: string): string =>
  `${countFormat.format(count)} ${noun}${count === 1 ? '' : 's'}`

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

function headline(facts: ValueFacts, voice: Voice): string {
  const range =
    facts.low !== null && facts.high !== null
      ? `${money(facts.low, voice)}–${money(facts.high, voice)}`
      : null
  // At a margin the number is what is left of the spend, and a rep who reads it out as spend says something false.
  const spend = facts.margin === 1
  const atMargin = spend ? '' : ' in margin'
  if (facts.outcome === 'historic') {
    return facts.clv === null
      ? 'No value known so far'
      : `Worth ${money(facts.clv, voice)}${atMargin} to date`
  }
  const period = `the next ${months(facts.horizonMonths)}`
  if (facts.clv !== null) {
    const about = `about ${money(facts.clv, voice)}`
    const said = spend ? `Expected to spend ${about}` : `Worth ${about}${atMargin}`
    return `${said} over ${period}${range === null ? '' : ` (${range})`}`
  }
  if (range !== null) return `Likely ${spend ? 'to spend' : 'worth'} ${range}${atMargin} over ${period}`
  return `No estimate for ${period}`
}

/** Why the number is order value × order rate, not the model's. */
const simpleBecause: Readonly<Record<ValueFacts['validated'], string>> = {
  'beats-baselines': 'Simple estimate: order value times order rate.',
  'does-not-beat-baselines': 'Simple estimate: on past data the model did no better.',
  'few-repeat-customers': 'Simple estimate: the data are thin.',
  'no-holdout': 'Simple estimate: too little history to test a model on.',
  'nothing-in-holdout': 'Simple estimate: nobody ordered in the last months, so no model could be tested.',
  'not-compared': 'Simple estimate: order value times order rate.',
}

/** Remarks by weight; the later ones go first where there is no room. */
function remarks(facts: ValueFacts): string[] {
  const said: string[] = []
  if (facts.outcome === 'range') said.push('Only a range: fewer than 30 customers have ordered twice.')
  else if (facts.outcome === 'simple-horizon') {
    said.push(simpleBecause[facts.validated])
  }
  if (facts.unknownAmounts > 0) {
    said.push(`${counted(facts.unknownAmounts, 'deal')} without an amount not priced.`)
  }
  if (facts.setAside > 0) said.push(`${counted(facts.setAside, 'refund')} set aside.`)
  return said
}

/**
 * One or two sentences, at most 255 characters, that a sales rep can say aloud. What the number means comes first,
 * what it rests on next; remarks are left out, the least important first, where there is no room.
 *
 * @example
 * explainValue(facts, { currency: 'USD' })
 * // "Worth about $182 in margin over the next 12 months ($0–$410): 8 orders, about every 6 weeks, last on
 * // 2 May 1998; 97 % likely still a customer."
 */
export function explainValue(facts: ValueFacts, voice: Voice): string {
  const orders = ordersSaid(facts)
  if (orders === null) {
    const refunds = facts.setAside > 0 ? ` ${counted(facts.setAside, 'refund')} set aside.` : ''
    return `No orders yet, so no value can be estimated.${refunds}`
  }
  const alive = aliveSaid(facts.probabilityAlive)
  const unpriced = facts.clv === null && facts.low === null && facts.outcome !== 'historic'
  const start = `${headline(facts, voice)}: ${orders}`
  const notes = remarks(facts)
  if (unpriced && notes.length === 0) notes.push('Too little is known for a number.')
  let text = alive === null ? `${start}.` : `${start}; ${alive}.`
  for (const note of notes) if (text.length + 1 + note.length <= LONGEST) text += ` ${note}`
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
}
