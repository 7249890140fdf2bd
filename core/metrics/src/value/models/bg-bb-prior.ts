/** A normal prior: mean and standard deviation. */
export interface NormalPrior {
  readonly mean: number
  readonly deviation: number
}

/** A prior on a beta distribution by what its shapes mean: the log odds of its mean, and ln of the sum of its shapes. */
export interface BetaPrior {
  readonly logOdds: NormalPrior
  readonly logSum: NormalPrior
}

/**
 * Adds to gradient and Hessian (of `size` parameters) the logarithm of a prior on the beta distribution whose
 * logarithmic shapes are θ[at] and θ[at + 1], and returns it, without its constant.
 */
export function addBetaPrior(
  { logOdds, logSum }: BetaPrior,
  at: number,
  theta: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): number {
  const size = theta.length
  const first = theta[at] ?? Number.NaN
  const second = theta[at + 1] ?? Number.NaN
  const add = (array: Float64Array, index: number, amount: number) => {
    array[index] = (array[index] ?? 0) + amount
  }
  const zOdds = (first - second - logOdds.mean) / logOdds.deviation
  const oddsPrecision = 1 / logOdds.deviation ** 2
  // ln(a + b) has the gradient (φ, 1 − φ) and the second derivatives ±φ(1 − φ).
  const mean = 1 / (1 + Math.exp(second - first))
  const sum = Math.max(first, second) + Math.log1p(Math.exp(-Math.abs(first - second)))
  const zSum = (sum - logSum.mean) / logSum.deviation
  const sumPrecision = 1 / logSum.deviation ** 2
  const pull = -zSum / logSum.deviation
  const bend = pull * mean * (1 - mean)

  add(gradient, at, -zOdds / logOdds.deviation + pull * mean)
  add(gradient, at + 1, zOdds / logOdds.deviation + pull * (1 - mean))
  const diagonal = at * size + at
  const cross = oddsPrecision - sumPrecision * mean * (1 - mean) - bend
  add(hessian, diagonal, -oddsPrecision - sumPrecision * mean * mean + bend)
  add(hessian, diagonal + 1, cross)
  add(hessian, diagonal + size, cross)
  add(hessian, diagonal + size + 1, -oddsPrecision - sumPrecision * (1 - mean) * (1 - mean) + bend)
  return -0.5 * (zOdds * zOdds + zSum * zSum)
}
