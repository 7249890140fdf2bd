import { gaussLegendre, integrateLine, logBeta, scaledExponentialIntegral } from '@rapport/stats'
import { betaMean } from './beta-geometric-weight.ts'

/**
 * What is known of a customer who is alive at T: the purchase rate λ ~ Gamma(shape, rate) and the chance to leave
 * after a purchase p ~ Beta(a, stay), independent of each other.
 */
export interface AlivePosterior {
  /** r + x. */
  readonly shape: number
  /** α + T. */
  readonly rate: number
  readonly a: number
  /** b + x, or b + x + 1 in MBG/NBD. */
  readonly stay: number
}

/** Beyond this many terms, or this much cancellation, the series gives way to the integral. */
const MAX_TERMS = 2000
const MAX_CANCELLATION = 1e3

/** Below this the weight of p lies so far towards 0 that the rule in its log odds does not reach it. */
const SMALL_A = 0.01

/**
 * The same as what a customer who never leaves buys, shape · t ÷ rate, less what is lost to dropout: an integrand that
 * vanishes with p, however small a is.
 */
function expectedNearNoDropout({ shape, rate, a, stay }: AlivePosterior, t: number): number {
  const horizon = t / rate
  const norm = logBeta(a, stay)
  const logIntegrand = (logit: number): number => {
    const e = Math.exp(-Math.abs(logit))
    const logP = logit < 0 ? logit - Math.log1p(e) : -Math.log1p(e)
    const logQ = logit < 0 ? -Math.log1p(e) : -logit - Math.log1p(e)
    const u = Math.exp(logP) * horizon
    // 1 − (1 − (1 + u)^−shape) ÷ (shape u), by its series where it cancels.
    const logLoss =
      u * (shape + 3) < 1e-3
        ? logP +
          Math.log(horizon * (shape + 1)) +
          Math.log(0.5 - ((shape + 2) * u) / 6 + ((shape + 2) * (shape + 3) * u * u) / 24)
        : Math.log(1 + Math.expm1(-shape * Math.log1p(u)) / (shape * u))
    return a * logP + stay * logQ + logLoss - norm
  }
  const width = Math.sqrt(1 / (1 + a) + 1 / stay)
  const lost = integrateLine(logIntegrand, Math.log((1 + a) / stay), Math.min(width, 3))
  return shape * horizon * (1 - lost)
}

/**
 * Expected purchases in the time t as E_p[(1 − (1 + p t ÷ rate)^−shape) ÷ p], an integral over a positive function,
 * by a double-exponential rule in the log odds of p. Slower than the series, and right where that one cancels.
 */
function expectedByIntegral(posterior: AlivePosterior, t: number): number {
  const { shape, rate, a, stay } = posterior
  if (a < SMALL_A && a < stay) return expectedNearNoDropout(posterior, t)
  const horizon = t / rate
  return betaMean(a, stay, (logP) => {
    const left = -Math.expm1(-shape * Math.log1p(Math.exp(logP) * horizon))
    // Where p t vanishes the quotient tends to shape · t ÷ rate.
    return left > 1e-290 ? Math.log(left) - logP : Math.log(shape * horizon)
  })
}

/**
 * Expected purchases in the time t of a customer who is alive. Euler's transformation of the published form (Fader,
 * Hardie & Lee 2005, equation 10): its parameters do not grow with x, it has no singularity at a = 1 and does not
 * overflow.
 */
export function expectedPurchases(posterior: AlivePosterior, t: number): number {
  if (t <= 0) return 0
  const { shape, rate, a, stay } = posterior
  const z = t / (rate + t)
  const c = a + stay - 1
  const eps = a - 1
  const logOneMinusZ = -Math.log1p(t / rate)
  const head = eps === 0 ? -c * logOneMinusZ : (-c * Math.expm1(eps * logOneMinusZ)) / eps
  const scale = Math.exp(eps * logOneMinusZ)
  const A = c - shape
  let term = A * z
  let sum = 0
  let largest = Math.abs(head)
  for (let n = 1; n <= MAX_TERMS; n += 1) {
    sum += term
    const size = Math.abs(term) * scale
    if (size > largest) largest = size
    if (Math.abs(term) <= 1e-17 * Math.abs(sum) || term === 0) {
      const result = head - scale * sum
      return result > 0 && largest < MAX_CANCELLATION * result ? result : expectedByIntegral(posterior, t)
    }
    term *= ((A + n) * (a + n - 1) * z) / ((c + n) * (n + 1))
  }
  return expectedByIntegral(posterior, t)
}

/**
 * The same as shape ÷ (rate · δ), the orders of a customer who never leaves, less what is lost to dropout: the share
 * 1 − z e^z E_{n}(z), which by the recurrence of the integral is n e^z E_{n+1}(z), n = shape + 1.
 */
function discountedNearNoDropout({ shape, rate, a, stay }: AlivePosterior, delta: number): number {
  const norm = logBeta(a, stay)
  const order = shape + 1
  const logIntegrand = (logit: number): number => {
    const e = Math.exp(-Math.abs(logit))
    const logP = logit < 0 ? logit - Math.log1p(e) : -Math.log1p(e)
    const logQ = logit < 0 ? -Math.log1p(e) : -logit - Math.log1p(e)
    const logZ = Math.log(delta * rate) - logP
    // For z beyond all numbers the integral is 1 ÷ z.
    const logLoss =
      logZ < 660
        ? Math.log(order * scaledExponentialIntegral(order + 1, Math.exp(logZ)))
        : Math.log(order) - logZ
    return a * logP + stay * logQ + logLoss - norm
  }
  const width = Math.sqrt(1 / (1 + a) + 1 / stay)
  const lost = integrateLine(logIntegrand, Math.log((1 + a) / stay), Math.min(width, 3))
  return (shape / (rate * delta)) * (1 - lost)
}

/**
 * Expected purchases over all the time to come, each discounted by e^(−δu): E_p[(shape ÷ p) e^z E_{shape+1}(z)] with
 * z = δ · rate ÷ p and the generalised exponential integral, by a double-exponential rule in the log odds of p.
 * (No published package has it for these models.)
 */
function discountedForever(posterior: AlivePosterior, delta: number): number {
  const { shape, rate, a, stay } = posterior
  if (a < SMALL_A && a < stay) return discountedNearNoDropout(posterior, delta)
  const orders = betaMean(a, stay, (logP) => {
    const z = delta * rate * Math.exp(-logP)
    // For z beyond all numbers the integral is 1 ÷ z, which p cancels.
    return z < 1e290 ? Math.log(scaledExponentialIntegral(shape + 1, z)) - logP : -Math.log(delta * rate)
  })
  return shape * orders
}

const PANEL_WIDTH = 1
const PANEL_NODES = 12

/**
 * The time over which e^(−δu) E(u) bends: 1 ÷ δ, or that of the purchase rate, or −E″ ÷ E‴ at 0, how soon the customers
 * leave who leave first. Where dropout is frequent against the rate, this is far below the time of the rate.
 */
const bendingTime = ({ shape, rate, a, stay }: AlivePosterior, delta: number): number =>
  Math.min(1 / delta, rate, (rate / (shape + 2)) * (1 + stay / (a + 1)))

/**
 * ∫ e^(−δu) dE(u) over (0, t] for the expected purchases E(u) = `expectedPurchases`, by parts:
 * e^(−δt) E(t) + δ ∫ e^(−δu) E(u) du, by Gauss–Legendre panels in ln(1 + u ÷ w) for the time w over which the
 * integrand bends. `t` may be Infinity when δ > 0.
 */
export function discountedPurchases(posterior: AlivePosterior, t: number, delta: number): number {
  if (t <= 0) return 0
  if (delta === 0) return expectedPurchases(posterior, t)
  // e^(−50) is far below the last digit of the result.
  if (t > 50 / delta) return discountedForever(posterior, delta)
  const width = bendingTime(posterior, delta)
  const reach = Math.log1p(t / width)
  const panels = Math.ceil(reach / PANEL_WIDTH)
  const { nodes, weights } = gaussLegendre(PANEL_NODES)
  const half = reach / panels / 2
  let integral = 0
  for (let panel = 0; panel < panels; panel += 1) {
    for (let i = 0; i < PANEL_NODES; i += 1) {
      const v = (2 * panel + 1 + (nodes[i] ?? 0)) * half
      const u = width * Math.expm1(v)
      integral += (weights[i] ?? 0) * Math.exp(v - delta * u) * expectedPurchases(posterior, u)
    }
  }
  return Math.exp(-delta * t) * expectedPurchases(posterior, t) + delta * width * half * integral
}
