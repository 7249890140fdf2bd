import { pickRows, rowsWithOrders, type ValueColumns } from './columns.ts'
import type { FittedValueModel } from './fit-value.ts'
import { betaGeometricIntervals } from './models/beta-geometric-fit.ts'

/** One parameter with its uncertainty; the interval is 95 %. */
export interface ParameterEstimate {
  readonly value: number
  readonly standardError: number | null
  readonly low: number | null
  readonly high: number | null
}

const NORMAL_975 = 1.959_963_984_540_054

/**
 * Estimates by name, for a fit's parameters and standard errors. The interval is symmetric on the log scale, where
 * simulated coverage is near 95 % also at 300 customers; on the natural scale it falls to 78–92 %.
 */
export function parameterEstimates<Name extends string>(
  parameters: Readonly<Record<Name, number>>,
  standardErrors: Readonly<Record<Name, number>> | null,
): Record<string, ParameterEstimate> {
  const estimates: Record<string, ParameterEstimate> = {}
  for (const name in parameters) {
    const value = parameters[name]
    const standardError = standardErrors?.[name] ?? null
    const factor = standardError === null ? null : Math.exp((NORMAL_975 * standardError) / value)
    estimates[name] = {
      value,
      standardError,
      low: factor === null ? null : value / factor,
      high: factor === null ? null : value * factor,
    }
  }
  return estimates
}

/** With more customers the likelihood is a parabola on the log scale, and a profile of it only takes time. */
const PROFILED_UP_TO = 50_000

/**
 * Estimates of the model of purchase times with 95 % intervals. r and b of MBG/NBD lie on a curved ridge, where intervals
 * from standard errors hold the truth in 86–88 % of simulated cohorts of 1,000 customers instead of 95 %: its
 * intervals are those of the profile likelihood, which do in 93.6–97.2 %. Those of the other models are symmetric on the
 * log scale (see `parameterEstimates`).
 *
 * @param columns Those that were fitted.
 */
export function timingEstimates(
  columns: ValueColumns,
  timing: NonNullable<FittedValueModel['timing']>,
): Record<string, ParameterEstimate> {
  const estimates = parameterEstimates(timing.parameters, timing.standardErrors)
  if (timing.model !== 'mbg-nbd' || timing.customers > PROFILED_UP_TO) return estimates
  const { r = 0, alpha = 0, a = 0, b = 0 } = timing.parameters
  const errors = timing.standardErrors
  if (errors === null) return estimates
  const standardErrors = { r: errors.r ?? 0, alpha: errors.alpha ?? 0, a: errors.a ?? 0, b: errors.b ?? 0 }
  const rows = rowsWithOrders(columns)
  const fitted = rows.length === columns.ids.length ? columns : pickRows(columns, rows)
  const intervals = betaGeometricIntervals(fitted, 1, {
    ...timing,
    parameters: { r, alpha, a, b },
    standardErrors,
  })
  const known = (end: number) => (end > 0 && end < Infinity ? end : null)
  return Object.fromEntries(
    Object.entries(estimates).map(([name, estimate]) => {
      const interval = intervals?.[name as keyof typeof intervals]
      return [
        name,
        interval === undefined
          ? estimate
          : { ...estimate, low: known(interval.low), high: known(interval.high) },
      ]
    }),
  )
}
