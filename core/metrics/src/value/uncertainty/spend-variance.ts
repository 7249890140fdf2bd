import type { SpendFit } from '../models/gamma-gamma.ts'
import { spendSpread } from './parameter-spread.ts'

/**
 * The variance of the logarithm of a customer's expected amount by the uncertainty of the spend parameters (delta
 * method), as a function of the priced orders and their sum. NaN where the fit has no covariance, or the fitted mean
 * spend is infinite.
 */
export function logSpendVariance(
  fit: Pick<SpendFit, 'parameters' | 'covariance'>,
): (priced: number, known: number) => number {
  const spread = spendSpread(fit)
  const { p, q, gamma } = fit.parameters
  if (spread === null || q <= 1) return () => Number.NaN
  const { covariance } = spread
  return (priced, known) => {
    // E = p (γ + n₀ m₀) ÷ (p n₀ + q − 1), differentiated by ln p, ln(q − 1) and ln γ.
    const own = (q - 1) / (p * priced + q - 1)
    const slopes = [own, -own, gamma / (gamma + known)]
    let variance = 0
    slopes.forEach((left, i) => {
      slopes.forEach((right, j) => {
        variance += left * right * (covariance[3 * i + j] ?? Number.NaN)
      })
    })
    return variance
  }
}
