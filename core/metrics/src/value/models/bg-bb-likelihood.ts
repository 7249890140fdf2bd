import { CompensatedSum, type Objective } from '@rapport/stats'
import { distinctRows } from '../distinct-rows.ts'
import type { PurchaseTiming, TimingColumns } from './timing-model.ts'

/**
 * α, β: heterogeneity of the chance to order at an opportunity. γ, δ: heterogeneity of the chance to leave before an
 * opportunity. (δ is a parameter here; a discount rate is called δ elsewhere.)
 */
export type BetaBinomialParameters = Readonly<Record<'alpha' | 'beta' | 'gamma' | 'delta', number>>

/**
 * What a customer's history leaves open: after the last order came m silent opportunities, during which the customer
 * stayed and did not order, or left before one of them. All are chances given the history up to the last order.
 */
export interface Silence {
  /** ln of the chance of the history up to the last order. */
  readonly logHistory: number
  /** ln of the chance of m silent opportunities. */
  readonly logSilent: number
  /** The chance of m silent opportunities and of being there at the next one, n + 1. */
  readonly there: number
}

/** Σ ln((shape + i) ÷ (shape + other + i)) over `count` steps: ln of the rising share, by terms of one sign. */
function logRisingShare(shape: number, other: number, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i += 1) sum -= Math.log1p(other / (shape + i))
  return sum
}

/**
 * The parts of Fader, Hardie & Shang (2010), equation 5, each with full relative accuracy: sums of terms of one sign,
 * and the chance of silence through the chance of its opposite where that one is smaller.
 */
export function silenceOf(
  { alpha, beta, gamma, delta }: BetaBinomialParameters,
  { frequency, recency, age }: PurchaseTiming,
): Silence {
  const logHistory =
    logRisingShare(alpha, beta, frequency) +
    logRisingShare(beta, alpha + frequency, recency - frequency) +
    logRisingShare(delta, gamma, recency)
  const missed = beta + recency - frequency
  const chances = alpha + beta + recency
  const stay = delta + recency
  const lives = gamma + delta + recency
  let noOrder = 1
  let stayed = 1
  let left = 0
  let ordered = 0
  for (let i = 0; i < age - recency; i += 1) {
    left += (noOrder * stayed * gamma) / (lives + i)
    stayed *= (stay + i) / (lives + i)
    ordered += (noOrder * stayed * (alpha + frequency)) / (chances + i)
    noOrder *= (missed + i) / (chances + i)
  }
  const silent = left + noOrder * stayed
  return {
    logHistory,
    logSilent: ordered < 0.5 ? Math.log1p(-ordered) : Math.log(silent),
    there: noOrder * stayed * ((delta + age) / (gamma + delta + age)),
  }
}

/** The parameters from θ = (ln α, ln β, ln γ, ln δ). */
export function betaBinomialFromLogarithms(theta: ArrayLike<number>): BetaBinomialParameters {
  const natural = (index: number) => Math.exp(theta[index] ?? Number.NaN)
  return { alpha: natural(0), beta: natural(1), gamma: natural(2), delta: natural(3) }
}

/** Σ over i < k of ln(z + i) and of its first two derivatives by z, for k = 0 … size. */
class RisingTable {
  readonly log: Float64Array
  readonly first: Float64Array
  readonly second: Float64Array

  constructor(z: number, size: number) {
    this.log = new Float64Array(size + 1)
    this.first = new Float64Array(size + 1)
    this.second = new Float64Array(size + 1)
    let log = 0
    let first = 0
    let second = 0
    for (let i = 0; i < size; i += 1) {
      const inverse = 1 / (z + i)
      this.log[i + 1] = log += Math.log(z + i)
      this.first[i + 1] = first += inverse
      this.second[i + 1] = second -= inverse * inverse
    }
  }
}

/** The customers' columns with equal rows collapsed. */
interface CollapsedOpportunities {
  readonly frequency: Float64Array
  readonly recency: Float64Array
  readonly age: Float64Array
  readonly weight: Float64Array
}

function collapseOpportunities(columns: TimingColumns): CollapsedOpportunities {
  const distinct = distinctRows([columns.frequency, columns.recency, columns.age])
  const pick = (column: Float64Array) => Float64Array.from(distinct.first, (row) => column[row] ?? Number.NaN)
  return {
    frequency: pick(columns.frequency),
    recency: pick(columns.recency),
    age: pick(columns.age),
    weight: distinct.size,
  }
}

/**
 * The log-likelihood of all rows in θ = (ln α, ln β, ln γ, ln δ), with gradient and Hessian in closed form. A row is a
 * mixture over the moments at which the customer may have left; with the weights w of the mixture and the logarithms
 * ℓ of its parts, ∇ = Σ w ∇ℓ and H = Σ w (∇ℓ ∇ℓᵀ + ∇²ℓ) − ∇ ∇ᵀ. As counts are whole numbers, all gamma functions are
 * tables of sums.
 */
export function betaBinomialObjective(columns: TimingColumns): Objective {
  const rows = collapseOpportunities(columns)
  const longest = rows.age.reduce((most, age) => Math.max(most, age), 0)
  const logParts = new Float64Array(longest + 1)

  return (theta, gradient, hessian) => {
    const { alpha, beta, gamma, delta } = betaBinomialFromLogarithms(theta)
    const orders = new RisingTable(alpha, longest)
    const misses = new RisingTable(beta, longest)
    const chances = new RisingTable(alpha + beta, longest)
    const stays = new RisingTable(delta, longest)
    const lives = new RisingTable(gamma + delta, longest + 1)
    const logGamma = Math.log(gamma)
    const at = (column: Float64Array, index: number): number => column[index] ?? Number.NaN

    const total = new CompensatedSum()
    const natural = new Float64Array(4)
    const curvature = new Float64Array(16)
    const slope = new Float64Array(4)
    const rowGradient = new Float64Array(4)
    const rowHessian = new Float64Array(16)
    for (let row = 0; row < rows.weight.length; row += 1) {
      const x = at(rows.frequency, row)
      const last = at(rows.recency, row)
      const n = at(rows.age, row)
      const weight = at(rows.weight, row)
      const silent = n - last

      // Part i: the customer left before opportunity last + i + 1; the last part: is still there.
      let largest = Number.NEGATIVE_INFINITY
      for (let i = 0; i <= silent; i += 1) {
        const k = last + i
        const left = i < silent
        const value =
          at(misses.log, k - x) -
          at(chances.log, k) +
          at(stays.log, k) -
          at(lives.log, left ? k + 1 : k) +
          (left ? logGamma : 0)
        logParts[i] = value
        if (value > largest) largest = value
      }
      let sum = 0
      for (let i = 0; i <= silent; i += 1) sum += Math.exp(at(logParts, i) - largest)
      const logSum = largest + Math.log(sum)
      total.add(weight * (at(orders.log, x) + logSum))

      rowGradient.fill(0)
      rowHessian.fill(0)
      for (let i = 0; i <= silent; i += 1) {
        const share = Math.exp(at(logParts, i) - logSum)
        const k = last + i
        const left = i < silent
        const lived = left ? k + 1 : k
        slope[0] = at(orders.first, x) - at(chances.first, k)
        slope[1] = at(misses.first, k - x) - at(chances.first, k)
        slope[2] = (left ? 1 / gamma : 0) - at(lives.first, lived)
        slope[3] = at(stays.first, k) - at(lives.first, lived)
        for (let p = 0; p < 4; p += 1) {
          const weighted = share * at(slope, p)
          rowGradient[p] = at(rowGradient, p) + weighted
          for (let q = p; q < 4; q += 1) {
            rowHessian[4 * p + q] = at(rowHessian, 4 * p + q) + weighted * at(slope, q)
          }
        }
        const bend = (index: number, amount: number) => {
          rowHessian[index] = at(rowHessian, index) + share * amount
        }
        bend(0, at(orders.second, x) - at(chances.second, k))
        bend(1, -at(chances.second, k))
        bend(5, at(misses.second, k - x) - at(chances.second, k))
        bend(10, (left ? -1 / (gamma * gamma) : 0) - at(lives.second, lived))
        bend(11, -at(lives.second, lived))
        bend(15, at(stays.second, k) - at(lives.second, lived))
      }
      for (let p = 0; p < 4; p += 1) {
        natural[p] = at(natural, p) + weight * at(rowGradient, p)
        for (let q = p; q < 4; q += 1) {
          curvature[4 * p + q] =
            at(curvature, 4 * p + q) +
            weight * (at(rowHessian, 4 * p + q) - at(rowGradient, p) * at(rowGradient, q))
        }
      }
    }

    const parameters = [alpha, beta, gamma, delta]
    parameters.forEach((left, p) => {
      gradient[p] = at(natural, p) * left
      parameters.forEach((right, q) => {
        const upper = at(curvature, 4 * Math.min(p, q) + Math.max(p, q))
        hessian[4 * p + q] = upper * left * right + (p === q ? at(natural, p) * left : 0)
      })
    })
    return total.value
  }
}
