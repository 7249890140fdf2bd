import { carriedOn, observedChurn, plainFigures, retainedMonths } from './baselines.ts'
import { checkColumns, type ValueColumns } from './columns.ts'
import { distinctRows } from './distinct-rows.ts'
import type { Holdout } from './holdout.ts'
import { bgNbd } from './models/bg-nbd.ts'
import { mbgNbd } from './models/mbg-nbd.ts'
import type { PriorChoice, TimingModel } from './models/timing-model.ts'
import { TIME_UNITS } from './time-unit.ts'
import {
  type GiniDifference,
  giniDifference,
  type PredictionQuality,
  predictionQuality,
} from './validation.ts'

/** Under this many repeat customers no number is chosen, only a range. */
export const REPEAT_CUSTOMERS_NEEDED = 30

/** What takes part in the comparison. */
export type Candidate = 'mbg-nbd' | 'bg-nbd' | 'simple-horizon' | 'carried-on'

/** What a candidate is there for; a `reference` is shown and never chosen. */
export type CandidateRole = 'model' | 'baseline' | 'reference'

/** One line of the table that shows why. */
export interface CandidateResult extends PredictionQuality {
  readonly candidate: Candidate
  readonly role: CandidateRole
  /** Normalised Gini of the model less that of this candidate, with its standard error. */
  readonly modelAhead: GiniDifference | null
}

/** Why the choice fell as it did. */
export type ChoiceReason =
  | 'beats-baselines'
  | 'does-not-beat-baselines'
  | 'few-repeat-customers'
  | 'no-holdout'
  | 'nothing-in-holdout'

/** The outcome of `auto@1`, with the table behind it. */
export interface Choice {
  readonly policy: 'auto@1'
  /** `range`: the interval of the model, steadied by the weak prior, and no value. */
  readonly outcome: 'mbg-nbd' | 'simple-horizon' | 'range'
  readonly reason: ChoiceReason
  readonly repeatCustomers: number
  /** Empty where nothing could be compared. Predicted and actual orders in the held-back time. */
  readonly candidates: readonly CandidateResult[]
  /** The held-back time in time units, and the day before it; null where nothing was compared. */
  readonly holdout: { readonly horizon: number; readonly splitAt: string; readonly customers: number } | null
}

function predictedOrders(
  model: TimingModel,
  columns: ValueColumns,
  horizon: number,
  prior: PriorChoice,
): Float64Array {
  const { parameters } = model.fit(columns, prior)
  const { frequency, recency, age } = columns
  const distinct = distinctRows([frequency, age])
  const whileAlive = Float64Array.from(distinct.first, (row) =>
    model.expectedWhileAlive(parameters, frequency[row] ?? 0, age[row] ?? 0, horizon),
  )
  return frequency.map((x, row) => {
    const customer = { frequency: x, recency: recency[row] ?? 0, age: age[row] ?? 0 }
    return model.probabilityAlive(parameters, customer) * (whileAlive[distinct.of[row] ?? 0] ?? 0)
  })
}

/** Orders by `simple-horizon@1`; null where the churn is unknown. */
function simpleOrders(columns: ValueColumns, horizonMonths: number): Float64Array | null {
  const churn = observedChurn(columns)
  const monthly = churn.monthly
  if (monthly === null) return null
  const months = retainedMonths(monthly, 0, horizonMonths)
  return columns.orders.map((_, row) => (plainFigures(columns, row, churn).ordersPerMonth ?? 0) * months)
}

function compare(holdout: Holdout, prior: PriorChoice): CandidateResult[] {
  const { calibration, orders, horizon } = holdout
  const results: CandidateResult[] = []
  const model = predictedOrders(mbgNbd, calibration, horizon, prior)
  const judge = (candidate: Candidate, role: CandidateRole, predicted: Float64Array | null) => {
    if (predicted === null) return
    const modelAhead = giniDifference(model, predicted, orders)
    results.push({ candidate, role, modelAhead, ...predictionQuality(predicted, orders) })
  }
  judge('mbg-nbd', 'model', model)
  judge('bg-nbd', 'reference', predictedOrders(bgNbd, calibration, horizon, prior))
  judge(
    'carried-on',
    'baseline',
    calibration.frequency.map((x, row) => {
      const predicted = carriedOn(x, calibration.age[row] ?? 0, horizon)
      return Number.isNaN(predicted) ? 0 : predicted
    }),
  )
  judge(
    'simple-horizon',
    'baseline',
    simpleOrders(calibration, TIME_UNITS[calibration.unit].toMonths(horizon)),
  )
  return results
}

/** Two standard errors: what is further behind than this is not noise. */
const CLEARLY = 1.96

/** Nearer to the total, and not clearly worse at telling customers apart. */
function beats(model: CandidateResult, baseline: CandidateResult): boolean {
  const nearer = Math.abs(model.bias ?? Infinity) < Math.abs(baseline.bias ?? Infinity)
  const { modelAhead } = baseline
  return nearer && (modelAhead === null || modelAhead.difference >= -CLEARLY * modelAhead.standardError)
}

/**
 * `auto@1`: the model where, in a held-back time, it beats every baseline on the bias of the total and holds its own
 * on the normalised Gini (a baseline is ahead there only by more than two standard errors of the paired difference:
 * with 2,000 customers that noise is 0.02, several times what separates good rankings); else `simple-horizon@1`; under
 * 30 repeat customers a range. What was not validated is not chosen.
 */
export function chooseModel(
  columns: ValueColumns,
  holdout: Holdout | null,
  prior: PriorChoice = 'auto',
): Choice {
  checkColumns(columns)
  let repeatCustomers = 0
  for (const frequency of columns.frequency) if (frequency > 0) repeatCustomers += 1
  const conclude = (
    outcome: Choice['outcome'],
    reason: ChoiceReason,
    candidates: CandidateResult[] = [],
  ): Choice => ({
    policy: 'auto@1',
    outcome,
    reason,
    repeatCustomers,
    candidates,
    holdout:
      candidates.length === 0 || holdout === null
        ? null
        : { horizon: holdout.horizon, splitAt: holdout.splitAt, customers: holdout.orders.length },
  })
  if (repeatCustomers < REPEAT_CUSTOMERS_NEEDED) return conclude('range', 'few-repeat-customers')
  if (holdout === null) return conclude('simple-horizon', 'no-holdout')
  checkColumns(holdout.calibration)
  const observed = holdout.calibration.age.some((age) => age > 0)
  if (!observed || !holdout.orders.some((count) => count > 0)) {
    return conclude('simple-horizon', 'nothing-in-holdout')
  }
  const candidates = compare(holdout, prior)
  const model = candidates.find(({ role }) => role === 'model')
  const baselines = candidates.filter(({ role }) => role === 'baseline')
  const better = model !== undefined && baselines.every((baseline) => beats(model, baseline))
  return better
    ? conclude('mbg-nbd', 'beats-baselines', candidates)
    : conclude('simple-horizon', 'does-not-beat-baselines', candidates)
}
