import { expect } from 'vitest'
import { mbgNbd } from '../../models/mbg-nbd.ts'
import type { CovariateCoefficient, CovariateFit } from '../covariate-fit.ts'
import { segmentAndScore, simulatedTiming } from './simulated-cohort.ts'

/** No number anywhere in a fit may be NaN or infinite. */
export function expectFinite(value: unknown): void {
  if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite)
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(expectFinite)
}

/** One coefficient of a fit. */
export function coefficient(fit: CovariateFit, process: string, covariate: string): CovariateCoefficient {
  const found = fit.coefficients.find((own) => own.process === process && own.covariate === covariate)
  if (found === undefined) throw new Error(`The fit has no coefficient of ${covariate} on ${process}.`)
  return found
}

/** Two segments, one of which orders 1.8 times as often and leaves a third as readily. */
export const cohort = simulatedTiming(mbgNbd, {
  customers: 800,
  age: 104,
  seed: 3,
  covariates: segmentAndScore,
  parameters: ({ segment }) => {
    const dropout = 1 / (1 + Math.exp(1.2 + segment))
    return { r: 1.2, alpha: segment === 1 ? 7 : 12, a: 3 * dropout, b: 3 * (1 - dropout) }
  },
})
