import { describe, expect, it } from 'vitest'
import {
  betaVariate,
  binomialVariate,
  exponentialVariate,
  gammaVariate,
  logGammaVariate,
  normalVariate,
  poissonVariate,
  type Random,
  seededRandom,
} from './random.ts'

const DRAWS = 200_000

/** Mean and variance of many draws, each as a number of standard errors away from what it should be. */
function deviations(draw: (random: Random) => number, mean: number, variance: number) {
  const random = seededRandom(42)
  let sum = 0
  let squares = 0
  let fourth = 0
  for (let i = 0; i < DRAWS; i += 1) {
    const off = draw(random) - mean
    sum += off
    squares += off * off
    fourth += off ** 4
  }
  const spread = Math.sqrt((fourth / DRAWS - variance ** 2) / DRAWS)
  return {
    mean: Math.abs(sum / DRAWS) / Math.sqrt(variance / DRAWS),
    variance: Math.abs(squares / DRAWS - variance) / spread,
  }
}

describe('random variates', () => {
  it('the same seed gives the same numbers, another seed others', () => {
    const [first, again, other] = [seededRandom(7), seededRandom(7), seededRandom(8)]
    const drawn = Array.from({ length: 5 }, first)
    expect(Array.from({ length: 5 }, again)).toEqual(drawn)
    expect(Array.from({ length: 5 }, other)).not.toEqual(drawn)
    for (const value of drawn) expect(value > 0 && value < 1).toBe(true)
  })

  it.each<[string, (random: Random) => number, number, number]>([
    ['normal', normalVariate, 0, 1],
    ['exponential', exponentialVariate, 1, 1],
    ['gamma(0.3, 2)', (random) => gammaVariate(0.3, 2, random), 0.15, 0.075],
    ['gamma(7.5, 0.5)', (random) => gammaVariate(7.5, 0.5, random), 15, 30],
    ['beta(0.4, 1.3)', (random) => betaVariate(0.4, 1.3, random), 0.4 / 1.7, (0.4 * 1.3) / (1.7 ** 2 * 2.7)],
    ['beta(20, 30)', (random) => betaVariate(20, 30, random), 0.4, 600 / (2500 * 51)],
    ['Poisson(2.5)', (random) => poissonVariate(2.5, random), 2.5, 2.5],
    ['Poisson(500)', (random) => poissonVariate(500, random), 500, 500],
    ['binomial(12, 0.3)', (random) => binomialVariate(12, 0.3, random), 3.6, 2.52],
    ['binomial(1000, 0.02)', (random) => binomialVariate(1000, 0.02, random), 20, 19.6],
  ])('%s has its mean and variance', (_, draw, mean, variance) => {
    const off = deviations(draw, mean, variance)
    expect(off.mean).toBeLessThan(4)
    expect(off.variance).toBeLessThan(4)
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'a gamma variate of shape %d is refused',
    (shape) => {
      expect(() => logGammaVariate(shape, seededRandom(1))).toThrow(RangeError)
      expect(() => gammaVariate(shape, 2, seededRandom(1))).toThrow(`shape ${shape}`)
    },
  )

  it('a gamma variate of a tiny shape has a finite logarithm where the number itself is 0', () => {
    const random = seededRandom(1)
    const logs = Array.from({ length: 100 }, () => logGammaVariate(1e-4, random))
    expect(logs.every(Number.isFinite)).toBe(true)
    expect(logs.some((value) => Math.exp(value) === 0)).toBe(true)
  })
})
