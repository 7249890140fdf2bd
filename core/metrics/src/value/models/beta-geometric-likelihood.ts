import { CompensatedSum, logGammaDelta, type Objective } from '@rapport/stats'
import { distinctRows } from '../distinct-rows.ts'
import { digammaDelta, trigammaDelta } from './beta-geometric-polygamma.ts'
import type { BetaGeometricParameters, PurchaseTiming, TimingColumns } from './timing-model.ts'

/**
 * BG/NBD and MBG/NBD differ in one thing: whether a customer may leave right after the first order. That adds one
 * chance to have stayed (`chances` = 1) and a dropout term for customers without a repeat.
 *
 * BG/NBD: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way. MBG/NBD: Batislam, Denizel &
 * Filiztekin (2007).
 */
export type FirstOrderChances = 0 | 1

/** Distinct rows with their weights, and the distinct frequencies among them. */
export interface CollapsedTiming {
  readonly recency: Float64Array
  readonly age: Float64Array
  readonly weight: Float64Array
  /** For each row, its place in `frequencies`. */
  readonly frequencyOf: Int32Array
  readonly frequencies: Float64Array
  readonly frequencyWeight: Float64Array
}

/** Collapses equal rows, and lists the distinct frequencies: all gamma functions depend on those alone. */
export function collapseTiming(columns: TimingColumns): CollapsedTiming {
  const distinct = distinctRows([columns.frequency, columns.recency, columns.age])
  const pick = (column: Float64Array) => Float64Array.from(distinct.first, (row) => column[row] ?? Number.NaN)
  const frequency = pick(columns.frequency)
  const byFrequency = distinctRows([frequency])
  const frequencyWeight = new Float64Array(byFrequency.count)
  byFrequency.of.forEach((place, row) => {
    frequencyWeight[place] = (frequencyWeight[place] ?? 0) + (distinct.size[row] ?? 0)
  })
  return {
    recency: pick(columns.recency),
    age: pick(columns.age),
    weight: distinct.size,
    frequencyOf: byFrequency.of,
    frequencies: Float64Array.from(byFrequency.first, (row) => frequency[row] ?? Number.NaN),
    frequencyWeight,
  }
}

/**
 * D, the log odds of having left: ln a − ln(b + x − 1 + chances) + (r + x) ln((α + T) ÷ (α + t_x)); −∞ where the
 * model lets nobody leave before a repeat.
 */
export function logOddsLeft(
  { r, alpha, a, b }: BetaGeometricParameters,
  { frequency, recency, age }: PurchaseTiming,
  chances: FirstOrderChances,
): number {
  if (frequency === 0 && chances === 0) return Number.NEGATIVE_INFINITY
  return (
    Math.log(a / (b + frequency - 1 + chances)) +
    (r + frequency) * Math.log1p((age - recency) / (alpha + recency))
  )
}

/** ln(1 + e^d) without overflow. */
export const logOnePlusExp = (d: number): number =>
  d > 0 ? d + Math.log1p(Math.exp(-d)) : Math.log1p(Math.exp(d))

/** Log-likelihood of one customer. */
export function logLikelihoodOf(
  parameters: BetaGeometricParameters,
  customer: PurchaseTiming,
  chances: FirstOrderChances,
): number {
  const { r, alpha, a, b } = parameters
  const { frequency, age } = customer
  return (
    logGammaDelta(r, frequency) +
    logGammaDelta(b, frequency + chances) -
    logGammaDelta(a + b, frequency + chances) -
    r * Math.log1p(age / alpha) -
    frequency * Math.log(alpha + age) +
    logOnePlusExp(logOddsLeft(parameters, customer, chances))
  )
}

/** The parameters from θ = (ln r, ln α, ln a, ln b). */
export function fromLogarithms(theta: Float64Array): BetaGeometricParameters {
  const natural = (index: number) => Math.exp(theta[index] ?? Number.NaN)
  return { r: natural(0), alpha: natural(1), a: natural(2), b: natural(3) }
}

/** The log-likelihood of all rows in θ = (ln r, ln α, ln a, ln b), with gradient and Hessian in closed form. */
export function logLikelihoodObjective(rows: CollapsedTiming, chances: FirstOrderChances): Objective {
  const { recency, age, weight, frequencyOf, frequencies, frequencyWeight } = rows
  const count = weight.length
  // ln a − ln(b + x − 1 + chances) of each distinct frequency; not used for x = 0 without a first chance.
  const oddsBase = new Float64Array(frequencies.length)

  return (theta, gradient, hessian) => {
    const { r, alpha, a, b } = fromLogarithms(theta)
    const total = new CompensatedSum()
    // Sums of the derivatives by the natural parameters; the pairs are named by their two parameters.
    let gr = 0
    let galpha = 0
    let ga = 0
    let gb = 0
    let rr = 0
    let ra = 0
    let rb = 0
    let rAlpha = 0
    let alphaAlpha = 0
    let alphaA = 0
    let alphaB = 0
    let aa = 0
    let ab = 0
    let bb = 0

    const ab0 = a + b
    for (let i = 0; i < frequencies.length; i += 1) {
      const x = frequencies[i] ?? 0
      const w = frequencyWeight[i] ?? 0
      const stayed = x + chances
      total.add(w * (logGammaDelta(r, x) + logGammaDelta(b, stayed) - logGammaDelta(ab0, stayed)))
      if (stayed > 0) oddsBase[i] = Math.log(a / (b + stayed - 1))
      const digammaStayed = -digammaDelta(ab0, stayed)
      const trigammaStayed = -trigammaDelta(ab0, stayed)
      gr += w * digammaDelta(r, x)
      rr += w * trigammaDelta(r, x)
      ga += w * digammaStayed
      gb += w * (digammaStayed + digammaDelta(b, stayed))
      aa += w * trigammaStayed
      ab += w * trigammaStayed
      bb += w * (trigammaStayed + trigammaDelta(b, stayed))
    }

    const logAlpha = Math.log(alpha)
    const da = 1 / a
    for (let i = 0; i < count; i += 1) {
      const x = frequencies[frequencyOf[i] ?? 0] ?? 0
      const w = weight[i] ?? 0
      const s = r + x
      const T = age[i] ?? 0
      const t = recency[i] ?? 0
      const inverseEnd = 1 / (alpha + T)
      const growth = Math.log1p(T / alpha)
      let value = -s * growth - x * logAlpha
      gr -= w * growth
      // r/α − s/(α+T) and its derivatives, with the leading parts of r cancelled by hand.
      const ratePart = inverseEnd * (T / alpha)
      galpha += w * (r * ratePart - x * inverseEnd)
      rAlpha += w * ratePart
      alphaAlpha += w * (s * inverseEnd * inverseEnd - r / (alpha * alpha))
      if (x > 0 || chances === 1) {
        const gap = T - t
        const start = alpha + t
        const quiet = Math.log1p(gap / start)
        const left = b + x - 1 + chances
        const d = (oddsBase[frequencyOf[i] ?? 0] ?? 0) + s * quiet
        const e = Math.exp(-Math.abs(d))
        value += d > 0 ? d + Math.log1p(e) : Math.log1p(e)
        const sigma = d > 0 ? 1 / (1 + e) : e / (1 + e)
        const ws = w * sigma
        const wv = w * (e / ((1 + e) * (1 + e)))
        const inverseStart = 1 / start
        const difference = -gap * inverseEnd * inverseStart
        const dAlpha = s * difference
        const dB = -1 / left
        gr += ws * quiet
        galpha += ws * dAlpha
        ga += ws * da
        gb += ws * dB
        rr += wv * quiet * quiet
        rAlpha += wv * quiet * dAlpha + ws * difference
        ra += wv * quiet * da
        rb += wv * quiet * dB
        alphaAlpha += wv * dAlpha * dAlpha - ws * dAlpha * (inverseEnd + inverseStart)
        alphaA += wv * dAlpha * da
        alphaB += wv * dAlpha * dB
        aa += (wv - ws) * da * da
        ab += wv * da * dB
        bb += (wv + ws) * dB * dB
      }
      total.add(w * value)
    }

    gradient[0] = gr * r
    gradient[1] = galpha * alpha
    gradient[2] = ga * a
    gradient[3] = gb * b
    hessian[0] = rr * r * r + gr * r
    hessian[1] = hessian[4] = rAlpha * r * alpha
    hessian[2] = hessian[8] = ra * r * a
    hessian[3] = hessian[12] = rb * r * b
    hessian[5] = alphaAlpha * alpha * alpha + galpha * alpha
    hessian[6] = hessian[9] = alphaA * alpha * a
    hessian[7] = hessian[13] = alphaB * alpha * b
    hessian[10] = aa * a * a + ga * a
    hessian[11] = hessian[14] = ab * a * b
    hessian[15] = bb * b * b + gb * b
    return total.value
  }
}
