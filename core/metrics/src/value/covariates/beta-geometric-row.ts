import { digamma, logGammaDelta, trigamma } from '@rapport/stats'
import type { FirstOrderChances } from '../models/beta-geometric-likelihood.ts'
import type { BetaGeometricParameters } from '../models/timing-model.ts'

/** 1 ÷ (1 + e^(−x)) without overflow. */
function logistic(x: number): number {
  const e = Math.exp(-Math.abs(x))
  return x > 0 ? 1 / (1 + e) : e / (1 + e)
}

/**
 * The parameters from the link parameters (ln r, ln α, the log odds of the mean dropout φ, ln κ): a = κ φ and
 * b = κ (1 − φ). The mean is a parameter of its own so that covariates can move it.
 */
export function fromMeanDropout(link: Float64Array): BetaGeometricParameters {
  const [logR = Number.NaN, logAlpha = Number.NaN, logit = Number.NaN, logSpread = Number.NaN] = link
  const spread = Math.exp(logSpread)
  return {
    r: Math.exp(logR),
    alpha: Math.exp(logAlpha),
    a: spread * logistic(logit),
    b: spread * logistic(-logit),
  }
}

/**
 * The log-likelihood of one customer under BG/NBD (`chances` 0) or MBG/NBD (1), with gradient and Hessian by
 * (ln r, ln α, logit φ, ln κ) in closed form. Fader, Hardie & Lee (2005), Batislam et al. (2007); the link is ours.
 */
export function betaGeometricRowDerivatives(
  link: Float64Array,
  [frequency = Number.NaN, recency = Number.NaN, age = Number.NaN]: Float64Array,
  chances: FirstOrderChances,
  gradient: Float64Array,
  hessian: Float64Array,
): number {
  const { r, alpha, a, b } = fromMeanDropout(link)
  const spread = a + b
  const stayed = frequency + chances
  const shape = r + frequency
  const end = 1 / (alpha + age)
  const growth = Math.log1p(age / alpha)
  const ratePart = end * (age / alpha)
  let value = logGammaDelta(r, frequency) - shape * growth - frequency * Math.log(alpha)
  let gr = digamma(r + frequency) - digamma(r) - growth
  let rr = trigamma(r + frequency) - trigamma(r)
  let galpha = r * ratePart - frequency * end
  let rAlpha = ratePart
  let alphaAlpha = shape * end * end - r / (alpha * alpha)
  let ga = 0
  let gb = 0
  let ra = 0
  let rb = 0
  let alphaA = 0
  let alphaB = 0
  let aa = 0
  let ab = 0
  let bb = 0
  if (stayed > 0) {
    value += logGammaDelta(b, stayed) - logGammaDelta(spread, stayed)
    const digammaStayed = digamma(spread) - digamma(spread + stayed)
    const trigammaStayed = trigamma(spread) - trigamma(spread + stayed)
    // D, the log odds of having left, and its derivatives; see `logOddsLeft`.
    const start = 1 / (alpha + recency)
    const quiet = Math.log1p((age - recency) * start)
    const d = Math.log(a / (b + stayed - 1)) + shape * quiet
    const e = Math.exp(-Math.abs(d))
    value += d > 0 ? d + Math.log1p(e) : Math.log1p(e)
    const sigma = d > 0 ? 1 / (1 + e) : e / (1 + e)
    const variance = e / ((1 + e) * (1 + e))
    const difference = -(age - recency) * end * start
    const dAlpha = shape * difference
    const dA = 1 / a
    const dB = -1 / (b + stayed - 1)
    gr += sigma * quiet
    galpha += sigma * dAlpha
    ga = digammaStayed + sigma * dA
    gb = digammaStayed + digamma(b + stayed) - digamma(b) + sigma * dB
    rr += variance * quiet * quiet
    rAlpha += variance * quiet * dAlpha + sigma * difference
    ra = variance * quiet * dA
    rb = variance * quiet * dB
    alphaAlpha += variance * dAlpha * dAlpha - sigma * dAlpha * (end + start)
    alphaA = variance * dAlpha * dA
    alphaB = variance * dAlpha * dB
    aa = trigammaStayed + (variance - sigma) * dA * dA
    ab = trigammaStayed + variance * dA * dB
    bb = trigammaStayed + trigamma(b + stayed) - trigamma(b) + (variance + sigma) * dB * dB
  }

  // φ moves a and b by ± u; κ moves both in proportion.
  const u = a * (b / spread)
  const bend = u * ((b - a) / spread)
  gradient[0] = gr * r
  gradient[1] = galpha * alpha
  gradient[2] = u * (ga - gb)
  gradient[3] = a * ga + b * gb
  hessian[0] = rr * r * r + gr * r
  hessian[1] = hessian[4] = rAlpha * r * alpha
  hessian[2] = hessian[8] = r * u * (ra - rb)
  hessian[3] = hessian[12] = r * (a * ra + b * rb)
  hessian[5] = alphaAlpha * alpha * alpha + galpha * alpha
  hessian[6] = hessian[9] = alpha * u * (alphaA - alphaB)
  hessian[7] = hessian[13] = alpha * (a * alphaA + b * alphaB)
  hessian[10] = u * u * (aa - 2 * ab + bb) + bend * (ga - gb)
  hessian[11] = hessian[14] = u * (a * (aa - ab) + b * (ab - bb)) + u * (ga - gb)
  hessian[15] = a * a * aa + 2 * a * b * ab + b * b * bb + a * ga + b * gb
  return value
}
