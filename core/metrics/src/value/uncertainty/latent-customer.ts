import type { GammaGammaParameters } from '../models/gamma-gamma.ts'
import type { TimingModelId, TimingParameters } from '../models/timing-model.ts'
import { betaNodes, gammaNodes, type LogNodes } from './latent-nodes.ts'

/** A distribution of a positive quantity in bins of its logarithm. */
export interface LogBins {
  /** The logarithm of the first bin. */
  readonly start: number
  /** The weight up to and with each bin; the last is 1. */
  readonly cumulated: Float64Array
}

const STEP = 0.04
const BELOW = 225
const BINS = 625
const RATE_STEPS = 24
const DROPOUT_STEPS = 12

/** What one customer is like, given that it is alive: independent nodes of its rate and of its dropout. */
interface Latent {
  readonly rate: LogNodes
  /** The logarithm of what the nodes of `rate` are divided by. */
  readonly logRateScale: number
  readonly dropout: LogNodes
  readonly logDropoutScale: number
  /** Does the dropout act at each order (a chance) or in time (a rate)? */
  readonly perOrder: boolean
}

/** (1 − e^(−x)) ÷ x, for the orders of a customer whose rate fades. */
const faded = (x: number): number => (x < 1e-12 ? 1 : -Math.expm1(-x) / x)

/** Remembers nodes: they depend on the parameters and the frequency alone. */
class Nodes {
  readonly #known = new Map<string, LogNodes>()

  #of(key: string, make: () => LogNodes): LogNodes {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const made = make()
    this.#known.set(key, made)
    return made
  }

  gamma(shape: number, steps: number): LogNodes {
    return this.#of(`${shape} ${steps}`, () => gammaNodes(shape, steps))
  }

  beta(a: number, b: number, steps: number): LogNodes {
    return this.#of(`${a} ${b} ${steps}`, () => betaNodes(a, b, steps))
  }
}

type LatentModel = (nodes: Nodes, parameters: TimingParameters, frequency: number, age: number) => Latent

const parameter = (parameters: TimingParameters, name: string): number => parameters[name] ?? Number.NaN

const betaGeometric =
  (chances: 0 | 1): LatentModel =>
  (nodes, parameters, frequency, age) => ({
    rate: nodes.gamma(parameter(parameters, 'r') + frequency, RATE_STEPS),
    logRateScale: Math.log(parameter(parameters, 'alpha') + age),
    dropout: nodes.beta(
      parameter(parameters, 'a'),
      parameter(parameters, 'b') + frequency + chances,
      DROPOUT_STEPS,
    ),
    logDropoutScale: 0,
    perOrder: true,
  })

/** Schmittlein, Morrison & Colombo (1987): given alive, λ ~ Gamma(r + x, α + T) and μ ~ Gamma(s, β + T). */
const paretoNbd: LatentModel = (nodes, parameters, frequency, age) => ({
  rate: nodes.gamma(parameter(parameters, 'r') + frequency, RATE_STEPS),
  logRateScale: Math.log(parameter(parameters, 'alpha') + age),
  dropout: nodes.gamma(parameter(parameters, 's'), DROPOUT_STEPS),
  logDropoutScale: Math.log(parameter(parameters, 'beta') + age),
  perOrder: false,
})

/** The models whose customers are known by a rate and a dropout. */
const LATENT_MODELS: Partial<Record<TimingModelId, LatentModel>> = {
  'bg-nbd': betaGeometric(0),
  'mbg-nbd': betaGeometric(1),
  'pareto-nbd': paretoNbd,
}

/**
 * How the expected orders or value differ between customers with one history: the distribution of the expectation
 * given a customer's own rate, dropout and spend, without the randomness of purchases.
 */
export class LatentCustomers {
  readonly #nodes = new Nodes()
  readonly #latent: LatentModel
  readonly #parameters: TimingParameters
  readonly #spend: GammaGammaParameters | null

  private constructor(latent: LatentModel, parameters: TimingParameters, spend: GammaGammaParameters | null) {
    this.#latent = latent
    this.#parameters = parameters
    this.#spend = spend
  }

  /** Null for models that are not described by a rate and a dropout. */
  static of(id: TimingModelId, parameters: TimingParameters, spend: GammaGammaParameters | null) {
    const latent = LATENT_MODELS[id]
    return latent === undefined ? null : new LatentCustomers(latent, parameters, spend)
  }

  /**
   * Of a customer who is alive: expected orders in the time t, or with a spend model their value in units of γ + the
   * sum of the known spend.
   */
  whileAlive(frequency: number, age: number, t: number, priced: number): LogBins {
    const latent = this.#latent(this.#nodes, this.#parameters, frequency, age)
    const spend = this.#spend
    // A mean amount is p ÷ ν with ν ~ Gamma(q + p n₀, γ + n₀ m₀).
    const scale = spend === null ? null : this.#nodes.gamma(spend.q + spend.p * priced, RATE_STEPS)
    const perOrder = spend === null ? 0 : Math.log(spend.p)
    const typical =
      Math.log(t) + (latent.rate.logarithm[RATE_STEPS / 2] ?? 0) - latent.logRateScale + perOrder
    const start = typical - (scale?.logarithm[RATE_STEPS / 2] ?? 0) - BELOW * STEP
    const weight = new Float64Array(BINS)
    const add = (logarithm: number, amount: number) => {
      const bin = Math.min(Math.max(Math.round((logarithm - start) / STEP), 0), BINS - 1)
      weight[bin] = (weight[bin] ?? 0) + amount
    }
    latent.rate.logarithm.forEach((logGamma, i) => {
      const logRate = logGamma - latent.logRateScale
      latent.dropout.logarithm.forEach((logNode, j) => {
        const logDropout = logNode - latent.logDropoutScale
        const fading = Math.exp(logDropout + (latent.perOrder ? logRate : 0)) * t
        const logExpected = logRate + Math.log(t * faded(fading)) + perOrder
        const amount = (latent.rate.weight[i] ?? 0) * (latent.dropout.weight[j] ?? 0)
        if (scale === null) add(logExpected, amount)
        else {
          for (let k = 0; k <= RATE_STEPS; k += 1) {
            add(logExpected - (scale.logarithm[k] ?? 0), amount * (scale.weight[k] ?? 0))
          }
        }
      })
    })
    let sum = 0
    return { start, cumulated: weight.map((one) => (sum += one)) }
  }
}

/** The quantile at `share` of a customer who is alive with this chance, and otherwise has nothing to come. */
export function latentQuantile({ start, cumulated }: LogBins, share: number, alive: number): number {
  if (share <= 1 - alive) return 0
  const wanted = (share - (1 - alive)) / alive
  let low = 0
  let high = cumulated.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cumulated[middle] ?? 1) < wanted) low = middle + 1
    else high = middle
  }
  const before = low === 0 ? 0 : (cumulated[low - 1] ?? 0)
  const inside = (wanted - before) / Math.max((cumulated[low] ?? 1) - before, 1e-300)
  return Math.exp(start + (low - 0.5 + Math.min(inside, 1)) * STEP)
}
