import { type Churn, observedChurn } from './baselines.ts'
import { type Choice, chooseModel } from './choice.ts'
import { checkColumns, pickRows, rowsWithOrders, type ValueColumns } from './columns.ts'
import type { Holdout } from './holdout.ts'
import { bgBb } from './models/bg-bb.ts'
import { bgNbd } from './models/bg-nbd.ts'
import { fitGammaGamma, type SpendFit } from './models/gamma-gamma.ts'
import { mbgNbd } from './models/mbg-nbd.ts'
import { paretoNbd } from './models/pareto-nbd.ts'
import type { PriorChoice, TimingFit, TimingModel } from './models/timing-model.ts'
import { TIME_UNITS, type TimeUnitName } from './time-unit.ts'

/** How value is to be predicted. */
export interface ValueSettings {
  /**
   * `auto` validates and chooses; `simple` is the fallback with a horizon, `historic` what was won so far. BG/BB takes
   * summaries of opportunities, all of them whole numbers.
   */
  readonly model: 'auto' | ValueModelId | 'simple' | 'historic'
  readonly horizonMonths: number
  /** Discount for a year, 0.1 for 10 %. */
  readonly discount: number
  /** Gross margin as a share of revenue. */
  readonly margin: number
  readonly prior?: PriorChoice
}

/** What is usual where nothing is set. */
export const DEFAULT_VALUE_SETTINGS = {
  model: 'auto',
  horizonMonths: 12,
  discount: 0.1,
  margin: 1,
  prior: 'auto',
} as const satisfies ValueSettings

/** The models that value can be predicted with. */
export type ValueModelId = 'mbg-nbd' | 'pareto-nbd' | 'bg-nbd' | 'bg-bb'

/** The models of purchase times by their names. */
export const TIMING_MODELS: Readonly<Record<ValueModelId, TimingModel>> = {
  'mbg-nbd': mbgNbd,
  'pareto-nbd': paretoNbd,
  'bg-nbd': bgNbd,
  'bg-bb': bgBb,
}

/** Which amounts the spend model rests on: repeat orders, or all orders where too few customers repeat. */
export type SpendBasis = 'repeat-orders' | 'all-orders'

/** Fewer customers with repeat spend than this, and the first orders' amounts are taken too. */
const REPEAT_SPENDERS_NEEDED = 30

/** What the predicted value is made with. `range` gives an interval and no value; `none` neither. */
export type ValueOutcome = ValueModelId | 'simple-horizon' | 'historic' | 'range' | 'none'

/** Why no model of purchase times could be fitted although one was to be. */
export type UnfittedReason = 'no-orders' | 'no-history'

/** A fitted value model: plain data that survives JSON, to predict any customers with later. */
export interface FittedValueModel {
  readonly policy: 'btyd@1' | 'simple-horizon@1' | 'historic@1'
  readonly outcome: ValueOutcome
  readonly unfitted: UnfittedReason | null
  readonly settings: Required<ValueSettings>
  readonly unit: TimeUnitName
  /** Continuous discount rate per time unit. */
  readonly delta: number
  readonly timing: ({ readonly model: ValueModelId } & TimingFit) | null
  /** Null where no amount is known. */
  readonly spend: ({ readonly basis: SpendBasis } & SpendFit) | null
  readonly churn: Churn
  /** The comparison behind `auto`; null where the model was set. */
  readonly choice: Choice | null
}

function checkSettings(settings: Required<ValueSettings>): void {
  const { horizonMonths, margin } = settings
  if (!(horizonMonths > 0 && horizonMonths < Infinity)) {
    throw new RangeError(`The horizon is ${horizonMonths} months; it must be above 0.`)
  }
  if (!(margin > 0 && margin < Infinity)) {
    throw new RangeError(`The margin is ${margin}; it must be above 0, such as 0.3 for 30 % of revenue.`)
  }
}

/** The orders and the mean of a basis. */
export function spendOf(
  columns: ValueColumns,
  basis: SpendBasis,
): { orders: Float64Array; mean: Float64Array } {
  return basis === 'repeat-orders'
    ? { orders: columns.spendOccasions, mean: columns.monetary }
    : { orders: columns.pricedOrders, mean: columns.averageOrderValue }
}

function fitSpend(columns: ValueColumns, prior: PriorChoice): FittedValueModel['spend'] {
  const withAmounts = (basis: SpendBasis) => {
    const { orders, mean } = spendOf(columns, basis)
    const known: number[] = []
    orders.forEach((count, row) => {
      if (count > 0) known.push(row)
    })
    return {
      orders: Float64Array.from(known, (row) => orders[row] ?? Number.NaN),
      mean: Float64Array.from(known, (row) => mean[row] ?? Number.NaN),
    }
  }
  const repeat = withAmounts('repeat-orders')
  const basis: SpendBasis = repeat.orders.length >= REPEAT_SPENDERS_NEEDED ? 'repeat-orders' : 'all-orders'
  const rows = basis === 'repeat-orders' ? repeat : withAmounts(basis)
  return rows.orders.length === 0 ? null : { basis, ...fitGammaGamma(rows, prior) }
}

function outcomeOf(settings: Required<ValueSettings>, choice: Choice | null): ValueOutcome {
  if (choice !== null) return choice.outcome
  if (settings.model === 'simple') return 'simple-horizon'
  return settings.model === 'auto' ? 'none' : settings.model
}

/**
 * Fits what is needed to predict value: with `auto` after a comparison on the held-back times (`holdout`, from
 * `splitHoldout` or `rollingHoldouts`), which the other models do not need. Throws a RangeError for settings or columns that cannot be.
 */
export function fitValueModel(
  columns: ValueColumns,
  chosen: ValueSettings,
  holdout: Holdout | readonly Holdout[] | null = null,
): FittedValueModel {
  const settings = { ...chosen, prior: chosen.prior ?? 'auto' }
  checkColumns(columns)
  checkSettings(settings)
  const withOrders = rowsWithOrders(columns)
  const ordering = withOrders.length === columns.ids.length ? columns : pickRows(columns, withOrders)
  const choice = settings.model === 'auto' ? chooseModel(ordering, holdout, settings.prior) : null
  const wanted = outcomeOf(settings, choice)
  const model = wanted === 'range' ? 'mbg-nbd' : wanted
  const base = {
    settings,
    unit: columns.unit,
    delta: TIME_UNITS[columns.unit].discountRate(settings.discount),
    churn: observedChurn(ordering),
    choice,
  }
  if (model === 'simple-horizon' || model === 'historic' || model === 'none') {
    const policy = model === 'historic' ? 'historic@1' : 'simple-horizon@1'
    return { policy, outcome: wanted, unfitted: null, timing: null, spend: null, ...base }
  }
  if (!ordering.age.some((age) => age > 0)) {
    const unfitted = ordering.ids.length === 0 ? 'no-orders' : 'no-history'
    return { policy: 'btyd@1', outcome: 'none', unfitted, timing: null, spend: null, ...base }
  }
  const prior = wanted === 'range' ? 'weak' : settings.prior
  return {
    policy: 'btyd@1',
    outcome: wanted,
    unfitted: null,
    timing: { model, ...TIMING_MODELS[model].fit(ordering, prior) },
    spend: fitSpend(ordering, prior),
    ...base,
  }
}
