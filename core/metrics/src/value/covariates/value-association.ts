import { chiSquareUpperTail } from '@rapport/stats'
import type { TimingColumns, TimingModel, TimingParameters } from '../models/timing-model.ts'
import { TIME_UNITS, type TimeUnitName } from '../time-unit.ts'
import type { CovariateFit, Interval, LikelihoodRatioTest } from './covariate-fit.ts'
import type { CovariateModel } from './covariate-model.ts'
import { NORMAL_95 } from './describe-fit.ts'
import { gammaGammaCovariates, type SpendParameters } from './gamma-gamma-covariates.ts'

/** A model of purchase times with its fit, and the test of the covariate in it (see `testCovariate`). */
export interface TimingAssociation<P extends TimingParameters> {
  readonly model: TimingModel<P>
  readonly covariates: CovariateModel<TimingColumns, P>
  readonly fit: CovariateFit<P>
  readonly test: LikelihoodRatioTest | null
}

/** The same of spend per order. */
export interface SpendAssociation {
  readonly fit: CovariateFit<SpendParameters>
  readonly test: LikelihoodRatioTest | null
}

export interface AssociationQuestion<P extends TimingParameters> {
  readonly covariate: string
  /** How much more of the covariate, such as 10 points. */
  readonly change: number
  readonly timing: TimingAssociation<P>
  /** Without it, the value of an order is taken to be the same for all. */
  readonly spend?: SpendAssociation
  /** The unit of the columns that the model was fitted to. */
  readonly unit: TimeUnitName
  /** The discount a year, above 0. */
  readonly annualDiscount: number
}

/** How residual value differs between customers with more of a covariate and customers at its mean. */
export interface ValueAssociation {
  readonly covariate: string
  readonly change: number
  /** Residual value with the change, divided by that at the mean; null where the data do not determine it (a ridge would). */
  readonly ratio: number | null
  /** 95 %, from the logarithm. */
  readonly interval: Interval | null
  /** Likelihood-ratio test that the covariate tells nothing; null where no test was given. */
  readonly p: number | null
  readonly sentence: string
}

const STEP = 1e-4

/** d f ÷ d link, by central differences. */
const slopesOf = (f: (link: Float64Array) => number, link: Float64Array): number[] =>
  Array.from(link, (value, k) => (f(link.with(k, value + STEP)) - f(link.with(k, value - STEP))) / (2 * STEP))

/** A difference of logarithms with its variance. */
interface LogDifference {
  readonly estimate: number
  readonly variance: number
}

/**
 * ln value(mean + change) − ln value(mean), with its variance by the delta method. Both customers are at the mean of
 * all other covariates, so only the coefficients of this one have a part in it. Null where one of them is not known.
 */
function logDifference<O, P extends TimingParameters>(
  model: CovariateModel<O, P>,
  fit: CovariateFit<P>,
  covariate: string,
  change: number,
  logValue: (parameters: P) => number,
): LogDifference | null {
  const { centred, design } = fit
  const place = design.columns.findIndex(({ name, kind }) => name === covariate && kind === 'value')
  if (place < 0) throw new RangeError(`The model was fitted without a covariate ${covariate}.`)
  const unknown = fit.coefficients.some((own) => own.covariate === covariate && own.limit !== null)
  if (unknown || centred.covariance === null) return null

  const value = (link: Float64Array) => logValue(model.natural(link))
  const mean = Float64Array.from(centred.link)
  const changed = Float64Array.from(mean)
  const shifts = centred.coefficients.map(({ column, process, value: coefficient }) => {
    const shifted = model.processes[process]
    if (column !== place || shifted === undefined) return { component: 0, shift: 0 }
    const shift = (shifted.sign * change) / (design.columns[place]?.deviation ?? Number.NaN)
    changed[shifted.component] = (changed[shifted.component] ?? 0) + shift * coefficient
    return { component: shifted.component, shift }
  })
  const atMean = slopesOf(value, mean)
  const atChange = slopesOf(value, changed)
  const slopes = [
    ...atMean.map((slope, k) => (atChange[k] ?? Number.NaN) - slope),
    ...shifts.map(({ component, shift }) => shift * (atChange[component] ?? Number.NaN)),
  ]
  const variance = slopes.reduce(
    (sum, left, m) =>
      sum + slopes.reduce((row, right, n) => row + left * right * (centred.covariance?.[m]?.[n] ?? 0), 0),
    0,
  )
  return { estimate: value(changed) - value(mean), variance }
}

function spendDifference(spend: SpendAssociation, covariate: string, change: number) {
  return logDifference(gammaGammaCovariates, spend.fit, covariate, change, ({ p, q, gamma }) =>
    Math.log((p * gamma) / (q - 1)),
  )
}

/** Both tests in one: their statistics and degrees of freedom add up, as the two models share no data. */
function jointP(tests: readonly (LikelihoodRatioTest | null)[]): number | null {
  let statistic = 0
  let degreesOfFreedom = 0
  for (const test of tests) {
    if (test === null) return null
    statistic += test.statistic
    degreesOfFreedom += test.degreesOfFreedom
  }
  return degreesOfFreedom === 0 ? null : chiSquareUpperTail(statistic, degreesOfFreedom)
}

function percent(ratio: number): string {
  const size = Math.abs(ratio - 1) * 100
  return `${size.toFixed(size < 10 ? 1 : 0)} % ${ratio < 1 ? 'less' : 'more'}`
}

function sentenceOf({ covariate, change, ratio, interval, p }: Omit<ValueAssociation, 'sentence'>): string {
  if (ratio === null || interval === null) {
    return `The data do not tell how residual value goes with ${covariate}: they do not hold its coefficients.`
  }
  const tested = p === null ? '' : p < 0.001 ? ', p < 0.001' : `, p = ${p.toFixed(3)}`
  const more = `${Math.abs(change)} ${change < 0 ? 'less' : 'more'}`
  return (
    `Customers with ${more} of ${covariate} than the mean, and else at the mean, have ${percent(ratio)} residual ` +
    `value (95 % interval: ${percent(interval[0])} to ${percent(interval[1])}${tested}). ` +
    `This is an association; it does not say that a change of ${covariate} would cause it.`
  )
}

/**
 * How the residual value of a new customer goes with a covariate: its discounted orders without end, times its spend
 * per order. Throws a RangeError for a covariate that the fit does not have, and for a discount that is not above 0.
 */
export function valueAssociation<P extends TimingParameters>(
  question: AssociationQuestion<P>,
): ValueAssociation {
  const { covariate, change, timing, spend, unit, annualDiscount } = question
  if (!(annualDiscount > 0)) {
    throw new RangeError(`The annual discount rate is ${annualDiscount}; residual value needs one above 0.`)
  }
  if (!Number.isFinite(change))
    throw new RangeError(`The change of ${covariate} is ${change}; give a number.`)
  const delta = TIME_UNITS[unit].discountRate(annualDiscount)
  const newCustomer = { frequency: 0, recency: 0, age: 0 }
  const orders = logDifference(timing.covariates, timing.fit, covariate, change, (parameters) =>
    Math.log(timing.model.discountedTransactions(parameters, newCustomer, Infinity, delta)),
  )
  const amounts =
    spend === undefined ? { estimate: 0, variance: 0 } : spendDifference(spend, covariate, change)
  const p = jointP(spend === undefined ? [timing.test] : [timing.test, spend.test])
  const estimate = (orders?.estimate ?? Number.NaN) + (amounts?.estimate ?? Number.NaN)
  const error = Math.sqrt((orders?.variance ?? Number.NaN) + (amounts?.variance ?? Number.NaN))
  const known = Number.isFinite(estimate) && Number.isFinite(error)
  const answer = {
    covariate,
    change,
    ratio: known ? Math.exp(estimate) : null,
    interval: known
      ? ([Math.exp(estimate - NORMAL_95 * error), Math.exp(estimate + NORMAL_95 * error)] as const)
      : null,
    p,
  }
  return { ...answer, sentence: sentenceOf(answer) }
}
