import { CompensatedSum, digamma, logGammaDelta, type Objective, trigamma } from '@rapport/stats'
import { distinctRows } from '../distinct-rows.ts'
import type { TimingColumns } from './timing-model.ts'

/** r, α: heterogeneity of the purchase rate. */
export type NbdParameters = Readonly<Record<'r' | 'alpha', number>>

/** Log-likelihood of one customer's purchase times. The last one tells nothing where nobody leaves. */
export const logLikelihoodOf = ({ r, alpha }: NbdParameters, frequency: number, age: number): number =>
  logGammaDelta(r, frequency) - r * Math.log1p(age / alpha) - frequency * Math.log(alpha + age)

/** The log-likelihood of all rows in θ = (ln r, ln α), with gradient and Hessian in closed form. */
export function logLikelihoodObjective(columns: TimingColumns): Objective {
  const distinct = distinctRows([columns.frequency, columns.age])
  const age = Float64Array.from(distinct.first, (row) => columns.age[row] ?? Number.NaN)
  const frequency = Float64Array.from(distinct.first, (row) => columns.frequency[row] ?? Number.NaN)
  const byFrequency = distinctRows([frequency])
  const frequencies = Float64Array.from(byFrequency.first, (row) => frequency[row] ?? Number.NaN)
  const frequencyWeight = new Float64Array(byFrequency.count)
  byFrequency.of.forEach((place, row) => {
    frequencyWeight[place] = (frequencyWeight[place] ?? 0) + (distinct.size[row] ?? 0)
  })

  return (theta, gradient, hessian) => {
    const r = Math.exp(theta[0] ?? Number.NaN)
    const logAlpha = theta[1] ?? Number.NaN
    const alpha = Math.exp(logAlpha)
    const total = new CompensatedSum()
    let gr = 0
    let galpha = 0
    let rr = 0
    let rAlpha = 0
    let alphaAlpha = 0
    for (let i = 0; i < age.length; i += 1) {
      const w = distinct.size[i] ?? 0
      const x = frequency[i] ?? 0
      const T = age[i] ?? 0
      const end = alpha + T
      const growth = Math.log1p(T / alpha)
      total.add(-w * ((r + x) * growth + x * logAlpha))
      gr -= w * r * growth
      galpha += (w * (r * T - x * alpha)) / end
      rAlpha += (w * r * T) / end
      alphaAlpha -= (w * (r + x) * alpha * T) / (end * end)
    }
    const digammaR = digamma(r)
    const trigammaR = trigamma(r)
    for (let i = 0; i < frequencies.length; i += 1) {
      const w = frequencyWeight[i] ?? 0
      const x = frequencies[i] ?? 0
      total.add(w * logGammaDelta(r, x))
      gr += w * r * (digamma(r + x) - digammaR)
      rr += w * r * r * (trigamma(r + x) - trigammaR)
    }
    gradient[0] = gr
    gradient[1] = galpha
    hessian[0] = rr + gr
    hessian[1] = hessian[2] = rAlpha
    hessian[3] = alphaAlpha
    return total.value
  }
}
