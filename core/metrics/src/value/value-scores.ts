/** Predictions as columns, one row for each customer in the order asked; NaN is "unknown", never 0. */
export interface ValueScores {
  readonly ids: readonly string[]
  /** Expected value from the evaluation to the horizon, discounted, at margin. */
  readonly clv: Float64Array
  /** 80 % interval of that value, widened to contain `clv` where the distribution is so skewed that its mean lies outside. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** Expected value over all the time to come, discounted, at margin; unknown unless asked for. */
  readonly residualValue: Float64Array
  /** Orders expected up to the horizon, not discounted. */
  readonly expectedOrders: Float64Array
  readonly probabilityAlive: Float64Array
  /** Expected amount of one order, before margin. */
  readonly expectedSpend: Float64Array
  /** Won to date, net of refunds, at margin. */
  readonly historicValue: Float64Array
  /** `simple@1`, the textbook figure: to be shown, never taken for `clv`. */
  readonly simpleValue: Float64Array
}

/** The scores without the ids they belong to. */
export type NumberColumns = Omit<ValueScores, 'ids'>

/** What is to be predicted beside the value itself. */
export interface PredictionOptions {
  /** `low` and `high`; true unless set. */
  readonly intervals?: boolean
  /** `residualValue`, which needs a discount above 0; false unless set. */
  readonly residual?: boolean
}

/** Scores of so many customers, all unknown. */
export function unknownScores(rows: number): NumberColumns {
  const unknown = () => new Float64Array(rows).fill(Number.NaN)
  return {
    clv: unknown(),
    low: unknown(),
    high: unknown(),
    residualValue: unknown(),
    expectedOrders: unknown(),
    probabilityAlive: unknown(),
    expectedSpend: unknown(),
    historicValue: unknown(),
    simpleValue: unknown(),
  }
}
