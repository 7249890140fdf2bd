import { pickRows, type ValueColumns } from './columns.ts'
import type { CovariateColumns } from './covariates/covariate-columns.ts'
import { distinctRows } from './distinct-rows.ts'
import type { FittedValueModel } from './fit-value.ts'
import type { GammaGammaParameters } from './models/gamma-gamma.ts'
import type { TimingParameters } from './models/timing-model.ts'
import { predictValue } from './predict-value.ts'
import { type PredictionOptions, unknownScores, type ValueScores } from './value-scores.ts'

/** A customer's own parameters, by its covariates (null: not known). */
export interface OwnParameters {
  readonly timing: (covariates: Readonly<Record<string, number | null>>) => TimingParameters
  /** Null where the spend does not depend on covariates. */
  readonly spend: ((covariates: Readonly<Record<string, number | null>>) => GammaGammaParameters) | null
}

/**
 * As `predictValue`, with each customer's own parameters by its covariates, which are in the order of the columns.
 * Customers with equal covariates are predicted together.
 */
export function predictWithCovariates(
  fitted: FittedValueModel,
  columns: ValueColumns,
  covariates: CovariateColumns,
  own: OwnParameters,
  options: PredictionOptions = {},
): ValueScores {
  const { timing, spend } = fitted
  if (timing === null) return predictValue(fitted, columns, options)
  const scores = unknownScores(columns.ids.length)
  // NaN equals nothing, itself included, so that "not known" needs a number for the comparison.
  const comparable = covariates.columns.map((column) =>
    column.map((value) => (Number.isNaN(value) ? Infinity : value)),
  )
  const distinct = distinctRows(comparable)
  const rowsOf: number[][] = Array.from({ length: distinct.count }, () => [])
  distinct.of.forEach((place, row) => {
    rowsOf[place]?.push(row)
  })
  for (const rows of rowsOf) {
    const first = rows[0] ?? 0
    const values = Object.fromEntries(
      covariates.names.map((name, index) => {
        const value = covariates.columns[index]?.[first] ?? Number.NaN
        return [name, Number.isNaN(value) ? null : value]
      }),
    )
    const personal: FittedValueModel = {
      ...fitted,
      timing: { ...timing, parameters: own.timing(values) },
      spend: spend === null || own.spend === null ? spend : { ...spend, parameters: own.spend(values) },
    }
    const part = predictValue(personal, pickRows(columns, rows), options)
    for (const name of Object.keys(scores) as (keyof typeof scores)[]) {
      rows.forEach((row, index) => {
        scores[name][row] = part[name][index] ?? Number.NaN
      })
    }
  }
  return { ids: columns.ids, ...scores }
}
