import type { FirstOrderChances } from '../models/beta-geometric-likelihood.ts'
import { purchaseRatePriors } from '../models/nbd-prior.ts'
import type { BetaGeometricParameters, TimingColumns } from '../models/timing-model.ts'
import { logObservedRate, timingTotals } from '../models/timing-totals.ts'
import { betaGeometricRowDerivatives, fromMeanDropout } from './beta-geometric-row.ts'
import type { CovariateLimit, CovariateModel } from './covariate-model.ts'

function limitNear(link: Float64Array): CovariateLimit {
  const { r, a, b } = fromMeanDropout(link)
  if (a + b > 1000) return 'homogeneous-dropout'
  if (r > 1000) return 'homogeneous-rate'
  if (a + b < 0.002) return 'polarised-dropout'
  if (r < 0.002) return 'polarised-rate'
  return 'weakly-identified'
}

/**
 * BG/NBD or MBG/NBD with covariates: α = α₀ exp(−g·z), and the log odds of the mean dropout φ = a ÷ (a + b) are
 * η₀ + h·z with a + b the same for all. A coefficient shared by a and b, as one public package has it, cannot move φ
 * and runs away.
 */
function betaGeometricCovariates(
  id: 'bg-nbd' | 'mbg-nbd',
  chances: FirstOrderChances,
): CovariateModel<TimingColumns, BetaGeometricParameters> {
  return {
    id,
    parameterNames: ['r', 'alpha', 'a', 'b'],
    processes: [
      { name: 'purchase', component: 1, sign: -1, multiplies: 'the purchase rate' },
      { name: 'dropout', component: 2, sign: 1, multiplies: 'the odds of leaving after an order' },
    ],
    observe: (columns) => {
      const totals = timingTotals(columns)
      const logRate = logObservedRate(totals)
      return {
        columns: [columns.frequency, columns.recency, columns.age],
        informative: totals.repeatCustomers,
        search: {
          starts: [[0, -logRate, -Math.log(3), Math.log(4)]],
          lower: [-10, -logRate - 14, -14, -12],
          upper: [10, -logRate + 14, 14, 12],
        },
        // The same as without covariates (see `withWeakPrior`), written in the link parameters.
        weakPrior: [
          ...purchaseRatePriors(logRate, 4),
          { weights: [0, 0, 1, 0], mean: -1.5, deviation: 2 },
          { weights: [0, 0, 0, 1], mean: 1, deviation: 2 },
        ],
      }
    },
    rowDerivatives: (link, observation, gradient, hessian) =>
      betaGeometricRowDerivatives(link, observation, chances, gradient, hessian),
    natural: fromMeanDropout,
    slopes: (link) => {
      const { r, alpha, a, b } = fromMeanDropout(link)
      const u = a * (b / (a + b))
      return [
        [r, 0, 0, 0],
        [0, alpha, 0, 0],
        [0, 0, u, a],
        [0, 0, -u, b],
      ]
    },
    withoutDropout: new Map([
      [2, -26],
      [3, 6],
    ]),
    limitNear,
  }
}

/** BG/NBD with covariates. */
export const bgNbdCovariates = betaGeometricCovariates('bg-nbd', 0)

/** MBG/NBD with covariates. */
export const mbgNbdCovariates = betaGeometricCovariates('mbg-nbd', 1)
