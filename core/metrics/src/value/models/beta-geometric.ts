import { purchaseCounts } from './beta-geometric-counts.ts'
import { type AlivePosterior, discountedPurchases, expectedPurchases } from './beta-geometric-expectation.ts'
import { fitBetaGeometric } from './beta-geometric-fit.ts'
import { type FirstOrderChances, logLikelihoodOf, logOddsLeft } from './beta-geometric-likelihood.ts'
import { sampleHistory, sampleOrders } from './beta-geometric-sample.ts'
import type { BetaGeometricParameters, PurchaseTiming, TimingModel } from './timing-model.ts'

const newCustomer: PurchaseTiming = { frequency: 0, recency: 0, age: 0 }

/** The model whose customers have `chances` (0 or 1) to leave right after their first order. */
export function betaGeometricModel(
  id: TimingModel['id'],
  chances: FirstOrderChances,
): TimingModel<BetaGeometricParameters> {
  const posterior = (p: BetaGeometricParameters, frequency: number, age: number): AlivePosterior => ({
    shape: p.r + frequency,
    rate: p.alpha + age,
    a: p.a,
    stay: p.b + frequency + chances,
  })
  const probabilityAlive = (p: BetaGeometricParameters, customer: PurchaseTiming): number => {
    const odds = logOddsLeft(p, customer, chances)
    return odds > 0 ? Math.exp(-odds) / (1 + Math.exp(-odds)) : 1 / (1 + Math.exp(odds))
  }
  return {
    id,
    parameterNames: ['r', 'alpha', 'a', 'b'],
    fit: (columns, prior) => fitBetaGeometric(columns, chances, prior),
    logLikelihood: (p, customer) => logLikelihoodOf(p, customer, chances),
    probabilityAlive,
    expectedWhileAlive: (p, frequency, age, t) => expectedPurchases(posterior(p, frequency, age), t),
    expectedTransactions: (p, customer, t) =>
      probabilityAlive(p, customer) * expectedPurchases(posterior(p, customer.frequency, customer.age), t),
    expectedFromNewCustomer: (p, t) =>
      probabilityAlive(p, newCustomer) * expectedPurchases(posterior(p, 0, 0), t),
    discountedWhileAlive: (p, frequency, age, t, delta) =>
      discountedPurchases(posterior(p, frequency, age), t, delta),
    discountedTransactions: (p, customer, t, delta) =>
      probabilityAlive(p, customer) *
      discountedPurchases(posterior(p, customer.frequency, customer.age), t, delta),
    futureOrders: (p, frequency, age, t, tail = 1e-9) =>
      purchaseCounts(posterior(p, frequency, age), t, tail),
    sampleHistory: (p, age, random) => sampleHistory(p, chances, age, random),
    sampleFutureOrders: (p, customer, t, random) =>
      random() < probabilityAlive(p, customer)
        ? sampleOrders(posterior(p, customer.frequency, customer.age), t, random)
        : 0,
  }
}
