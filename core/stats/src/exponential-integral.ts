import { logGammaOnePlus } from './log-gamma.ts'

const TINY = 1e-300

/** e^z E_n(z) by its continued fraction (Abramowitz & Stegun 5.1.22, in the even form), by Lentz's method; z ≥ 1. */
function byContinuedFraction(order: number, z: number): number {
  let b = z + order
  let c = 1 / TINY
  let d = 1 / b
  let fraction = d
  for (let i = 1; i <= 10_000; i += 1) {
    const a = -i * (order - 1 + i)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    const change = c * d
    fraction *= change
    if (Math.abs(change - 1) < 3e-16) break
  }
  return fraction
}

/**
 * e^z E_n(z) for n < 1.5 and z < 1 by the power series. Its two leading terms cancel near n = 1, so that they are taken
 * together: Γ(ε) z^(−ε) − 1/ε with ε = 1 − n.
 */
function bySeries(order: number, z: number): number {
  const eps = 1 - order
  const logZ = Math.log(z)
  let sum =
    Math.abs(eps) < 1e-300 ? -0.5772156649015329 - logZ : Math.expm1(logGammaOnePlus(eps) - eps * logZ) / eps
  let power = 1
  for (let k = 1; k <= 60; k += 1) {
    power *= -z / k
    const term = power / (eps + k)
    sum -= term
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) break
  }
  return Math.exp(z) * sum
}

/**
 * The generalised exponential integral e^z E_n(z) = ∫₀^∞ e^(−z w) (1 + w)^(−n) dw, for any real n > 0 and z > 0;
 * relative error about 1e-14. It equals Tricomi's U(1, 2 − n, z), and z^(n−1) U(n, n, z).
 */
export function scaledExponentialIntegral(order: number, z: number): number {
  if (!(order > 0 && z > 0)) return Number.NaN
  if (z >= 1) return byContinuedFraction(order, z)
  if (order < 1.5) return bySeries(order, z)
  // Upwards the recurrence n E_{n+1} = e^(−z) − z E_n is stable, since z < n.
  const steps = Math.floor(order - 0.5)
  let n = order - steps
  let value = bySeries(n, z)
  for (let step = 0; step < steps; step += 1) {
    value = (1 - z * value) / n
    n += 1
  }
  return value
}
