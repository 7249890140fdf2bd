import { logGamma } from './log-gamma.ts'

const TINY = 1e-300
const MAX_TERMS = 10_000

/** P(a, x) by its power series (Abramowitz & Stegun 6.5.29), for x < a + 1; `kernel` is x^a e^(−x) ÷ Γ(a). */
function lowerBySeries(a: number, x: number, kernel: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n <= MAX_TERMS && term > 1e-17 * sum; n += 1) {
    term *= x / (a + n)
    sum += term
  }
  return kernel * sum
}

/** Q(a, x) by its continued fraction (Abramowitz & Stegun 6.5.31) with Lentz's method, for x ≥ a + 1. */
function upperByFraction(a: number, x: number, kernel: number): number {
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let fraction = d
  for (let n = 1; n <= MAX_TERMS; n += 1) {
    const step = n * (a - n)
    b += 2
    d = 1 / (step * d + b)
    c = b + step / c
    if (Math.abs(c) < TINY) c = TINY
    const change = c * d
    fraction *= change
    if (Math.abs(change - 1) < 3e-16) break
  }
  return kernel * fraction
}

/** Q(a, x) = Γ(a, x) ÷ Γ(a) for a > 0, x ≥ 0: the chance that a Gamma(a, 1) variate is above x. */
export function upperIncompleteGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN
  if (x === 0) return 1
  if (x === Infinity) return 0
  const kernel = Math.exp(a * Math.log(x) - x - logGamma(a))
  return x < a + 1 ? 1 - lowerBySeries(a, x, kernel) : upperByFraction(a, x, kernel)
}

/** The chance that a chi-square variate is above `statistic`: the p-value of a likelihood-ratio test. */
export const chiSquareUpperTail = (statistic: number, degreesOfFreedom: number): number =>
  upperIncompleteGamma(degreesOfFreedom / 2, statistic / 2)
