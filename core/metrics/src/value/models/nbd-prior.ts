import type { Objective } from '@rapport/stats'

/** A normal prior on a weighted sum of the search parameters. */
export interface LinearPrior {
  /** One weight for each parameter. */
  readonly weights: readonly number[]
  readonly mean: number
  readonly deviation: number
}

/**
 * The weak prior on the purchase rate, the same in every time unit: its spread (ln r), and its mean against the
 * observed one (ln(r ÷ α)). `parameters` is how many the model has; r and α are the first.
 */
export function purchaseRatePriors(logRate: number, parameters: number): LinearPrior[] {
  const others = Array<number>(parameters - 2).fill(0)
  return [
    { weights: [1, 0, ...others], mean: 0, deviation: 2 },
    { weights: [1, -1, ...others], mean: logRate, deviation: 2 },
  ]
}

/** Adds the logarithms of normal priors to a log-likelihood. */
export function withLinearPriors(logLikelihood: Objective, priors: readonly LinearPrior[]): Objective {
  return (theta, gradient, hessian) => {
    let value = logLikelihood(theta, gradient, hessian)
    for (const { weights, mean, deviation } of priors) {
      const precision = 1 / (deviation * deviation)
      const excess = weights.reduce((sum, weight, i) => sum + weight * (theta[i] ?? Number.NaN), -mean)
      value -= 0.5 * precision * excess * excess
      weights.forEach((left, i) => {
        gradient[i] = (gradient[i] ?? 0) - precision * excess * left
        weights.forEach((right, j) => {
          const place = i * weights.length + j
          hessian[place] = (hessian[place] ?? 0) - precision * left * right
        })
      })
    }
    return value
  }
}
