import { compensatedSum, digamma, trigamma } from '@rapport/stats'
import { type GammaGammaParameters, type SpendColumns, spendLogLikelihood } from '../models/gamma-gamma.ts'
import type { CovariateLimit, CovariateModel, Observations } from './covariate-model.ts'

/** The parameters as a record of names. */
export type SpendParameters = Readonly<Record<keyof GammaGammaParameters, number>>

const fromLink = (link: Float64Array): SpendParameters => ({
  p: Math.exp(link[0] ?? Number.NaN),
  q: 1 + Math.exp(link[1] ?? Number.NaN),
  gamma: Math.exp(link[2] ?? Number.NaN),
})

/** The log-likelihood of one customer's mean, with gradient and Hessian by (ln p, ln(q − 1), ln γ). */
function spendRowDerivatives(
  link: Float64Array,
  [orders = Number.NaN, mean = Number.NaN]: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): number {
  const parameters = fromLink(link)
  const { p, q, gamma } = parameters
  const shape = p * orders
  const sum = orders * mean
  // The customer's own share of the weight, and that of all others.
  const own = sum / (gamma + sum)
  const others = gamma / (gamma + sum)
  const digammaBoth = digamma(shape + q)
  const trigammaBoth = trigamma(shape + q)
  const gp = shape * (digammaBoth - digamma(shape) - Math.log1p(gamma / sum))
  const gq = digammaBoth - digamma(q) - Math.log1p(sum / gamma)
  gradient[0] = gp
  gradient[1] = gq * (q - 1)
  gradient[2] = q * own - shape * others
  hessian[0] = shape * shape * (trigammaBoth - trigamma(shape)) + gp
  hessian[1] = hessian[3] = shape * trigammaBoth * (q - 1)
  hessian[2] = hessian[6] = -shape * others
  hessian[4] = (trigammaBoth - trigamma(q)) * (q - 1) * (q - 1) + gq * (q - 1)
  hessian[5] = hessian[7] = own * (q - 1)
  hessian[8] = -(q + shape) * own * others
  return spendLogLikelihood(parameters, orders, mean)
}

function observeSpend({ orders, mean }: SpendColumns): Observations {
  if (orders.length === 0) throw new RangeError('There is no customer with a known amount to learn from.')
  orders.forEach((n, row) => {
    const amount = mean[row] ?? Number.NaN
    if (n >= 1 && Number.isInteger(n) && amount > 0 && amount < Infinity) return
    throw new RangeError(
      `Row ${row} cannot be a customer's spend: ${n} orders with a mean of ${amount}. ` +
        'Leave out customers without a known amount above 0.',
    )
  })
  const logMean = Math.log(compensatedSum(mean) / mean.length)
  return {
    columns: [orders, mean],
    informative: orders.length,
    search: {
      starts: [[Math.log(4), Math.log(2), logMean]],
      lower: [-10, -10, logMean - 16],
      upper: [8, 8, logMean + 16],
    },
    // The same as without covariates.
    weakPrior: [
      { weights: [1, 0, 0], mean: Math.log(4), deviation: 1.5 },
      { weights: [0, 1, 0], mean: Math.log(2), deviation: 1 },
      { weights: [1, -1, 1], mean: logMean, deviation: 1 },
    ],
  }
}

function limitNear(link: Float64Array): CovariateLimit {
  const [logP = 0, logTail = 0] = link
  if (logTail < -6) return 'infinite-mean-spend'
  return logP > 6 || logTail > 6 ? 'identical-spend' : 'weakly-identified'
}

/** Gamma-Gamma with covariates on the scale of spend, γ = γ₀ exp(h·z). q stays above 1, so that a mean exists. */
export const gammaGammaCovariates: CovariateModel<SpendColumns, SpendParameters> = {
  id: 'gamma-gamma',
  parameterNames: ['p', 'q', 'gamma'],
  processes: [{ name: 'spend', component: 2, sign: 1, multiplies: 'the amount of an order' }],
  observe: observeSpend,
  rowDerivatives: spendRowDerivatives,
  natural: fromLink,
  slopes: (link) => {
    const { p, q, gamma } = fromLink(link)
    return [
      [p, 0, 0],
      [0, q - 1, 0],
      [0, 0, gamma],
    ]
  },
  withoutDropout: null,
  limitNear,
}
