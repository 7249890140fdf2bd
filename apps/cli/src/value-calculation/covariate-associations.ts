import {
  type CovariateColumns,
  type CovariateFit,
  type CovariateModel,
  gammaGammaCovariates,
  type LikelihoodRatioTest,
  TIMING_MODELS,
  type TimingColumns,
  type TimingParameters,
  testCovariate,
  type ValueAssociation,
  type ValueColumns,
  valueAssociation,
} from '@rapport/metrics'
import { type CovariateModelId, timingCovariateModels } from './covariate-models.ts'
import type { SpendCovariates } from './fit-spend-with-covariates.ts'

/** Purchase times as fitted with covariates. */
export interface TimingCovariates {
  readonly model: CovariateModelId
  readonly fit: CovariateFit
  /** What was fitted. */
  readonly observed: TimingColumns
  readonly covariates: CovariateColumns
}

/**
 * How the value of all the time to come goes with each covariate. Null without a discount, where that has no end.
 */
export function covariateAssociations(
  timing: TimingCovariates,
  spend: SpendCovariates | null,
  unit: ValueColumns['unit'],
  annualDiscount: number,
): readonly ValueAssociation[] | null {
  if (annualDiscount === 0) return null
  const covariates = timingCovariateModels[timing.model]
  return timing.covariates.names.map((covariate, place) => {
    const values = timing.covariates.columns[place] ?? new Float64Array(0)
    const deviation = timing.fit.design.columns.find(({ name }) => name === covariate)?.deviation ?? 1
    const hasSpend = spend?.covariates.names.includes(covariate) === true
    return valueAssociation({
      covariate,
      change: values.every((value) => value === 0 || value === 1 || Number.isNaN(value))
        ? 1
        : roundNumberNear(deviation),
      timing: {
        model: TIMING_MODELS[timing.model],
        covariates,
        fit: timing.fit,
        test: testOf(covariates, timing, covariate),
      },
      ...(hasSpend
        ? { spend: { fit: spend.fit, test: testOf(gammaGammaCovariates, spend, covariate) } }
        : {}),
      unit,
      annualDiscount,
    })
  })
}

interface Fitted<O, P extends TimingParameters> {
  readonly fit: CovariateFit<P>
  readonly observed: O
  readonly covariates: CovariateColumns
}

/** The test of one covariate; of the only one, that of all. */
function testOf<O, P extends TimingParameters>(
  model: CovariateModel<O, P>,
  { fit, observed, covariates }: Fitted<O, P>,
  covariate: string,
): LikelihoodRatioTest | null {
  if (covariates.names.length === 1) return fit.test
  return testCovariate(model, observed, covariates, covariate, { prior: fit.prior })
}

/** 1, 2 or 5 × 10ᵏ, whichever is nearest by its ratio: a difference that a sentence can name. */
export function roundNumberNear(size: number): number {
  const power = Math.floor(Math.log10(size))
  const off = (mantissa: number) => Math.abs(Math.log(size / 10 ** power / mantissa))
  const mantissa = [1, 2, 5, 10].reduce((best, next) => (off(next) < off(best) ? next : best))
  // `Number` of the text has no trace of the power's own rounding.
  return Number(`${mantissa}e${power}`)
}
