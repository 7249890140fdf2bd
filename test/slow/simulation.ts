import process from 'node:process'
import { gammaVariate, poissonVariate, type Random } from '@rapport/stats'
import { bgNbd } from '../../core/metrics/src/value/models/bg-nbd.ts'
import type { GammaGammaParameters } from '../../core/metrics/src/value/models/gamma-gamma.ts'
import { mbgNbd } from '../../core/metrics/src/value/models/mbg-nbd.ts'
import { paretoNbd } from '../../core/metrics/src/value/models/pareto-nbd.ts'
import type { TimingModel, TimingParameters } from '../../core/metrics/src/value/models/timing-model.ts'

/** `npm run test:slow` runs everything; a plain `npm test` a part of it. */
export const full = process.env.RAPPORT_SLOW === 'full'

/** A model whose customers are simulated, and how long they are known. */
export interface Design {
  readonly name: string
  readonly model: TimingModel<TimingParameters>
  readonly parameters: TimingParameters
  /** Customers were first seen between so many time units ago. */
  readonly ages: readonly [number, number]
  readonly horizon: number
}

const design = (
  name: string,
  model: TimingModel<TimingParameters>,
  parameters: TimingParameters,
  time: Pick<Design, 'ages' | 'horizon'>,
): Design => ({ name, model, parameters, ...time })

/** Weeks, as the CDNOW sample (Fader, Hardie & Lee 2005). */
const cdnow = { ages: [27, 39], horizon: 39 } as const
/** Months: few orders a year, histories of half a year to four years. */
const b2b = { ages: [6, 48], horizon: 12 } as const
const b2bParameters = { r: 1.2, alpha: 9, a: 0.5, b: 4 }

export const DESIGNS: readonly Design[] = [
  design('BG/NBD, CDNOW-like', bgNbd, { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, cdnow),
  design('BG/NBD, B2B-like', bgNbd, b2bParameters, b2b),
  design('MBG/NBD, CDNOW-like', mbgNbd, { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }, cdnow),
  design('MBG/NBD, B2B-like', mbgNbd, b2bParameters, b2b),
  design('Pareto/NBD, CDNOW-like', paretoNbd, { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }, cdnow),
  design('Pareto/NBD, B2B-like', paretoNbd, { r: 1.2, alpha: 9, s: 0.5, beta: 20 }, b2b),
]

/** Amounts as in CDNOW (Fader & Hardie 2013). */
export const SPEND: GammaGammaParameters = { p: 6.25, q: 3.74, gamma: 15.44 }

/** Customers, and what is known of their amounts. */
export interface Cohort {
  readonly frequency: Float64Array
  readonly recency: Float64Array
  readonly age: Float64Array
  readonly priced: Float64Array
  readonly meanAmount: Float64Array
}

export function emptyCohort(customers: number): Cohort {
  return {
    frequency: new Float64Array(customers),
    recency: new Float64Array(customers),
    age: new Float64Array(customers),
    priced: new Float64Array(customers),
    meanAmount: new Float64Array(customers).fill(Number.NaN),
  }
}

export const between = ([low, high]: readonly [number, number], random: Random): number =>
  low + (high - low) * random()

/** Gives each repeat customer of a cohort amounts; returns each customer's own ν. */
export function drawAmounts(cohort: Cohort, random: Random): Float64Array {
  const { p, q, gamma } = SPEND
  return cohort.frequency.map((orders, row) => {
    const nu = gammaVariate(q, gamma, random)
    cohort.priced[row] = orders
    if (orders > 0) cohort.meanAmount[row] = gammaVariate(p * orders, nu, random) / orders
    return nu
  })
}

/** Customers of a design, from the story of its model. */
export function drawCohort({ model, parameters, ages }: Design, customers: number, random: Random): Cohort {
  const cohort = emptyCohort(customers)
  for (let row = 0; row < customers; row += 1) {
    const history = model.sampleHistory(parameters, between(ages, random), random)
    cohort.frequency[row] = history.frequency
    cohort.recency[row] = history.recency
    cohort.age[row] = history.age
  }
  return cohort
}

/** Customers who order at gamma-distributed rates and never leave. */
export function drawFaithfulCohort(
  { r, alpha }: { readonly r: number; readonly alpha: number },
  ages: readonly [number, number],
  customers: number,
  random: Random,
): Cohort {
  const cohort = emptyCohort(customers)
  for (let row = 0; row < customers; row += 1) {
    const age = between(ages, random)
    const orders = poissonVariate(age * gammaVariate(r, alpha, random), random)
    cohort.age[row] = age
    cohort.frequency[row] = orders
    // The last of so many moments that are uniform over the age.
    cohort.recency[row] = orders === 0 ? 0 : age * random() ** (1 / orders)
  }
  return cohort
}

/** Customers who ordered once. */
export function drawOneTimeBuyers(
  ages: readonly [number, number],
  customers: number,
  random: Random,
): Cohort {
  const cohort = emptyCohort(customers)
  for (let row = 0; row < customers; row += 1) cohort.age[row] = between(ages, random)
  return cohort
}
