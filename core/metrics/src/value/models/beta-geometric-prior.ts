import type { Objective } from '@rapport/stats'

/** A normal prior: mean and standard deviation. */
interface Normal {
  readonly mean: number
  readonly deviation: number
}

/**
 * The weak prior on what the parameters mean, so that it is the same in every time unit: the spread of the purchase
 * rate (ln r), the mean rate against the observed one (ln(r ÷ α)), the mean dropout φ = a ÷ (a + b) by its log odds,
 * and the spread of the dropout (ln(a + b)). With 1,000 customers (CDNOW) estimates move by a tenth of a standard
 * error or less on average; with few it keeps everything finite.
 *
 * One thing it does not hold: a repeat order at the very time of the first (recency 0 with a frequency above 0). Each
 * is α⁻¹ times as likely for α towards 0, a slope that no normal prior in ln α outweighs once there are many. From
 * about ten such orders the fit is at the bound of the search, with finite predictions and without standard errors; it
 * could be held only by a prior that is no longer weak. Purchases of one day are one occasion, so no data read by days
 * have such orders.
 */
const LOG_R: Normal = { mean: 0, deviation: 2 }
const LOG_RATE_DEVIATION = 2
const LOGIT_DROPOUT: Normal = { mean: -1.5, deviation: 2 }
const LOG_SPREAD: Normal = { mean: 1, deviation: 2 }

/** Adds the weak prior's logarithm to a log-likelihood in θ = (ln r, ln α, ln a, ln b). */
export function withWeakPrior(logLikelihood: Objective, logObservedRate: number): Objective {
  return (theta, gradient, hessian) => {
    const value = logLikelihood(theta, gradient, hessian)
    const [logR = 0, logAlpha = 0, logA = 0, logB = 0] = theta
    const add = (array: Float64Array, index: number, amount: number) => {
      array[index] = (array[index] ?? 0) + amount
    }

    const zR = (logR - LOG_R.mean) / LOG_R.deviation
    add(gradient, 0, -zR / LOG_R.deviation)
    add(hessian, 0, -1 / LOG_R.deviation ** 2)

    const zRate = (logR - logAlpha - logObservedRate) / LOG_RATE_DEVIATION
    const ratePrecision = 1 / LOG_RATE_DEVIATION ** 2
    add(gradient, 0, -zRate / LOG_RATE_DEVIATION)
    add(gradient, 1, zRate / LOG_RATE_DEVIATION)
    for (const [index, sign] of [
      [0, -1],
      [1, 1],
      [4, 1],
      [5, -1],
    ] as const) {
      add(hessian, index, sign * ratePrecision)
    }

    const zDropout = (logA - logB - LOGIT_DROPOUT.mean) / LOGIT_DROPOUT.deviation
    const dropoutPrecision = 1 / LOGIT_DROPOUT.deviation ** 2
    add(gradient, 2, -zDropout / LOGIT_DROPOUT.deviation)
    add(gradient, 3, zDropout / LOGIT_DROPOUT.deviation)

    // ln(a + b) has the gradient (φ, 1 − φ) and the second derivatives ±φ(1 − φ).
    const phi = 1 / (1 + Math.exp(logB - logA))
    const logSum = Math.max(logA, logB) + Math.log1p(Math.exp(-Math.abs(logA - logB)))
    const zSpread = (logSum - LOG_SPREAD.mean) / LOG_SPREAD.deviation
    const spreadPrecision = 1 / LOG_SPREAD.deviation ** 2
    const pull = -zSpread / LOG_SPREAD.deviation
    add(gradient, 2, pull * phi)
    add(gradient, 3, pull * (1 - phi))
    const bend = pull * phi * (1 - phi)
    add(hessian, 10, -dropoutPrecision - spreadPrecision * phi * phi + bend)
    add(hessian, 15, -dropoutPrecision - spreadPrecision * (1 - phi) * (1 - phi) + bend)
    const cross = dropoutPrecision - spreadPrecision * phi * (1 - phi) - bend
    add(hessian, 11, cross)
    add(hessian, 14, cross)

    return value - 0.5 * (zR * zR + zRate * zRate + zDropout * zDropout + zSpread * zSpread)
  }
}
