import { gammaVariate, poissonVariate } from '@rapport/stats'
import { orderCounts } from './nbd-counts.ts'
import { fitNbd } from './nbd-fit.ts'
import { logLikelihoodOf, type NbdParameters } from './nbd-likelihood.ts'
import { lastOf } from './pareto-nbd-sample.ts'
import type { TimingModel } from './timing-model.ts'

export type { NbdParameters } from './nbd-likelihood.ts'

const expected = ({ r, alpha }: NbdParameters, frequency: number, age: number, t: number): number =>
  ((r + frequency) / (alpha + age)) * t

/** ∫ e^(−δu) du over (0, t]. */
const discountedTime = (t: number, delta: number): number =>
  delta === 0 ? t : -Math.expm1(-delta * t) / delta

/**
 * NBD (Ehrenberg 1959): customers order at gamma-distributed rates and nobody leaves. The limit of Pareto/NBD for data
 * without dropout; every customer is alive with certainty.
 */
export const nbd: TimingModel<NbdParameters> = {
  id: 'nbd',
  parameterNames: ['r', 'alpha'],
  fit: fitNbd,
  logLikelihood: (p, { frequency, age }) => logLikelihoodOf(p, frequency, age),
  probabilityAlive: () => 1,
  expectedWhileAlive: expected,
  expectedTransactions: (p, { frequency, age }, t) => expected(p, frequency, age, t),
  expectedFromNewCustomer: (p, t) => expected(p, 0, 0, t),
  discountedWhileAlive: (p, frequency, age, t, delta) =>
    expected(p, frequency, age, discountedTime(t, delta)),
  discountedTransactions: (p, { frequency, age }, t, delta) =>
    expected(p, frequency, age, discountedTime(t, delta)),
  futureOrders: (p, frequency, age, t, tail = 1e-9) => orderCounts(p.r + frequency, p.alpha + age, t, tail),
  sampleHistory: (p, age, random) => {
    const frequency = poissonVariate(gammaVariate(p.r, p.alpha, random) * age, random)
    return { frequency, recency: lastOf(frequency, age, random), age }
  },
  sampleFutureOrders: (p, { frequency, age }, t, random) =>
    poissonVariate(gammaVariate(p.r + frequency, p.alpha + age, random) * t, random),
}
