import { chiSquareUpperTail, type Maximum } from '@rapport/stats'
import { NO_GAIN } from '../models/timing-fit.ts'
import type { PriorChoice, TimingParameters } from '../models/timing-model.ts'
import { type CoefficientUncertainty, coefficientUncertainty } from './coefficient-uncertainty.ts'
import { type CovariateColumns, withoutCovariate } from './covariate-columns.ts'
import type { CovariateFit, LikelihoodRatioTest } from './covariate-fit.ts'
import type { CovariateLimit, CovariateModel } from './covariate-model.ts'
import {
  type CovariateProblem,
  type CovariateSelection,
  covariateProblem,
  searchCovariates,
  withoutCoefficients,
} from './covariate-search.ts'
import { describeCovariateFit } from './describe-fit.ts'

/** Below this many customers who tell something `auto` always takes the weak prior. */
const PRIOR_BELOW_CUSTOMERS = 200

/** A dropout of more than four standard errors above 0 needs no test. */
const CLEARLY_DROPPING_OUT = 0.25

export interface CovariateOptions {
  /** The weak prior on the base parameters; `auto` by default. */
  readonly prior?: PriorChoice
  /** Standard deviation of a normal prior on each coefficient per standard deviation; null, the default, for none. */
  readonly ridge?: number | null
  /** Which covariates shift which process; all of them by default. */
  readonly selection?: CovariateSelection
}

/** The test of a maximum against the smaller one inside it. */
function likelihoodRatio(larger: Maximum, smaller: Maximum): LikelihoodRatioTest {
  const statistic = Math.max(0, 2 * (larger.value - smaller.value))
  const degreesOfFreedom = larger.theta.length - smaller.theta.length
  return { statistic, degreesOfFreedom, p: chiSquareUpperTail(statistic, degreesOfFreedom) }
}

/** The best maximum with the coefficients, from where the model without them has its own. */
function searchBoth<O, P extends TimingParameters>(problem: CovariateProblem<O, P>, prior: 'none' | 'weak') {
  const smaller = searchCovariates(withoutCoefficients(problem), { prior, ridge: null })
  const start = [...smaller.theta, ...problem.coefficients.map(() => 0)]
  return { smaller, larger: searchCovariates(problem, { prior, ridge: null, start }) }
}

/** Is there nothing to gain over the model in which nobody leaves? */
function explainedWithoutDropout<O, P extends TimingParameters>(
  problem: CovariateProblem<O, P>,
  found: Maximum,
): boolean {
  const { withoutDropout, processes, parameterNames } = problem.model
  if (withoutDropout === null) return false
  const held = new Map(withoutDropout)
  problem.coefficients.forEach(({ process }, c) => {
    if (withoutDropout.has(processes[process]?.component ?? -1)) held.set(parameterNames.length + c, 0)
  })
  const start = found.theta.map((value, m) => held.get(m) ?? value)
  const stays = searchCovariates(problem, { prior: 'none', ridge: null, start, held })
  return found.value - stays.value < NO_GAIN
}

/** Is the dropout of the customer at the means, where the model has one, far above 0? */
function isClearlyDroppingOut<O, P extends TimingParameters>(
  { model: { withoutDropout } }: CovariateProblem<O, P>,
  { covariance }: CoefficientUncertainty,
): boolean {
  if (withoutDropout === null) return true
  const [component = -1] = withoutDropout.keys()
  return Math.sqrt(covariance?.[component]?.[component] ?? Number.POSITIVE_INFINITY) < CLEARLY_DROPPING_OUT
}

/** The limit that the data alone are at; data that need no dropout may hold all parameters of one all the same. */
function limitOf<O, P extends TimingParameters>(
  problem: CovariateProblem<O, P>,
  found: Maximum,
): { readonly limit: CovariateLimit | null; readonly determined: boolean } {
  const { model, observations } = problem
  if (observations.informative === 0) return { limit: 'one-time-buyers-only', determined: false }
  const base = model.parameterNames.length
  const uncertainty = coefficientUncertainty(found, base, problem.reaches)
  const determined = uncertainty.settled
  if (determined && isClearlyDroppingOut(problem, uncertainty)) return { limit: null, determined }
  if (explainedWithoutDropout(problem, found)) return { limit: 'no-dropout', determined }
  return { limit: determined ? null : model.limitNear(found.theta.subarray(0, base)), determined }
}

/**
 * Fits a model with covariates by maximum likelihood, or by maximum a posteriori with the weak prior on the base
 * parameters (where `prior` and the data ask for it) and a ridge on the coefficients (where given). Throws a RangeError
 * for rows, covariates or options that cannot be used.
 */
export function fitCovariates<O, P extends TimingParameters>(
  model: CovariateModel<O, P>,
  observed: O,
  covariates: CovariateColumns,
  options: CovariateOptions = {},
): CovariateFit<P> {
  const { prior = 'auto', ridge = null, selection = {} } = options
  if (ridge !== null && !(ridge > 0 && ridge < Infinity)) {
    throw new RangeError(`The ridge is ${ridge}; give the standard deviation of the prior, above 0, or null.`)
  }
  const problem = covariateProblem(model, observed, covariates, selection)
  const free = searchBoth(problem, 'none')
  const { limit, determined } = limitOf(problem, free.larger)
  const thin = limit !== null || problem.observations.informative < PRIOR_BELOW_CUSTOMERS
  const steadied = prior === 'weak' || (prior === 'auto' && thin)
  const { smaller, larger } = steadied ? searchBoth(problem, 'weak') : free
  const taken = steadied ? 'weak' : 'none'
  const found =
    ridge === null ? larger : searchCovariates(problem, { prior: taken, ridge, start: larger.theta })
  return describeCovariateFit(problem, found, {
    prior: taken,
    ridge,
    limit,
    determined,
    test: problem.coefficients.length === 0 ? null : likelihoodRatio(larger, smaller),
  })
}

/**
 * The likelihood-ratio test of one covariate (its indicator of missing values included) on all processes that it
 * shifts, the others staying in. `options` are those of the fit, and `prior` should be the one that the fit took.
 */
export function testCovariate<O, P extends TimingParameters>(
  model: CovariateModel<O, P>,
  observed: O,
  covariates: CovariateColumns,
  covariate: string,
  options: { readonly prior: 'none' | 'weak'; readonly selection?: CovariateSelection },
): LikelihoodRatioTest {
  if (!covariates.names.includes(covariate)) {
    throw new RangeError(`There is no covariate ${covariate} to test.`)
  }
  const { prior, selection = {} } = options
  const without = Object.fromEntries(
    Object.entries(selection).map(([process, names]) => [
      process,
      names.filter((name) => name !== covariate),
    ]),
  )
  const { larger } = searchBoth(covariateProblem(model, observed, covariates, selection), prior)
  const rest = withoutCovariate(covariates, covariate)
  const { larger: smaller } = searchBoth(covariateProblem(model, observed, rest, without), prior)
  return likelihoodRatio(larger, smaller)
}
