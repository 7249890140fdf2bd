import { logBeta } from './log-gamma.ts'

const TINY = 1e-300

/**
 * The continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8) by Lentz's method; converges
 * fast for x < (a + 1) / (a + b + 2).
 */
function continuedFraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 - ((a + b) * x) / (a + 1)
  d = 1 / (Math.abs(d) < TINY ? TINY : d)
  let fraction = d
  for (let m = 1; m <= 20_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 + even * d
    d = 1 / (Math.abs(d) < TINY ? TINY : d)
    c = 1 + even / c
    if (Math.abs(c) < TINY) c = TINY
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + odd * d
    d = 1 / (Math.abs(d) < TINY ? TINY : d)
    c = 1 + odd / c
    if (Math.abs(c) < TINY) c = TINY
    const change = d * c
    fraction *= change
    if (Math.abs(change - 1) < 3e-16) break
  }
  return fraction
}

/**
 * The regularised incomplete beta function from its kernel x^a (1 − x)^b / B(a, b), for callers that have the kernel
 * (it is also the derivative by the log odds of x) and y = 1 − x without cancellation.
 */
export function incompleteBetaFromKernel(a: number, b: number, x: number, y: number, kernel: number): number {
  if (kernel === 0) return x * (a + b) < a ? 0 : 1
  return x < (a + 1) / (a + b + 2)
    ? (kernel / a) * continuedFraction(a, b, x)
    : 1 - (kernel / b) * continuedFraction(b, a, y)
}

/** I_x(a, b), the regularised incomplete beta function: the distribution function of Beta(a, b) at x. */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (!(a > 0) || !(b > 0) || Number.isNaN(x)) return Number.NaN
  if (x <= 0) return 0
  if (x >= 1) return 1
  const kernel = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b))
  return incompleteBetaFromKernel(a, b, x, 1 - x, kernel)
}
