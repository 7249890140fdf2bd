import { purchaseRatePriors } from '../models/nbd-prior.ts'
import {
  fromLogarithms,
  type ParetoNbdParameters,
  paretoRowDerivatives,
} from '../models/pareto-nbd-likelihood.ts'
import type { TimingColumns } from '../models/timing-model.ts'
import { logObservedRate, timingTotals } from '../models/timing-totals.ts'
import type { CovariateLimit, CovariateModel } from './covariate-model.ts'

function limitNear(link: Float64Array): CovariateLimit {
  const { r, s } = fromLogarithms(link)
  if (s > 1000) return 'homogeneous-dropout'
  if (r > 1000) return 'homogeneous-rate'
  if (s < 0.002) return 'polarised-dropout'
  if (r < 0.002) return 'polarised-rate'
  return 'weakly-identified'
}

/**
 * Pareto/NBD with covariates: α = α₀ exp(−g·z) and β = β₀ exp(−h·z) (Fader & Hardie 2007, "Incorporating
 * time-invariant covariates into the Pareto/NBD and BG/NBD models", note 019).
 */
export const paretoNbdCovariates: CovariateModel<TimingColumns, ParetoNbdParameters> = {
  id: 'pareto-nbd',
  parameterNames: ['r', 'alpha', 's', 'beta'],
  processes: [
    { name: 'purchase', component: 1, sign: -1, multiplies: 'the purchase rate' },
    { name: 'dropout', component: 3, sign: -1, multiplies: 'the rate of leaving' },
  ],
  observe: (columns) => {
    const totals = timingTotals(columns)
    const logRate = logObservedRate(totals)
    const logAge = Math.log(totals.age / totals.customers)
    return {
      columns: [columns.frequency, columns.recency, columns.age],
      informative: totals.repeatCustomers,
      // Small cohorts can have one maximum with a gradual and one with a polarised dropout.
      search: {
        starts: [
          [0, -logRate, 0, logAge],
          [0, -logRate, -2, logAge - 1],
        ],
        lower: [-10, -logRate - 14, -12, logAge - 14],
        upper: [10, -logRate + 14, 12, logAge + 14],
      },
      // The same as without covariates.
      weakPrior: [
        ...purchaseRatePriors(logRate, 4),
        { weights: [0, 0, 1, 0], mean: 0, deviation: 2 },
        { weights: [0, 0, 1, -1], mean: -0.5 - logAge, deviation: 2 },
      ],
    }
  },
  rowDerivatives: (link, observation, gradient, hessian) =>
    paretoRowDerivatives(
      link,
      observation[0] ?? Number.NaN,
      observation[1] ?? Number.NaN,
      observation[2] ?? Number.NaN,
      gradient,
      hessian,
    ),
  natural: fromLogarithms,
  slopes: (link) =>
    Array.from(link, (value, row) => Array.from(link, (_, column) => (row === column ? Math.exp(value) : 0))),
  withoutDropout: new Map([[2, -22]]),
  limitNear,
}
