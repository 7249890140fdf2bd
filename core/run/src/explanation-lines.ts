import { scoreValue } from '@rapport/model'
import type { Explanation, ValueParts } from './explain.ts'

type Explained = Omit<Explanation, 'lines' | 'behind'>

/** Who the customer is and every number of the score. */
export function scoreLines({ identity, record, score }: Explained): string[] {
  const lines = [`${identity.customer.name ?? record} (customer ${identity.customer.id})`]
  if (score === null) return [...lines, 'Not scored yet: run rapport sync.']
  lines.push(
    score.why ?? 'No reason is stored.',
    '',
    `As of ${score.asOf.slice(0, 10)}, policy ${score.policy}:`,
  )
  for (const [name, value] of Object.entries(score.values)) lines.push(`  ${name.padEnd(20)} ${shown(value)}`)
  return lines
}

/** What is behind the numbers: the multiplication, the inputs, the model, the purchases and the records. */
export function linesBehind(
  { identity, score, model, occasions, parts }: Explained,
  currency: string,
): string[] {
  const lines: string[] = []
  if (parts !== null) lines.push(multiplication(parts, currency), '')
  if (score !== null) {
    lines.push('Made from:')
    for (const [name, value] of Object.entries(score.explanation)) {
      lines.push(`  ${name.padEnd(20)} ${value ?? 'unknown'}`)
    }
    lines.push('')
  }
  if (model !== null) {
    const reason = model.reason === null ? '' : ` (${model.reason.replaceAll('-', ' ')})`
    lines.push(`Model: ${model.outcome}${reason}`)
    if (model.parameters !== null) lines.push(`  purchases  ${parameters(model.parameters)}`)
    if (model.spendParameters !== null) lines.push(`  spend      ${parameters(model.spendParameters)}`)
    lines.push('')
  }
  lines.push(`Purchases (${occasions.length}):`)
  for (const { day, amount, deals, setAside } of occasions) {
    const worth = amount === null ? 'amount unknown' : `${amount} ${currency}`
    lines.push(
      `  ${day}  ${worth.padStart(14)}  ${deals.join(', ')}${setAside ? '  set aside: below 0' : ''}`,
    )
  }
  lines.push('', 'Records of this customer:')
  for (const { record, reason } of identity.members) lines.push(`  ${record}  ${reason}`)
  for (const { deal, party, reason, others } of identity.sharedDeals) {
    lines.push(`  ${deal} counts for ${party} (${reason}); also linked: ${others.join(', ')}`)
  }
  return lines
}

function multiplication(parts: ValueParts, currency: string): string {
  const clv = parts.discountedOrders * parts.spendPerOrder * parts.margin
  const later = `${parts.expectedOrders.toFixed(2)} expected, later ones less by ${percent(parts.discount)} a year`
  return (
    `clv ${clv.toFixed(2)} ${currency} = ${parts.discountedOrders.toFixed(2)} orders (${later})` +
    ` × ${parts.spendPerOrder.toFixed(2)} ${currency} an order × ${percent(parts.margin)} margin`
  )
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}

function shown(value: unknown): string {
  const parsed = scoreValue.safeParse(value)
  if (!parsed.success) return String(value)
  const { value: number, low, high } = parsed.data
  const text = number === null ? 'not enough data' : String(number)
  return low == null || high == null || number === low || number === high
    ? text
    : `${text}  (80 %: ${low} to ${high})`
}

function parameters(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value.toPrecision(6)}`)
    .join(', ')
}
