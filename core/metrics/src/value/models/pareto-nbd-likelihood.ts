import { CompensatedSum, digamma, logGammaDelta, type Objective, trigamma } from '@rapport/stats'
import type { CollapsedTiming } from './beta-geometric-likelihood.ts'
import { timingDerivatives } from './pareto-nbd-derivatives.ts'
import { decayEnd, decayRule, decayWidth } from './pareto-nbd-quadrature.ts'
import type { PurchaseTiming } from './timing-model.ts'

/** r, α: heterogeneity of the purchase rate. s, β: heterogeneity of the dropout rate. */
export type ParetoNbdParameters = Readonly<Record<'r' | 'alpha' | 's' | 'beta', number>>

/** The parameters from θ = (ln r, ln α, ln s, ln β). */
export function fromLogarithms(theta: ArrayLike<number>): ParetoNbdParameters {
  const natural = (index: number) => Math.exp(theta[index] ?? Number.NaN)
  return { r: natural(0), alpha: natural(1), s: natural(2), beta: natural(3) }
}

/**
 * D, the log odds of having left: the chance of the data with a dropout in (t_x, T] against that of a customer who
 * stayed, s ÷ (β + T) · ∫ ((α + T) ÷ (α + y))^(r + x) ((β + T) ÷ (β + y))^(s + 1) dy over (t_x, T).
 */
export function logOddsLeft(
  { r, alpha, s, beta }: ParetoNbdParameters,
  { frequency, recency, age }: PurchaseTiming,
): number {
  const gap = age - recency
  if (gap <= 0) return Number.NEGATIVE_INFINITY
  const a = r + frequency
  const b = s + 1
  const A = alpha + recency
  const B = beta + recency
  const width = decayWidth(a, A, b, B, 0)
  const end = decayEnd(a, A, b, B, 0, width, gap)
  const { fractions, weights } = decayRule(Math.log1p(end / width))
  let sum = 0
  for (let i = 0; i < fractions.length; i += 1) {
    const w = end * (fractions[i] ?? 0)
    sum += (weights[i] ?? 0) * Math.exp(-a * Math.log1p(w / A) - b * Math.log1p(w / B))
  }
  return Math.log((s * end * sum) / (beta + age)) + a * Math.log1p(gap / A) + b * Math.log1p(gap / B)
}

/** ln(1 + e^d) without overflow. */
const logOnePlusExp = (d: number): number => (d > 0 ? d + Math.log1p(Math.exp(-d)) : Math.log1p(Math.exp(d)))

/**
 * Log-likelihood of one customer (Schmittlein, Morrison & Colombo 1987; Fader & Hardie 2005, "A Note on Deriving the
 * Pareto/NBD Model", before the integral is written as a hypergeometric function).
 */
export function logLikelihoodOf(parameters: ParetoNbdParameters, customer: PurchaseTiming): number {
  const { r, alpha, s, beta } = parameters
  const { frequency, age } = customer
  return (
    logGammaDelta(r, frequency) -
    r * Math.log1p(age / alpha) -
    frequency * Math.log(alpha + age) -
    s * Math.log1p(age / beta) +
    logOnePlusExp(logOddsLeft(parameters, customer))
  )
}

/**
 * Log-likelihood of one customer in θ = (ln r, ln α, ln s, ln β), overwriting its gradient (4) and its Hessian (16, row
 * by row): for models whose α and β differ from customer to customer.
 */
export function paretoRowDerivatives(
  theta: Float64Array,
  frequency: number,
  recency: number,
  age: number,
  gradient: Float64Array,
  hessian: Float64Array,
): number {
  const { r, alpha, s, beta } = fromLogarithms(theta)
  const value = timingDerivatives(r, alpha, s, beta, frequency, recency, age, gradient, hessian)
  if (frequency === 0) return value
  const slope = r * (digamma(r + frequency) - digamma(r))
  gradient[0] = (gradient[0] ?? 0) + slope
  hessian[0] = (hessian[0] ?? 0) + slope + r * r * (trigamma(r + frequency) - trigamma(r))
  return value + logGammaDelta(r, frequency)
}

/** The log-likelihood of all rows in θ = (ln r, ln α, ln s, ln β), with gradient and Hessian. */
export function logLikelihoodObjective(rows: CollapsedTiming): Objective {
  const { recency, age, weight, frequencyOf, frequencies, frequencyWeight } = rows
  const rowGradient = new Float64Array(4)
  const rowHessian = new Float64Array(16)

  return (theta, gradient, hessian) => {
    const { r, alpha, s, beta } = fromLogarithms(theta)
    const total = new CompensatedSum()
    gradient.fill(0)
    hessian.fill(0)
    for (let i = 0; i < weight.length; i += 1) {
      const x = frequencies[frequencyOf[i] ?? 0] ?? 0
      const w = weight[i] ?? 0
      const value = timingDerivatives(
        r,
        alpha,
        s,
        beta,
        x,
        recency[i] ?? 0,
        age[i] ?? 0,
        rowGradient,
        rowHessian,
      )
      total.add(w * value)
      for (let k = 0; k < 4; k += 1) gradient[k] = (gradient[k] ?? 0) + w * (rowGradient[k] ?? 0)
      for (let k = 0; k < 16; k += 1) hessian[k] = (hessian[k] ?? 0) + w * (rowHessian[k] ?? 0)
    }
    // Gamma functions depend on the frequency alone, and touch r alone.
    const digammaR = digamma(r)
    const trigammaR = trigamma(r)
    let slope = 0
    let bend = 0
    for (let i = 0; i < frequencies.length; i += 1) {
      const x = frequencies[i] ?? 0
      const w = frequencyWeight[i] ?? 0
      total.add(w * logGammaDelta(r, x))
      slope += w * (digamma(r + x) - digammaR)
      bend += w * (trigamma(r + x) - trigammaR)
    }
    gradient[0] = (gradient[0] ?? 0) + r * slope
    hessian[0] = (hessian[0] ?? 0) + r * slope + r * r * bend
    return total.value
  }
}
