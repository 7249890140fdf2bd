import { paretoOrderCounts } from './pareto-nbd-counts.ts'
import { type AliveParetoPosterior, discountedOrders, expectedOrders } from './pareto-nbd-expectation.ts'
import { fitParetoNbd } from './pareto-nbd-fit.ts'
import { logLikelihoodOf, logOddsLeft, type ParetoNbdParameters } from './pareto-nbd-likelihood.ts'
import { sampleHistory, sampleOrders } from './pareto-nbd-sample.ts'
import type { PurchaseTiming, TimingModel } from './timing-model.ts'

export type { ParetoNbdParameters } from './pareto-nbd-likelihood.ts'

const posterior = (p: ParetoNbdParameters, frequency: number, age: number): AliveParetoPosterior => ({
  shape: p.r + frequency,
  rate: p.alpha + age,
  s: p.s,
  span: p.beta + age,
})

function probabilityAlive(p: ParetoNbdParameters, customer: PurchaseTiming): number {
  const odds = logOddsLeft(p, customer)
  return odds > 0 ? Math.exp(-odds) / (1 + Math.exp(-odds)) : 1 / (1 + Math.exp(odds))
}

/**
 * Pareto/NBD (Schmittlein, Morrison & Colombo 1987): customers order at gamma-distributed rates, and leave at any moment
 * at gamma-distributed rates.
 */
export const paretoNbd: TimingModel<ParetoNbdParameters> = {
  id: 'pareto-nbd',
  parameterNames: ['r', 'alpha', 's', 'beta'],
  fit: fitParetoNbd,
  logLikelihood: logLikelihoodOf,
  probabilityAlive,
  expectedWhileAlive: (p, frequency, age, t) => expectedOrders(posterior(p, frequency, age), t),
  expectedTransactions: (p, customer, t) =>
    probabilityAlive(p, customer) * expectedOrders(posterior(p, customer.frequency, customer.age), t),
  expectedFromNewCustomer: (p, t) => expectedOrders(posterior(p, 0, 0), t),
  discountedWhileAlive: (p, frequency, age, t, delta) =>
    discountedOrders(posterior(p, frequency, age), t, delta),
  discountedTransactions: (p, customer, t, delta) =>
    probabilityAlive(p, customer) *
    discountedOrders(posterior(p, customer.frequency, customer.age), t, delta),
  futureOrders: (p, frequency, age, t, tail = 1e-9) =>
    paretoOrderCounts(posterior(p, frequency, age), t, tail),
  sampleHistory,
  sampleFutureOrders: (p, customer, t, random) =>
    random() < probabilityAlive(p, customer)
      ? sampleOrders(posterior(p, customer.frequency, customer.age), t, random)
      : 0,
}
