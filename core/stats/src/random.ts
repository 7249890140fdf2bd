import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A source of random numbers, uniform on (0, 1). The caller owns it: nothing here draws by itself. */
export type Random = () => number

/** The same numbers for the same seed, on every machine. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  return () => {
    for (;;) {
      const drawn = uniformFloat64(generator)
      if (drawn > 0 && drawn < 1) return drawn
    }
  }
}

/** A standard normal variate (Box & Muller 1958). */
export function normalVariate(random: Random): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
}

/** An exponential variate with rate 1. */
export const exponentialVariate = (random: Random): number => -Math.log(random())

/**
 * The logarithm of a Gamma(shape, 1) variate; the variate itself may underflow where the shape is small. Throws a
 * RangeError unless the shape is above 0 and finite. Marsaglia & Tsang (2000), "A simple method for generating gamma
 * variables".
 */
export function logGammaVariate(shape: number, random: Random): number {
  if (!(shape > 0 && shape < Infinity)) {
    throw new RangeError(
      `A gamma variate of shape ${shape} does not exist; the shape must be above 0 and finite.`,
    )
  }
  if (shape < 1) return logGammaVariate(shape + 1, random) + Math.log(random()) / shape
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normalVariate(random)
    const base = 1 + c * x
    if (base <= 0) continue
    const v = base * base * base
    if (Math.log(random()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return Math.log(d * v)
  }
}

/** A Gamma(shape, rate) variate. Throws a RangeError unless the shape is above 0 and finite. */
export const gammaVariate = (shape: number, rate: number, random: Random): number =>
  Math.exp(logGammaVariate(shape, random) - Math.log(rate))

/** A Beta(a, b) variate. */
export function betaVariate(a: number, b: number, random: Random): number {
  const odds = logGammaVariate(b, random) - logGammaVariate(a, random)
  return odds > 0 ? Math.exp(-odds) / (1 + Math.exp(-odds)) : 1 / (1 + Math.exp(odds))
}

/** A Poisson variate: by products of uniforms below a mean of 30, and halved through a gamma variate above. */
export function poissonVariate(mean: number, random: Random): number {
  let left = mean
  let count = 0
  while (left > 30) {
    // The m-th arrival of a Poisson process is Gamma(m, 1): before it lie m − 1 arrivals, binomial up to `left`.
    const m = Math.floor((left * 7) / 8)
    const arrival = gammaVariate(m, 1, random)
    if (arrival > left) return count + binomialVariate(m - 1, left / arrival, random)
    count += m
    left -= arrival
  }
  const stop = Math.exp(-left)
  let product = random()
  while (product > stop) {
    count += 1
    product *= random()
  }
  return count
}

/** A binomial variate: by single trials up to 40, and split at a beta-distributed order statistic above. */
export function binomialVariate(trials: number, chance: number, random: Random): number {
  let n = trials
  let p = chance
  let count = 0
  while (n > 40) {
    const rank = Math.floor(n / 2) + 1
    const statistic = betaVariate(rank, n + 1 - rank, random)
    if (statistic <= p) {
      count += rank
      n -= rank
      p = (p - statistic) / (1 - statistic)
    } else {
      n = rank - 1
      p /= statistic
    }
  }
  for (let trial = 0; trial < n; trial += 1) if (random() < p) count += 1
  return count
}
