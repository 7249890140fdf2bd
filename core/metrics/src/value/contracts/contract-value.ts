import { CompensatedSum, type Random, sortedQuantile } from '@rapport/stats'
import { type ByLevel, byLevel, endShares } from '../uncertainty/levels.ts'
import { BILLING_PERIODS, type BillingPeriod } from './billing-period.ts'
import { type ContractSettings, type PaymentPlan, paymentPlanner } from './payment-plan.ts'
import {
  drawnRenewalChances,
  estimatedRenewalChance,
  type RenewalChance,
  type RetentionModels,
  renewalSurvival,
  type SimpleRetentionReason,
} from './retention-model.ts'
import type { BookingConvention } from './simple-retention.ts'
import type { ContractBase, ContractCustomer } from './subscriptions.ts'

export type { ContractSettings } from './payment-plan.ts'

/** Both ends of an interval, in money. */
export interface ValueInterval {
  readonly low: number
  readonly high: number
}

/** How far a customer's value is uncertain, by the source of it. */
export interface ContractIntervals {
  /** Of the expected value, from the uncertainty of the fitted parameters alone. */
  readonly parameters: ByLevel<ValueInterval>
  /** Of what the customer will pay, at the fitted parameters: whether it renews. */
  readonly customer: ByLevel<ValueInterval>
  /** Of what the customer will pay, from both. */
  readonly both: ByLevel<ValueInterval>
}

/**
 * Why a customer has no value.
 *
 * - `ended`: all subscriptions have ended; it adds nothing to a total, and null says that there is no contract to value.
 * - `upcoming`: the first subscription has not started.
 * - `amount-unknown`: a subscription in force has no known amount.
 * - `no-renewal-seen`: nobody in this billing period came to a renewal yet.
 */
export type NoValueReason = 'ended' | 'upcoming' | 'amount-unknown' | 'no-renewal-seen'

/** `sbg@1`: the contractual value of one customer. */
export interface ContractValue {
  readonly policy: 'sbg@1'
  readonly customerId: string
  /** The model of its billing period; null without a value. */
  readonly method: 'sbg' | 'simple-retention' | null
  /**
   * Why one constant retention rate stands in for sBG, or at which of its limits the data are while the weak prior holds
   * it; null where sBG is what the data say.
   */
  readonly methodReason: SimpleRetentionReason | null
  /** The period that is running is paid: only payments at renewals count, each on its day. */
  readonly convention: BookingConvention
  /** Margin on the expected payments within the horizon, discounted to the evaluation; null for a reason. */
  readonly value: number | null
  readonly reason: NoValueReason | null
  /** Expected payments within the horizon, and how many they are at most; null without a value. */
  readonly expectedPayments: number | null
  readonly mostPayments: number | null
  readonly intervals: ContractIntervals | null
}

/** Customers with the same billing period, renewals made and payments to come: they renew with the same chances. */
interface Alike {
  readonly period: BillingPeriod
  readonly renewalsMade: number
  readonly count: number
  readonly annuity: readonly number[]
  /** P(at least j payments), j = 1 … count, at the estimated parameters. */
  readonly survival: Float64Array
  /** What one payment of each customer is worth (see `PaymentPlan`). */
  readonly units: number[]
}

/** A customer with a value: what one payment is worth, and those alike. */
interface Valued {
  readonly unit: number
  readonly alike: Alike
}

/** Σ over payments of the chance that it is made times its discounted worth. */
function expectedAnnuity(survival: Float64Array, annuity: readonly number[]): number {
  let sum = 0
  for (let j = 0; j < survival.length; j += 1) {
    sum += (survival[j] ?? 0) * ((annuity[j + 1] ?? 0) - (annuity[j] ?? 0))
  }
  return sum
}

/** The smallest number of payments that is not exceeded with at least this chance. */
function paymentsAt(survival: Float64Array, share: number): number {
  let payments = 0
  while (payments < survival.length && 1 - (survival[payments] ?? 0) < share) payments += 1
  return payments
}

function noValueReason(
  { status, monthlyRevenue }: ContractCustomer,
  chance: RenewalChance | null,
): NoValueReason | null {
  if (status !== 'current') return status
  if (monthlyRevenue === null) return 'amount-unknown'
  return chance === null ? 'no-renewal-seen' : null
}

/** Something of each billing period's model. */
function forEachPeriod<T>(models: RetentionModels, make: (model: RetentionModels[BillingPeriod]) => T) {
  const [month, quarter, year] = BILLING_PERIODS.map((period) => make(models[period]))
  return { month, quarter, year }
}

/**
 * The contractual value of the customers of a base at one set of models and settings. Values need no randomness; intervals
 * and totals draw from the `Random` that is given.
 */
export class ContractPortfolio {
  readonly #base: ContractBase
  readonly #models: RetentionModels
  readonly #valued: readonly (Valued | null)[]
  readonly #reasons: readonly (NoValueReason | null)[]
  readonly #groups: readonly Alike[]

  /** Throws a RangeError for settings that cannot be. */
  constructor(base: ContractBase, models: RetentionModels, settings: ContractSettings) {
    this.#base = base
    this.#models = models
    const chances = forEachPeriod(models, (model) => (model === null ? null : estimatedRenewalChance(model)))
    const chanceOf = ({ tenure }: ContractCustomer) =>
      tenure === null ? null : (chances[tenure.period] ?? null)
    const planOf = paymentPlanner(base.asOf, settings)
    const groups = new Map<string, Alike>()
    this.#reasons = base.customers.map((customer) => noValueReason(customer, chanceOf(customer)))
    this.#valued = base.customers.map((customer) => {
      const chance = chanceOf(customer)
      const plan = planOf(customer)
      if (chance === null || plan === null) return null
      const alike = groupOf(groups, plan, chance)
      alike.units.push(plan.unit)
      return { unit: plan.unit, alike }
    })
    this.#groups = [...groups.values()]
  }

  /** The customers' values, in the order of the base; `intervals` are null. */
  values(): ContractValue[] {
    return this.#base.customers.map(({ customerId }, row) => this.#value(customerId, row, null))
  }

  /**
   * The customers' values with 50, 80 and 95 % intervals, from so many draws of the parameters. A customer's payments are
   * whole, so that the ends of what it may pay lie on one payment more or less.
   */
  valuesWithIntervals(random: Random, draws = 1000): ContractValue[] {
    const chances = this.#drawChances(random, draws)
    const spread = new Map(
      this.#groups.map((alike) => [alike, spreadOf(alike, chances[alike.period] ?? [])] as const),
    )
    return this.#base.customers.map(({ customerId }, row) => {
      const valued = this.#valued[row] ?? null
      const shared = valued === null ? undefined : spread.get(valued.alike)
      return this.#value(
        customerId,
        row,
        valued === null || shared === undefined ? null : intervalsOf(valued, shared),
      )
    })
  }

  /** The sum of all values; customers without one add nothing. */
  total(): number {
    const sum = new CompensatedSum()
    for (const { value } of this.values()) if (value !== null) sum.add(value)
    return sum.value
  }

  /**
   * What all customers together may pay within the horizon, drawn so many times: each draw takes parameters from what is
   * known of them, the same for all customers of a billing period, and lets every customer renew or not. Draws of the
   * customers without contracts can be added one by one, for one interval of both. Customers without a value add nothing.
   */
  totalDraws(random: Random, draws: number): Float64Array {
    const chances = this.#drawChances(random, draws)
    return Float64Array.from({ length: draws }, (_, draw) => {
      let total = 0
      for (const { period, renewalsMade, count, annuity, units } of this.#groups) {
        const chance = chances[period]?.[draw]
        if (chance === undefined) continue
        const survival = renewalSurvival(chance, renewalsMade, count)
        for (const unit of units) total += unit * (annuity[paymentsAt(survival, random())] ?? 0)
      }
      return total
    })
  }

  #drawChances(random: Random, draws: number) {
    return forEachPeriod(this.#models, (model) => {
      const draw = model === null ? null : drawnRenewalChances(model)
      return draw === null ? [] : Array.from({ length: draws }, () => draw(random))
    })
  }

  #value(customerId: string, row: number, intervals: ContractIntervals | null): ContractValue {
    const valued = this.#valued[row] ?? null
    const common = { policy: 'sbg@1', customerId, convention: 'first-payment-excluded' } as const
    if (valued === null) {
      return {
        ...common,
        method: null,
        methodReason: null,
        value: null,
        reason: this.#reasons[row] ?? null,
        expectedPayments: null,
        mostPayments: null,
        intervals: null,
      }
    }
    const { unit, alike } = valued
    const model = this.#models[alike.period]
    return {
      ...common,
      method: model?.method ?? null,
      methodReason: model === null ? null : model.method === 'sbg' ? model.fit.limit : model.reason,
      value: unit * expectedAnnuity(alike.survival, alike.annuity),
      reason: null,
      expectedPayments: alike.survival.reduce((sum, share) => sum + share, 0),
      mostPayments: alike.count,
      intervals,
    }
  }
}

/** The group of a plan, made where it is the first of its kind. */
function groupOf(groups: Map<string, Alike>, plan: PaymentPlan, chance: RenewalChance): Alike {
  const { period, renewalsMade, count, annuity } = plan
  const key = `${period} ${renewalsMade} ${count}`
  const known = groups.get(key)
  if (known !== undefined) return known
  const survival = renewalSurvival(chance, renewalsMade, count)
  const alike = { period, renewalsMade, count, annuity, survival, units: [] }
  groups.set(key, alike)
  return alike
}

/** What draws of the parameters do to customers alike. */
interface ParameterSpread {
  /** P(at least j payments) on average over the draws. */
  readonly averaged: Float64Array
  /** The expected annuity of each draw, ascending. */
  readonly expectations: Float64Array
}

function spreadOf(
  { renewalsMade, count, annuity }: Alike,
  chances: readonly RenewalChance[],
): ParameterSpread {
  const averaged = new Float64Array(count)
  const expectations = Float64Array.from(chances, (chance) => {
    const survival = renewalSurvival(chance, renewalsMade, count)
    survival.forEach((share, j) => {
      averaged[j] = (averaged[j] ?? 0) + share / chances.length
    })
    return expectedAnnuity(survival, annuity)
  }).sort()
  return { averaged, expectations }
}

function intervalsOf(
  { unit, alike }: Valued,
  { averaged, expectations }: ParameterSpread,
): ContractIntervals {
  const value = expectedAnnuity(alike.survival, alike.annuity)
  // Payments are whole: with one that is nearly sure both ends may lie on it, above the value that allows for its loss.
  const interval = (at: (share: number) => number) =>
    byLevel((level) => {
      const { low, high } = endShares(level)
      return { low: unit * Math.min(at(low), value), high: unit * Math.max(at(high), value) }
    })
  return {
    parameters: interval((share) => sortedQuantile(expectations, share) ?? Number.NaN),
    customer: interval((share) => alike.annuity[paymentsAt(alike.survival, share)] ?? 0),
    both: interval((share) => alike.annuity[paymentsAt(averaged, share)] ?? 0),
  }
}
