import { decayEnd, decayRule, decayWidth } from './pareto-nbd-quadrature.ts'

/**
 * What is known of a customer who is alive at T: the purchase rate λ ~ Gamma(shape, rate) and the dropout rate
 * μ ~ Gamma(s, span), independent of each other.
 */
export interface AliveParetoPosterior {
  /** r + x. */
  readonly shape: number
  /** α + T. */
  readonly rate: number
  readonly s: number
  /** β + T. */
  readonly span: number
}

/**
 * Expected orders in the time t of a customer who is alive: shape ÷ rate · ∫ (1 + u ÷ span)^−s du over (0, t] (Schmittlein,
 * Morrison & Colombo 1987), without a singularity at s = 1.
 */
export function expectedOrders({ shape, rate, s, span }: AliveParetoPosterior, t: number): number {
  if (t <= 0) return 0
  const growth = Math.log1p(t / span)
  const excess = s - 1
  const time = excess === 0 ? growth : -Math.expm1(-excess * growth) / excess
  return (shape / rate) * span * time
}

/**
 * The same with every order discounted by e^(−δu); `t` may be Infinity when δ > 0, which gives the discounted expected
 * residual transactions (Fader, Hardie & Lee 2005, "RFM and CLV"): shape ÷ rate · span · e^z E_s(z) with
 * z = δ · span, here by quadrature of a positive function, for any s and z.
 */
export function discountedOrders(posterior: AliveParetoPosterior, t: number, delta: number): number {
  if (t <= 0) return 0
  if (delta === 0) return expectedOrders(posterior, t)
  const { shape, rate, s, span } = posterior
  const width = decayWidth(0, span, s, span, delta)
  // e^(−60) is far below the last digit of the result.
  const end = decayEnd(0, span, s, span, delta, width, Math.min(t, 60 / delta))
  const { fractions, weights } = decayRule(Math.log1p(end / width))
  let sum = 0
  for (let i = 0; i < fractions.length; i += 1) {
    const u = end * (fractions[i] ?? 0)
    sum += (weights[i] ?? 0) * Math.exp(-delta * u - s * Math.log1p(u / span))
  }
  return (shape / rate) * end * sum
}
