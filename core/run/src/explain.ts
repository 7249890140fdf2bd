import { explainIdentity, findCustomer, type IdentityExplanation } from '@rapport/identity'
import {
  type CandidateResult,
  type ChoiceReason,
  type FittedValueModel,
  formatLocalDay,
  isAtRisk,
  localDay,
  type PurchaseHistory,
  purchaseHistory,
  RFM_SEGMENTS,
} from '@rapport/metrics'
import { formatReference, type RecordReference } from '@rapport/model'
import {
  currentModel,
  customerTransactions,
  endOfDay,
  loadExchangeRates,
  occasionRules,
  type Transaction,
} from '@rapport/score'
import { ofFamily } from '@rapport/store'
import { z } from 'zod'
import { evaluationDate } from './as-of.ts'
import { type FamilyScore, familyScores } from './explanation-families.ts'
import { linesBehind, scoreLines } from './explanation-lines.ts'
import { type ExplainedValue, explainedValues } from './explanation-values.ts'
import type { Workspace } from './workspace.ts'

/** Where a customer's numbers come from, down to the deals. */
export interface Explanation {
  readonly record: string
  /** The currency of every amount. */
  readonly currency: string
  readonly identity: IdentityExplanation
  readonly score: {
    /** The policy of the predicted value. Every number names its own. */
    readonly policy: string
    readonly asOf: string
    /** Orders that the numbers rest on. */
    readonly n: number
    readonly values: Readonly<Record<string, ExplainedValue>>
    readonly why: string | null
    readonly explanation: Readonly<Record<string, unknown>>
  } | null
  /** Service, surveys and health: what is known of them. */
  readonly beside: readonly FamilyScore[]
  readonly model: {
    readonly outcome: string
    /** Why `auto` chose as it did; null where the model was set. */
    readonly reason: ChoiceReason | null
    readonly parameters: Readonly<Record<string, number>> | null
    readonly spendParameters: Readonly<Record<string, number>> | null
    readonly candidates: readonly CandidateResult[]
  } | null
  readonly occasions: readonly {
    readonly day: string
    readonly amount: string | null
    readonly deals: readonly string[]
    readonly setAside: boolean
    /** What kind of sale it is: see `metrics.value.deals`. */
    readonly kind: Transaction['kind']['kind']
    /** Those of its deals that a stored exchange rate brought into the workspace's currency. */
    readonly converted: readonly ConvertedDeal[]
  }[]
  /** The multiplication behind a predicted value; null where no model of purchases made it. */
  readonly parts: ValueParts | null
  /** The same for people to read: every number, then what is behind them. */
  readonly lines: readonly string[]
  /** Only what is behind the numbers. */
  readonly behind: readonly string[]
}

/** What a deal was in its own currency, and the rate by which it counts. */
export interface ConvertedDeal {
  readonly deal: string
  readonly amount: string
  readonly currency: string
  /** What one unit of that currency is worth in the workspace's. */
  readonly rate: number
  /** The day from which the rate holds; null: it has none. */
  readonly on: string | null
  /** Who gave the rate: `file:` or `connection:`, and its name. */
  readonly source: string
}

/** `clv = discountedOrders × spendPerOrder × margin`, and what contracts add. */
export interface ValueParts {
  /** Orders expected up to the horizon. */
  readonly expectedOrders: number
  /** The same, later ones counting less. */
  readonly discountedOrders: number
  readonly spendPerOrder: number
  readonly margin: number
  /** Discount for a year, 0.1 = 10 %. */
  readonly discount: number
  /** The part of the value that is contracts; null without any. */
  readonly contracts: number | null
}

/**
 * Explains the customer behind a contact, company or deal; null where Rapport knows none. `verbose` adds the parameters of
 * the model to the lines.
 */
export async function explain(
  workspace: Workspace,
  reference: RecordReference,
  { verbose = false }: { readonly verbose?: boolean } = {},
): Promise<Explanation | null> {
  const { db } = workspace.store
  const customerId = await findCustomer(db, reference)
  const identity = await explainIdentity(db, reference)
  if (customerId === null || identity === null) return null
  const { timezone, currency, metrics } = workspace.config
  const now = new Date()
  const inForce = endOfDay(evaluationDate(workspace.config, now.getTime()), timezone)
  const stored = await db
    .selectFrom('score')
    .selectAll()
    .where('customer_id', '=', customerId)
    .where('as_of', '<=', new Date(inForce))
    .where(ofFamily('value'))
    .orderBy('as_of', 'desc')
    .limit(1)
    .executeTakeFirst()
  const beside = await familyScores(db, customerId, new Date(inForce))
  const fitted = await currentModel(db)
  const transactions = await transactionsOf(workspace, customerId)
  const asOf = (stored?.as_of ?? now).toISOString()
  const history = purchaseHistory(
    transactions,
    occasionRules({
      // The whole day, as it was scored: the stored moment is its last second.
      asOf: formatLocalDay(localDay(asOf, timezone)),
      timezone,
      currency,
      value: metrics.value,
      now,
    }),
  )
  const score = stored === undefined ? null : scoreOf(stored, asOf, beside)
  const model =
    fitted === null
      ? null
      : {
          outcome: fitted.outcome,
          reason: fitted.choice?.reason ?? null,
          parameters: fitted.timing === null ? null : { ...fitted.timing.parameters },
          spendParameters: fitted.spend === null ? null : { ...fitted.spend.parameters },
          candidates: fitted.choice?.candidates ?? [],
        }
  const occasions = occasionsOf(history, transactions)
  const parts = fitted === null || score === null ? null : partsOf(fitted, score)
  const record = formatReference(reference)
  const explanation = { record, currency, identity, score, beside, model, occasions, parts }
  const behind = linesBehind(explanation, { verbose })
  return { ...explanation, lines: [...scoreLines(explanation), '', ...behind], behind }
}

function scoreOf(
  stored: {
    readonly policy: string
    readonly n: number
    readonly values: Readonly<Record<string, unknown>>
    readonly why: string | null
    readonly explanation: Readonly<Record<string, unknown>>
  },
  asOf: string,
  beside: readonly FamilyScore[],
): NonNullable<Explanation['score']> {
  const { policy, n, why, explanation } = stored
  const values = explainedValues(stored.values, policyOfValue(policy, explanation))
  return { policy, asOf, n, values, why, explanation: withFlag(explanation, values, beside) }
}

/** Health is scored after the value, which keeps the flag by the segment alone: with health both are looked at. */
function withFlag(
  explanation: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, ExplainedValue>>,
  beside: readonly FamilyScore[],
): Readonly<Record<string, unknown>> {
  const health = beside.find(({ family }) => family === 'health')?.values.health_score?.value
  if (typeof health !== 'number') return explanation
  const segment = RFM_SEGMENTS.find((name) => name === values.segment?.value) ?? null
  return { ...explanation, isAtRisk: isAtRisk(segment, health) }
}

/** The contracts of a customer, as the score keeps them. */
const contractValue = z.object({ value: z.number().nullable() })

/** Contracts have a policy of their own; the score is stored under that of the purchases. */
const policyOfValue = (policy: string, explanation: Readonly<Record<string, unknown>>): string =>
  typeof explanation.valuePolicy === 'string' ? explanation.valuePolicy : policy

function partsOf(fitted: FittedValueModel, score: NonNullable<Explanation['score']>): ValueParts | null {
  const { margin, discount } = fitted.settings
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
  const clv = number(score.values.clv?.value)
  const expectedOrders = number(score.values.expected_orders?.value)
  const spendPerOrder = number(score.explanation.expectedSpend)
  if (fitted.timing === null || clv === null || expectedOrders === null || !spendPerOrder) return null
  const contracts = contractValue.safeParse(score.explanation.contract).data?.value ?? null
  const discountedOrders = (clv - (contracts ?? 0)) / (spendPerOrder * margin)
  return { expectedOrders, discountedOrders, spendPerOrder, margin, discount, contracts }
}

async function transactionsOf(workspace: Workspace, customerId: number): Promise<readonly Transaction[]> {
  const { db } = workspace.store
  const { currency, timezone, metrics } = workspace.config
  const rates = await loadExchangeRates(db, currency)
  for await (const { transactions } of customerTransactions(db, {
    currency,
    timezone,
    rates,
    customers: customerId,
    rules: metrics.value.deals,
  }))
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
      kind: byId.get(dealIds[0] ?? '')?.kind.kind ?? 'repeat',
      converted: dealIds.flatMap((id) => {
        const converted = byId.get(id)?.converted ?? null
        if (converted === null) return []
        const { amount, currency, by } = converted
        return [{ deal: name(id), amount, currency, ...by }]
      }),
    }))
}
