import { explainIdentity, findCustomer, type IdentityExplanation } from '@rapport/identity'
import {
  type FittedValueModel,
  formatLocalDay,
  localDay,
  type PurchaseHistory,
  purchaseHistory,
} from '@rapport/metrics'
import { formatReference, type RecordReference } from '@rapport/model'
import {
  currentModel,
  customerTransactions,
  loadExchangeRates,
  occasionRules,
  type Transaction,
} from '@rapport/score'
import { linesBehind, scoreLines } from './explanation-lines.ts'
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
  /** The multiplication behind a predicted value; null where no model of purchases made it. */
  readonly parts: ValueParts | null
  /** The same for people to read: every number, then what is behind them. */
  readonly lines: readonly string[]
  /** Only what is behind the numbers. */
  readonly behind: readonly string[]
}

/** `clv = discountedOrders × spendPerOrder × margin`. */
export interface ValueParts {
  /** Orders expected up to the horizon. */
  readonly expectedOrders: number
  /** The same, later ones counting less. */
  readonly discountedOrders: number
  readonly spendPerOrder: number
  readonly margin: number
  /** Discount for a year, 0.1 = 10 %. */
  readonly discount: number
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
  const parts = fitted === null || score === null ? null : partsOf(fitted, score)
  const explanation = { record: formatReference(reference), identity, score, model, occasions, parts }
  const behind = linesBehind(explanation, currency)
  return { ...explanation, lines: [...scoreLines(explanation), '', ...behind], behind }
}

function partsOf(fitted: FittedValueModel, score: NonNullable<Explanation['score']>): ValueParts | null {
  const { margin, discount } = fitted.settings
  const number = (value: unknown): number | null => {
    const found = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
    return typeof found === 'number' ? found : null
  }
  const [clv, expectedOrders] = [number(score.values.clv), number(score.values.expected_orders)]
  const spendPerOrder = number(score.explanation.expectedSpend)
  if (fitted.timing === null || clv === null || expectedOrders === null || !spendPerOrder) return null
  return { expectedOrders, discountedOrders: clv / (spendPerOrder * margin), spendPerOrder, margin, discount }
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
