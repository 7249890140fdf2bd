import { seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { bgNbd } from '../../core/metrics/src/value/models/bg-nbd.ts'
import { mbgNbd } from '../../core/metrics/src/value/models/mbg-nbd.ts'
import { paretoNbd } from '../../core/metrics/src/value/models/pareto-nbd.ts'
import type { TimingModel, TimingParameters } from '../../core/metrics/src/value/models/timing-model.ts'
import { drawFaithfulCohort } from './simulation.ts'

/** As many customers as an online retailer's, whose data stop other packages with an error or without standard errors. */
const CUSTOMERS = 4334

const models: readonly (readonly [string, TimingModel<TimingParameters>])[] = [
  ['BG/NBD', bgNbd],
  ['MBG/NBD', mbgNbd],
  ['Pareto/NBD', paretoNbd],
]

describe.each(models)('%s on customers who never leave', (_, model) => {
  // By chance one in ten such cohorts looks as if somebody had left; this one does not.
  const cohort = drawFaithfulCohort({ r: 0.8, alpha: 6 }, [6, 48], CUSTOMERS, seededRandom(2))

  test('names the limit, and gives the predictions of the model without dropout', () => {
    const fit = model.fit(cohort)
    expect(fit).toMatchObject({ limit: 'no-dropout', prior: 'weak', converged: true })
    const { r = 0, alpha = 0 } = fit.parameters
    for (const [frequency, recency, age] of [
      [0, 0, 30],
      [4, 20, 24],
      [12, 40, 44],
    ] as const) {
      const orders = model.expectedTransactions(fit.parameters, { frequency, recency, age }, 12)
      expect(orders / (((r + frequency) / (alpha + age)) * 12)).toBeGreaterThan(0.9)
    }
  })

  test('needs few steps, with standard errors for all parameters', () => {
    const fit = model.fit(cohort)
    expect(fit.iterations).toBeLessThan(100)
    for (const error of Object.values(fit.standardErrors!)) expect(error).toBeLessThan(Infinity)
  })
})
