import { bgNbd } from '../../models/bg-nbd.ts'
import { mbgNbd } from '../../models/mbg-nbd.ts'
import { paretoNbd } from '../../models/pareto-nbd.ts'
import type { BetaGeometricParameters } from '../../models/timing-model.ts'
import { bgNbdCovariates, mbgNbdCovariates } from '../beta-geometric-covariates.ts'
import type { CovariateFit } from '../covariate-fit.ts'
import { fitCovariates } from '../fit-covariates.ts'
import { gammaGammaCovariates } from '../gamma-gamma-covariates.ts'
import { paretoNbdCovariates } from '../pareto-nbd-covariates.ts'
import { segmentAndScore, simulatedSpend, simulatedTiming } from './simulated-cohort.ts'

/** The coefficients that the cohorts are made with. */
export const truth = {
  purchase: { segment: 0.5, score: 0.15 },
  dropout: { segment: -0.6, score: 0.2 },
  spend: { segment: 0.3, score: -0.05 },
} as const

interface Covariates {
  readonly segment: number
  readonly score: number
}

const shift = (process: keyof typeof truth, { segment, score }: Covariates): number =>
  truth[process].segment * segment + truth[process].score * (score - 7)

const customers = 600
const plan = { customers, age: 104, covariates: segmentAndScore }

const betaGeometric = (covariates: Covariates): BetaGeometricParameters => {
  const dropout = 1 / (1 + Math.exp(1.6 - shift('dropout', covariates)))
  return {
    r: 1.2,
    alpha: 12 * Math.exp(-shift('purchase', covariates)),
    a: 3 * dropout,
    b: 3 * (1 - dropout),
  }
}

/** Fits of simulated cohorts of 600 customers, one for each seed. */
export const simulatedFits: Readonly<Record<string, (seed: number) => CovariateFit>> = {
  'Pareto/NBD': (seed) => {
    const { observed, covariates } = simulatedTiming(paretoNbd, {
      ...plan,
      seed,
      parameters: (own) => ({
        r: 1.2,
        alpha: 12 * Math.exp(-shift('purchase', own)),
        s: 1,
        beta: 40 * Math.exp(-shift('dropout', own)),
      }),
    })
    return fitCovariates(paretoNbdCovariates, observed, covariates)
  },
  'BG/NBD': (seed) => {
    const { observed, covariates } = simulatedTiming(bgNbd, { ...plan, seed, parameters: betaGeometric })
    return fitCovariates(bgNbdCovariates, observed, covariates)
  },
  'MBG/NBD': (seed) => {
    const { observed, covariates } = simulatedTiming(mbgNbd, { ...plan, seed, parameters: betaGeometric })
    return fitCovariates(mbgNbdCovariates, observed, covariates)
  },
  'Gamma-Gamma': (seed) => {
    const { observed, covariates } = simulatedSpend({
      ...plan,
      seed,
      parameters: (own) => ({ p: 4, q: 4, gamma: 60 * Math.exp(shift('spend', own)) }),
    })
    return fitCovariates(gammaGammaCovariates, observed, covariates)
  },
}

/** For each coefficient, the share of the fits in which the truth is within two standard errors of the estimate. */
export function recoveredShares(fits: readonly CovariateFit[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const fit of fits) {
    for (const { process, covariate, estimate, standardError } of fit.coefficients) {
      const known = truth[process][covariate as keyof Covariates]
      const name = `${process}.${covariate}`
      const within =
        estimate !== null && standardError !== null && Math.abs(estimate - known) <= 2 * standardError
      counts.set(name, (counts.get(name) ?? 0) + Number(within))
    }
  }
  return Object.fromEntries([...counts].map(([name, count]) => [name, count / fits.length]))
}
