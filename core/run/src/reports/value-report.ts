import {
  type ByLevel,
  type CandidateResult,
  type ChoiceReason,
  ContractPortfolio,
  type Interval,
} from '@rapport/metrics'
import { contractsAt, scoreSettings } from '@rapport/score'
import type { Workspace } from '../workspace.ts'
import { describeCustomers } from './describe-customers.ts'
import { type FittedInForce, modelInForce } from './model-in-force.ts'
import { hasInterval, portfolioInterval } from './portfolio-interval.ts'
import type { ScoresInForce } from './scores-in-force.ts'
import { highestRows, knownTotal, type ValueDecile, valueDeciles } from './value-distribution.ts'
import { type ReadingOptions, readValuedDeals } from './workspace-purchases.ts'

/** How many of the most valuable customers are told. */
const TOP = 10

/** What all customers are worth. Money in `currency`, at margin; null is unknown. */
export interface ValueReport {
  readonly asOf: string
  readonly currency: string
  /** The definition of the future value. */
  readonly policy: string
  readonly model: {
    readonly outcome: string
    /** Why `auto` chose as it did; null where the model was set. */
    readonly reason: ChoiceReason | null
    readonly candidates: readonly CandidateResult[]
    /** The day it was fitted as of. */
    readonly fittedAsOf: string | null
    readonly horizonMonths: number
    readonly discount: number
    readonly margin: number
  }
  readonly customers: number
  /** How many of them have a future value. */
  readonly valued: number
  readonly future: {
    readonly value: number | null
    /** Of all customers together, purchases and contracts in one; null where a part of the value has none. */
    readonly intervals: ByLevel<Interval> | null
    /** False where the interval takes the fitted parameters for true; null without one. */
    readonly allowsForParameters: boolean | null
  }
  readonly past: { readonly policy: 'historic@1'; readonly value: number | null }
  readonly deciles: readonly ValueDecile[]
  readonly top: readonly TopCustomer[]
}

/** One of the most valuable customers. */
export interface TopCustomer {
  readonly customerId: number
  readonly name: string | null
  readonly records: readonly string[]
  readonly clv: number | null
  readonly low: number | null
  readonly high: number | null
  readonly historicValue: number | null
  readonly why: string | null
}

/** What all customers of a workspace are worth, by the scores in force; null where the model behind them is not known. */
export async function valueReport(
  workspace: Workspace,
  scores: ScoresInForce,
  signal: AbortSignal,
): Promise<ValueReport | null> {
  const { asOf, policy } = scores
  const model = await modelInForce(workspace)
  if (model === null) return null
  const { fitted, fittedAsOf } = model
  const { horizonMonths, discount, margin } = fitted.settings
  return {
    asOf,
    currency: workspace.config.currency,
    policy,
    model: {
      outcome: fitted.outcome,
      reason: fitted.choice?.reason ?? null,
      candidates: fitted.choice?.candidates ?? [],
      fittedAsOf,
      horizonMonths,
      discount,
      margin,
    },
    customers: scores.ids.length,
    valued: scores.clv.reduce((known, clv) => (Number.isNaN(clv) ? known : known + 1), 0),
    future: {
      value: knownTotal(scores.clv),
      ...(await intervalOfAll(workspace, model, { asOf, signal })),
    },
    past: { policy: 'historic@1', value: knownTotal(scores.historicValue) },
    deciles: valueDeciles(scores.clv),
    top: await topCustomers(workspace, scores),
  }
}

const noInterval = { intervals: null, allowsForParameters: null } as const

async function intervalOfAll(
  workspace: Workspace,
  { fitted, renewals }: FittedInForce,
  options: ReadingOptions,
): Promise<Pick<ValueReport['future'], 'intervals' | 'allowsForParameters'>> {
  const mayHaveContracts = workspace.config.metrics.value.deals.some((rule) => rule.as === 'subscription')
  if (!hasInterval(fitted) && !mayHaveContracts) return noInterval
  const { columns, subscriptions } = await readValuedDeals(workspace, fitted.unit, options)
  if (subscriptions.length === 0) return portfolioInterval(fitted, columns, null) ?? noInterval
  const { horizonMonths, discount, margin } = fitted.settings
  const base = contractsAt(subscriptions, scoreSettings(workspace.config, options.asOf, new Date()))
  const settings = { horizonMonths, annualDiscount: discount, margin }
  return portfolioInterval(fitted, columns, new ContractPortfolio(base, renewals, settings)) ?? noInterval
}

async function topCustomers(workspace: Workspace, scores: ScoresInForce): Promise<TopCustomer[]> {
  const rows = highestRows(scores.clv, TOP)
  const idOf = (row: number): number => scores.ids[row] ?? Number.NaN
  const described = await describeCustomers(workspace, rows.map(idOf))
  return rows.map((row) => {
    const { name = null, records = [], why = null } = described.get(idOf(row)) ?? {}
    return {
      customerId: idOf(row),
      name,
      records,
      clv: known(scores.clv[row]),
      low: known(scores.low[row]),
      high: known(scores.high[row]),
      historicValue: known(scores.historicValue[row]),
      why,
    }
  })
}

const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value
