import { CompensatedSum, type Objective } from '@rapport/stats'
import { distinctRows } from '../distinct-rows.ts'
import type { TimingParameters } from '../models/timing-model.ts'
import type { CovariateModel } from './covariate-model.ts'

/** Which standardised covariate shifts which process of the model. */
export interface CoefficientPlace {
  /** Column of the design. */
  readonly column: number
  /** Place in the model's processes. */
  readonly process: number
}

/** Distinct customers (observations and covariates alike) with their weights. */
export interface WeightedCustomers {
  readonly observed: readonly Float64Array[]
  readonly covariates: readonly Float64Array[]
  readonly weight: Float64Array
}

/** Collapses customers whose observations and covariates are equal. */
export function collapseCustomers(
  observed: readonly Float64Array[],
  covariates: readonly Float64Array[],
): WeightedCustomers {
  const distinct = distinctRows([...observed, ...covariates])
  const pick = (column: Float64Array) => Float64Array.from(distinct.first, (row) => column[row] ?? Number.NaN)
  return { observed: observed.map(pick), covariates: covariates.map(pick), weight: distinct.size }
}

/**
 * The log-likelihood of all customers in the base link parameters followed by the coefficients, with gradient and
 * Hessian by the chain rule: every parameter m shifts one link parameter k(m), a base parameter by itself and a
 * coefficient by ± its covariate, so that ∂ ÷ ∂m = d(m) · ∂ ÷ ∂k(m).
 */
export function covariateObjective<O, P extends TimingParameters>(
  model: CovariateModel<O, P>,
  customers: WeightedCustomers,
  coefficients: readonly CoefficientPlace[],
): Objective {
  const size = model.parameterNames.length
  const count = size + coefficients.length
  const component = new Int32Array(count)
  const columns = coefficients.map(({ column }) => customers.covariates[column] ?? new Float64Array(0))
  const signs = coefficients.map(({ process }) => model.processes[process]?.sign ?? 1)
  for (let k = 0; k < size; k += 1) component[k] = k
  coefficients.forEach(({ process }, c) => {
    component[size + c] = model.processes[process]?.component ?? 0
  })
  const link = new Float64Array(size)
  const slope = new Float64Array(count).fill(1)
  const observation = new Float64Array(customers.observed.length)
  const rowGradient = new Float64Array(size)
  const rowHessian = new Float64Array(size * size)

  return (theta, gradient, hessian) => {
    gradient.fill(0)
    hessian.fill(0)
    const total = new CompensatedSum()
    for (let row = 0; row < customers.weight.length; row += 1) {
      for (let k = 0; k < size; k += 1) link[k] = theta[k] ?? Number.NaN
      for (let m = size; m < count; m += 1) {
        const shift = (signs[m - size] ?? 1) * (columns[m - size]?.[row] ?? 0)
        const k = component[m] ?? 0
        slope[m] = shift
        link[k] = (link[k] ?? 0) + shift * (theta[m] ?? 0)
      }
      customers.observed.forEach((column, i) => {
        observation[i] = column[row] ?? Number.NaN
      })
      const weight = customers.weight[row] ?? 0
      total.add(weight * model.rowDerivatives(link, observation, rowGradient, rowHessian))
      for (let m = 0; m < count; m += 1) {
        const k = component[m] ?? 0
        const scaled = weight * (slope[m] ?? 0)
        gradient[m] = (gradient[m] ?? 0) + scaled * (rowGradient[k] ?? 0)
        for (let n = 0; n <= m; n += 1) {
          const second = rowHessian[k * size + (component[n] ?? 0)] ?? 0
          const place = m * count + n
          hessian[place] = (hessian[place] ?? 0) + scaled * (slope[n] ?? 0) * second
        }
      }
    }
    for (let m = 0; m < count; m += 1) {
      for (let n = 0; n < m; n += 1) hessian[n * count + m] = hessian[m * count + n] ?? 0
    }
    return total.value
  }
}
