import { CompensatedSum, digamma, logBeta, type Objective, trigamma } from '@rapport/stats'
import { distinctRows } from '../distinct-rows.ts'

/** How much customers spend, as columns of equal length. */
export interface SpendColumns {
  /** Orders with a known amount above 0 that the mean is over. */
  readonly orders: Float64Array
  /** Their mean amount, above 0. */
  readonly mean: Float64Array
}

/**
 * p: regularity of one customer's amounts; q, γ: heterogeneity between customers. An amount is Gamma(p, ν), and
 * ν ~ Gamma(q, γ) over customers.
 */
export interface GammaGammaParameters {
  readonly p: number
  readonly q: number
  readonly gamma: number
}

/** Log-likelihood of one customer's mean (Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value", eq. 1a). */
export function spendLogLikelihood(
  { p, q, gamma }: GammaGammaParameters,
  orders: number,
  mean: number,
): number {
  const shape = p * orders
  const sum = orders * mean
  return -logBeta(shape, q) - Math.log(mean) - shape * Math.log1p(gamma / sum) - q * Math.log1p(sum / gamma)
}

/**
 * The log-likelihood of all rows in θ = (ln p, ln(q − floor), ln γ), with gradient and Hessian in closed form. A floor
 * of 1 keeps the mean spend finite.
 */
export function spendObjective({ orders, mean }: SpendColumns, floor: 0 | 1): Objective {
  const byOrders = distinctRows([orders])
  const distinct = Float64Array.from(byOrders.first, (row) => orders[row] ?? Number.NaN)
  const logMean = new CompensatedSum()
  for (const value of mean) logMean.add(Math.log(value))

  return (theta, gradient, hessian) => {
    const p = Math.exp(theta[0] ?? Number.NaN)
    const qSlope = Math.exp(theta[1] ?? Number.NaN)
    const q = floor + qSlope
    const gamma = Math.exp(theta[2] ?? Number.NaN)
    const total = new CompensatedSum()
    total.add(-logMean.value)
    let gp = 0
    let gq = 0
    let gg = 0
    let pp = 0
    let pq = 0
    let qq = 0
    let pg = 0
    let qg = 0
    let gammaGamma = 0

    const digammaQ = digamma(q)
    const trigammaQ = trigamma(q)
    for (let i = 0; i < byOrders.count; i += 1) {
      const n = distinct[i] ?? 0
      const w = byOrders.size[i] ?? 0
      const shape = p * n
      const digammaBoth = digamma(shape + q)
      const trigammaBoth = trigamma(shape + q)
      total.add(-w * logBeta(shape, q))
      gp += w * n * (digammaBoth - digamma(shape))
      gq += w * (digammaBoth - digammaQ)
      pp += w * n * n * (trigammaBoth - trigamma(shape))
      pq += w * n * trigammaBoth
      qq += w * (trigammaBoth - trigammaQ)
    }
    for (let i = 0; i < orders.length; i += 1) {
      const n = orders[i] ?? 0
      const sum = n * (mean[i] ?? 0)
      const shape = p * n
      const ownShare = Math.log1p(gamma / sum)
      const othersShare = Math.log1p(sum / gamma)
      const inverse = 1 / (gamma + sum)
      total.add(-shape * ownShare - q * othersShare)
      gp -= n * ownShare
      gq -= othersShare
      const scalePart = inverse * (sum / gamma)
      gg += q * scalePart - shape * inverse
      pg -= n * inverse
      qg += scalePart
      gammaGamma += (shape + q) * inverse * inverse - q / (gamma * gamma)
    }

    gradient[0] = gp * p
    gradient[1] = gq * qSlope
    gradient[2] = gg * gamma
    hessian[0] = pp * p * p + gp * p
    hessian[1] = hessian[3] = pq * p * qSlope
    hessian[2] = hessian[6] = pg * p * gamma
    hessian[4] = qq * qSlope * qSlope + gq * qSlope
    hessian[5] = hessian[7] = qg * qSlope * gamma
    hessian[8] = gammaGamma * gamma * gamma + gg * gamma
    return total.value
  }
}
