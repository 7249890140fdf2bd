import { betaSurvivalSum } from '@rapport/stats'
import { fitBetaBinomial } from './bg-bb-fit.ts'
import { type BetaBinomialParameters, silenceOf } from './bg-bb-likelihood.ts'
import { orderCountsAt, sampleOpportunities, sampleOrdersAt, type TherePosterior } from './bg-bb-orders.ts'
import type { PurchaseTiming, TimingModel } from './timing-model.ts'

export type { BetaBinomialParameters } from './bg-bb-likelihood.ts'

const newCustomer: PurchaseTiming = { frequency: 0, recency: 0, age: 0 }

const posterior = (
  { alpha, beta, gamma, delta }: BetaBinomialParameters,
  frequency: number,
  age: number,
): TherePosterior => ({
  order: alpha + frequency,
  miss: beta + age - frequency,
  leave: gamma,
  stay: delta + age + 1,
})

/** The whole opportunities in the time t. */
const opportunitiesIn = (t: number): number => Math.max(0, Math.floor(t))

function probabilityThere(parameters: BetaBinomialParameters, customer: PurchaseTiming): number {
  const { logSilent, there } = silenceOf(parameters, customer)
  return Math.min(1, there * Math.exp(-logSilent))
}

/** Expected orders, each discounted by e^(−rate · opportunity), of a customer who is there at n + 1. */
function ordersWhileThere(
  parameters: BetaBinomialParameters,
  frequency: number,
  age: number,
  t: number,
  rate: number,
): number {
  const { order, miss, leave, stay } = posterior(parameters, frequency, age)
  const opportunities = betaSurvivalSum(leave, stay, Math.expm1(rate), opportunitiesIn(t))
  return (order / (order + miss)) * Math.exp(-rate) * opportunities
}

/**
 * BG/BB (Fader, Hardie & Shang 2010, "Customer-Base Analysis in a Discrete-Time Noncontractual Setting"): orders can
 * happen only at opportunities, such as yearly appeals or events. Frequency is the number of repeat opportunities taken,
 * recency the last one taken, age the number of opportunities so far: whole numbers. Time is counted in opportunities;
 * of a horizon t the whole ones count.
 *
 * "Alive" means alive at the next opportunity, n + 1, as in Table 6 of the paper: a customer who leaves before it can
 * no longer order. So `probabilityAlive` is below 1 even for a customer who ordered at n, and
 * `expectedTransactions` = `probabilityAlive` × `expectedWhileAlive`, where the latter, like `discountedWhileAlive` and
 * `futureOrders`, is given that the customer is there at n + 1.
 *
 * A discount rate δ is continuous, per opportunity (the paper's d is e^δ − 1), and the order at n + 1 is one
 * opportunity away; with t = Infinity the result is the paper's DERT.
 */
export const bgBb: TimingModel<BetaBinomialParameters> = {
  id: 'bg-bb',
  parameterNames: ['alpha', 'beta', 'gamma', 'delta'],
  fit: fitBetaBinomial,
  logLikelihood: (parameters, customer) => {
    const { logHistory, logSilent } = silenceOf(parameters, customer)
    return logHistory + logSilent
  },
  probabilityAlive: probabilityThere,
  expectedWhileAlive: (parameters, frequency, age, t) => ordersWhileThere(parameters, frequency, age, t, 0),
  expectedTransactions: (parameters, customer, t) =>
    probabilityThere(parameters, customer) *
    ordersWhileThere(parameters, customer.frequency, customer.age, t, 0),
  expectedFromNewCustomer: (parameters, t) =>
    probabilityThere(parameters, newCustomer) * ordersWhileThere(parameters, 0, 0, t, 0),
  discountedWhileAlive: ordersWhileThere,
  discountedTransactions: (parameters, customer, t, rate) =>
    probabilityThere(parameters, customer) *
    ordersWhileThere(parameters, customer.frequency, customer.age, t, rate),
  futureOrders: (parameters, frequency, age, t, tail = 1e-9) =>
    orderCountsAt(posterior(parameters, frequency, age), opportunitiesIn(t), tail),
  sampleHistory: sampleOpportunities,
  sampleFutureOrders: (parameters, customer, t, random) =>
    random() < probabilityThere(parameters, customer)
      ? sampleOrdersAt(posterior(parameters, customer.frequency, customer.age), opportunitiesIn(t), random)
      : 0,
}
