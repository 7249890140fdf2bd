import { type IdentityExplanation, originalCounts } from '@rapport/identity'
import type { ConvertedDeal, Explanation, ValueParts } from './explain.ts'
import type { FamilyScore } from './explanation-families.ts'
import { modelLines } from './explanation-model.ts'
import { explainedMetric, explainedNames, moneyText, percentText } from './explanation-values.ts'
import type { FurtherFamily } from './number-families.ts'

type Explained = Omit<Explanation, 'lines' | 'behind'>

/** Why a customer has no score, and what to do. */
export function whyUnscored({ occasions }: Pick<Explanation, 'occasions'>): string {
  return occasions.length === 0
    ? 'No won deal counts, so nothing is known of the value: "npx rapport rejects" lists deals that are set aside.'
    : 'Not scored yet: run npx rapport sync.'
}

/** Who the customer is and every number of its scores, each with its name and its policy. */
export function scoreLines({ identity, record, score, beside, currency, occasions }: Explained): string[] {
  const lines = [`${identity.customer.name ?? record} (customer ${identity.customer.id})`]
  if (score === null && beside.length === 0) return [...lines, whyUnscored({ occasions })]
  if (score !== null) {
    lines.push(score.why ?? 'No reason is stored.', '', `As of ${score.asOf.slice(0, 10)}:`)
    lines.push(...numberLines(score, currency))
  }
  for (const family of beside) {
    lines.push('', `${families[family.family]}, as of ${family.asOf.slice(0, 10)}:`)
    if (family.why !== null) lines.push(`  ${family.why}`)
    lines.push(...numberLines(family, currency))
  }
  return lines
}

const families: Readonly<Record<FurtherFamily, string>> = {
  service: 'Service',
  experience: 'Surveys',
  health: 'Health',
  reputation: 'Reputation',
}

function numberLines(score: NonNullable<Explained['score']> | FamilyScore, currency: string): string[] {
  const metrics = explainedNames
    .filter((name) => Object.hasOwn(score.values, name))
    .flatMap((name) => explainedMetric(score, name, currency) ?? [])
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length))
  const labels = width(metrics.map(({ label }) => label))
  const texts = width(metrics.map(({ text }) => text))
  return metrics.map(
    ({ name, label, text, policy }) => `  ${label.padEnd(labels)}  ${text.padEnd(texts)}  ${name}, ${policy}`,
  )
}

/** What is behind the numbers: the multiplication, the inputs, the model, the purchases and the records. */
export function linesBehind(
  explained: Omit<Explained, 'beside'>,
  options: { readonly verbose: boolean },
): string[] {
  const { identity, score, model, occasions, parts, currency } = explained
  const lines: string[] = []
  if (parts !== null) lines.push(multiplication(parts, currency), '')
  if (score !== null) {
    const inputs = inputRows(score.explanation, currency)
    if (inputs.length > 0) lines.push('Made from:', ...inputs, ...remarks(score), '')
  }
  if (model !== null) lines.push(...modelLines(model, options.verbose), '')
  lines.push(`Purchases (${occasions.length}):`)
  for (const { day, amount, deals, setAside, kind, converted } of occasions) {
    const worth = amount === null ? 'amount unknown' : `${amount} ${currency}`
    lines.push(
      `  ${day}  ${worth.padStart(14)}  ${deals.map((deal) => withCopies(deal, identity)).join(', ')}${kind === 'repeat' ? '' : `  ${kind}`}${setAside ? '  set aside: below 0' : ''}`,
      ...converted.map((deal) => `${' '.repeat(30)}${conversionText(deal)}`),
    )
  }
  lines.push('', 'Records of this customer:')
  for (const { record, reason } of identity.members) lines.push(`  ${record}  ${reason}`)
  for (const { deal, party, reason, others } of identity.sharedDeals) {
    lines.push(`  ${deal} counts for ${party} (${reason}); also linked: ${others.join(', ')}`)
  }
  const counted = new Set(occasions.flatMap(({ deals }) => deals))
  lines.push(...copyLines(identity, counted))
  return lines
}

/** `100 USD at 0.8 since 2024-01-01, by the rates of salesforce`. */
function conversionText({ deal, amount, currency, rate, on, source }: ConvertedDeal): string {
  const [kind = '', ...name] = source.split(':')
  const by = kind === 'connection' ? `the rates of ${name.join(':')}` : name.join(':')
  const since = on === null ? '' : ` since ${on}`
  return `${deal}: ${amount} ${currency} at ${Number(rate.toPrecision(6))}${since}, by ${by}`
}

/** A deal with its copies in other systems: it counts once. */
function withCopies(deal: string, { copies }: IdentityExplanation): string {
  const also = copies.filter(({ countedAs }) => countedAs === deal).map((copy) => copy.deal)
  if (also.length === 0) return deal
  return `${deal} (also ${also.join(', ')}; counted once, from ${deal.slice(0, deal.indexOf('/'))})`
}

/** The copies that need more words: no purchase of the customer shows them, or it is not the original that counts. */
function copyLines({ copies, customer }: IdentityExplanation, counted: ReadonlySet<string>): string[] {
  return copies
    .filter(({ countedAs, reason }) => !counted.has(countedAs) || reason !== originalCounts)
    .map(({ deal, countedAs, reason, countsFor }) => {
      const whose =
        countsFor === customer.id ? '' : countsFor === null ? ', for nobody' : `, for customer ${countsFor}`
      return `  ${deal} is the same sale as ${countedAs}, which counts in its place${whose} (${reason})`
    })
}

/** How an input of the score is told: a label, and the number with its unit. */
type Input = readonly [
  label: string,
  text: (value: string | number, unit: string, currency: string) => string,
]

const spent = (value: string | number, _: string, currency: string): string =>
  moneyText(Number(value), currency)
const units = (value: string | number, unit: string): string =>
  `${Number(Number(value).toFixed(1))} ${unit}${Number(value) === 1 ? '' : 's'}`

const inputs: Readonly<Record<string, Input>> = {
  firstOrderAt: ['First order', String],
  age: ['Age', (value, unit) => `${units(value, unit)} since the first order`],
  recency: ['Recency', (value, unit) => `${units(value, unit)} from the first order to the last`],
  frequency: ['Repeat orders', (value) => `${value} after the first`],
  monetary: ['Mean of repeat orders', spent],
  expectedSpend: ['Expected spend an order', spent],
  simpleValue: ['Simple value (textbook figure)', spent],
  unknownAmounts: ['Orders of unknown amount', String],
  setAside: ['Purchases set aside', String],
  bands: ['RFM bands (5 is best)', (bands) => `${bands}`],
}

/** What the score rests on, in the words of the field; what is not known says so. */
function inputRows(explanation: Readonly<Record<string, unknown>>, currency: string): string[] {
  const unit = String(explanation.unit ?? '')
  return Object.entries(inputs).flatMap(([name, [label, text]]) => {
    const input = explanation[name]
    if (input === undefined) return []
    const known = typeof input === 'number' || typeof input === 'string'
    return [`  ${label.padEnd(31)} ${known ? text(input, unit, currency) : 'unknown'}`]
  })
}

/** Yes-or-no facts of a customer, in words; only those that hold. */
const facts: Readonly<Record<string, string>> = {
  isHighValue: 'In the top tenth by customer lifetime value.',
  isNew: 'New: the first purchase was less than 90 days before.',
  olderThanHistory:
    'Known to the source before its first won deal: earlier purchases are missing, so that the first one here is not the first.',
}

function remarks({ explanation, values }: NonNullable<Explained['score']>): string[] {
  const flags = Object.entries(facts).flatMap(([name, text]) =>
    explanation[name] === true ? [`  ${text}`] : [],
  )
  if (explanation.isAtRisk !== true) return flags
  const quiet = values.segment?.value === 'at_risk' || values.segment?.value === 'cant_lose'
  const why = quiet ? 'a segment of good customers who have gone quiet' : 'a health score under 4'
  return [`  At risk: ${why}.`, ...flags]
}

function multiplication(parts: ValueParts, currency: string): string {
  const contracts = parts.contracts === null ? '' : ` + ${moneyText(parts.contracts, currency)} of contracts`
  const clv = parts.discountedOrders * parts.spendPerOrder * parts.margin + (parts.contracts ?? 0)
  const later = `${parts.expectedOrders.toFixed(2)} expected, later ones less by ${percentText(parts.discount)} a year`
  return (
    `clv ${moneyText(clv, currency)} = ${parts.discountedOrders.toFixed(2)} orders (${later})` +
    ` × ${moneyText(parts.spendPerOrder, currency)} an order × ${percentText(parts.margin)} margin${contracts}`
  )
}
