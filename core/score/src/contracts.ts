import {
  addMonths,
  type BillingPeriod,
  type ContractBase,
  ContractPortfolio,
  contractBase,
  estimatedRenewalChance,
  evaluationDay,
  fitContracts,
  formatLocalDay,
  type LocalDay,
  localDay,
  type NoValueReason,
  type RetentionModels,
  type Subscription,
} from '@rapport/metrics'
import { seededRandom } from '@rapport/stats'
import type { ScoreSettings } from './settings.ts'
import type { Transaction } from './transactions.ts'

/** Renewals are often signed some weeks late; a longer time without a contract is an end. */
const renewalGapDays = 45
/** The same every time, so that a score that nothing changed stays as it is. */
const seed = 20_100_420
const draws = 400

/** What a customer's contracts are worth up to the horizon, and how they stand. */
export interface ContractScore {
  readonly status: 'current' | 'ended' | 'upcoming'
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  /** Why there is no value; null where there is one. */
  readonly reason: NoValueReason | null
  /** The chance to make the next renewal; null unless current. */
  readonly renewalChance: number | null
}

/**
 * Whether a won deal is a contract that had begun by the evaluation. One below 0 is money given back: it counts in the past
 * value, and ends no contract.
 */
export function isContract(
  deal: Transaction,
  { asOf, timezone }: Pick<ScoreSettings, 'asOf' | 'timezone'>,
): boolean {
  if (deal.kind.kind !== 'subscription' || Number(deal.amount ?? 0) < 0) return false
  return localDay(deal.closedAt, timezone) <= evaluationDay(asOf, timezone)
}

/** A won deal that is a contract, as subscription: it runs from its close date for its term. */
export function subscriptionOf(customerId: string, deal: Transaction, timezone: string): Subscription {
  if (deal.kind.kind !== 'subscription') throw new RangeError(`Deal ${deal.id} is no subscription.`)
  const { termMonths } = deal.kind
  const [period, months] = billingPeriod(termMonths)
  const start = localDay(deal.closedAt, timezone)
  return {
    customerId,
    start: formatLocalDay(start),
    end: formatLocalDay(lastDay(start, termMonths)),
    amount: deal.amount === null ? null : perPeriod(deal.amount, termMonths / months),
    period,
  }
}

/** A term is billed in the largest periods that it consists of. */
function billingPeriod(termMonths: number): readonly [BillingPeriod, number] {
  if (termMonths % 12 === 0) return ['year', 12]
  return termMonths % 3 === 0 ? ['quarter', 3] : ['month', 1]
}

const lastDay = (start: LocalDay, months: number): LocalDay => addMonths(start, months) - 1

const perPeriod = (amount: string, periods: number): string =>
  periods === 1 ? amount : (Number(amount) / periods).toFixed(6)

/** The contracts of some customers at the evaluation. */
export function contractsAt(subscriptions: readonly Subscription[], settings: ScoreSettings): ContractBase {
  return contractBase(subscriptions, {
    timeZone: settings.timezone,
    asOf: settings.asOf,
    gapTolerance: renewalGapDays,
  })
}

/** How customers renew, fitted to all contracts. */
export const fitRenewals = (base: ContractBase, settings: ScoreSettings): RetentionModels =>
  fitContracts(base, settings.value.prior)

/** The scores of customers with contracts, by customer id. */
export function contractScores(
  base: ContractBase,
  models: RetentionModels,
  settings: ScoreSettings,
): ReadonlyMap<string, ContractScore> {
  const { horizonMonths, discount, margin } = settings.value
  const portfolio = new ContractPortfolio(base, models, { horizonMonths, annualDiscount: discount, margin })
  const values = portfolio.valuesWithIntervals(seededRandom(seed), draws)
  return new Map(
    base.customers.map((customer, row) => {
      const { value = null, intervals = null, reason = null } = values[row] ?? {}
      const { tenure, status } = customer
      const model = tenure === null ? null : models[tenure.period]
      const chance = model === null || tenure === null ? null : estimatedRenewalChance(model)
      return [
        customer.customerId,
        {
          status,
          value,
          reason,
          low: intervals?.both[80].low ?? null,
          high: intervals?.both[80].high ?? null,
          renewalChance:
            status === 'current' && chance !== null && tenure !== null ? chance(tenure.renewals + 1) : null,
        },
      ]
    }),
  )
}
