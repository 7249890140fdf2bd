import { explainIdentity, findCustomer, type IdentityExplanation } from '@rapport/identity'
import { formatLocalDay, localDay, type PurchaseHistory, purchaseHistory } from '@rapport/metrics'
import { formatReference, type RecordReference } from '@rapport/model'
import {
  currentModel,
  customerTransactions,
  loadExchangeRates,
  occasionRules,
  type Transaction,
} from '@rapport/score'
import type { Workspace } from './workspace.ts'

/** Where a customer's numbers come from, down to the deals. */
export interface Explanation {
  readonly record: string
  readonly identity: IdentityExplanation
  readonly score: {
    readonly policy: string
    readonly asOf: string
    readonly n: number
    readonly values: Readonly<Record<string, unknown>>
    readonly why: string | null
    readonly explanation: Readonly<Record<string, unknown>>
  } | null
  readonly model: {
    readonly outcome: string
    readonly reason: string | null
    readonly parameters: Readonly<Record<string, number>> | null
    readonly spendParameters: Readonly<Record<string, number>> | null
    readonly candidates: readonly Readonly<Record<string, unknown>>[]
  } | null
  readonly occasions: readonly {
    readonly day: string
    readonly amount: string | null
    readonly deals: readonly string[]
    readonly setAside: boolean
  }[]
  /** The same for people to read. */
  readonly lines: readonly string[]
}

/** Explains the customer behind a contact, company or deal; null where Rapport knows none. */
export async function explain(workspace: Workspace, reference: RecordReference): Promise<Explanation | null> {
  const { db } = workspace.store
  const customerId = await findCustomer(db, reference)
  const identity = await explainIdentity(db, reference)
  if (customerId === null || identity === null) return null
  const stored = await db
    .selectFrom('score')
    .selectAll()
    .where('customer_id', '=', customerId)
    .orderBy('as_of', 'desc')
    .limit(1)
    .executeTakeFirst()
  const fitted = await currentModel(db)
  const transactions = await transactionsOf(workspace, customerId)
  const asOf = (stored?.as_of ?? new Date()).toISOString()
  const { timezone, currency, metrics } = workspace.config
  const history = purchaseHistory(
    transactions,
    occasionRules({
      // The whole day, as it was scored: the stored moment is its last second.
      asOf: formatLocalDay(localDay(asOf, timezone)),
      timezone,
      currency,
      value: metrics.value,
      now: new Date(),
    }),
  )
  const score =
    stored === undefined
      ? null
      : {
          policy: stored.policy,
          asOf,
          n: stored.n,
          values: stored.values,
          why: stored.why,
          explanation: stored.explanation,
        }
  const model =
    fitted === null
      ? null
      : {
          outcome: fitted.outcome,
          reason: fitted.choice?.reason ?? null,
          parameters: fitted.timing === null ? null : { ...fitted.timing.parameters },
          spendParameters: fitted.spend === null ? null : { ...fitted.spend.parameters },
          candidates: (fitted.choice?.candidates ?? []).map((candidate) => ({ ...candidate })),
        }
  const occasions = occasionsOf(history, transactions)
  const explanation = { record: formatReference(reference), identity, score, model, occasions }
  return { ...explanation, lines: toLines(explanation, currency) }
}

async function transactionsOf(workspace: Workspace, customerId: number): Promise<readonly Transaction[]> {
  const { db } = workspace.store
  const { currency } = workspace.config
  const rates = await loadExchangeRates(db, currency)
  for await (const { transactions } of customerTransactions(db, { currency, rates, customers: customerId }))
    return transactions
  return []
}

function occasionsOf(
  history: PurchaseHistory,
  transactions: readonly Transaction[],
): Explanation['occasions'] {
  const byId = new Map(transactions.map((transaction) => [transaction.id, transaction]))
  const name = (id: string): string => {
    const deal = byId.get(id)
    return deal === undefined
      ? id
      : formatReference({ connection: deal.connection, entity: 'deal', id: deal.dealId })
  }
  return [
    ...history.occasions.map((occasion) => ({ ...occasion, setAside: false })),
    ...history.setAside.map((occasion) => ({ ...occasion, setAside: true })),
  ]
    .sort((left, right) => left.day - right.day)
    .map(({ day, amount, dealIds, setAside }) => ({
      day: formatLocalDay(day),
      amount,
      deals: dealIds.map(name),
      setAside,
    }))
}

function toLines(explanation: Omit<Explanation, 'lines'>, currency: string): string[] {
  const { identity, score, model, occasions } = explanation
  const lines = [`${identity.customer.name ?? explanation.record} (customer ${identity.customer.id})`]
  if (score === null) lines.push('Not scored yet: run rapport sync.')
  else {
    lines.push(
      score.why ?? 'No reason is stored.',
      '',
      `As of ${score.asOf.slice(0, 10)}, policy ${score.policy}:`,
    )
    for (const [name, value] of Object.entries(score.values))
      lines.push(`  ${name.padEnd(20)} ${shown(value)}`)
    lines.push('', 'Made from:')
    for (const [name, value] of Object.entries(score.explanation))
      lines.push(`  ${name.padEnd(20)} ${value ?? 'unknown'}`)
  }
  if (model !== null) {
    lines.push(
      '',
      `Model: ${model.outcome}${model.reason === null ? '' : ` (${model.reason.replaceAll('-', ' ')})`}`,
    )
    if (model.parameters !== null) lines.push(`  purchases  ${parameters(model.parameters)}`)
    if (model.spendParameters !== null) lines.push(`  spend      ${parameters(model.spendParameters)}`)
  }
  lines.push('', `Purchases (${occasions.length}):`)
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

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('value' in value)) return String(value)
  const { value: number, low, high } = value as { value: unknown; low?: number | null; high?: number | null }
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
