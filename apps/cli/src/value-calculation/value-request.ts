import { TIME_UNITS, type TimeUnitName, type ValueModelId } from '@rapport/metrics'
import { UsageError } from '../command-error.ts'

/** What `rapport calc value` was asked for, as the command line gives it. */
export interface ValueRequest {
  readonly transactions?: string
  readonly subscriptions?: string
  readonly covariates?: string
  readonly asOf?: string
  readonly unit: TimeUnitName
  readonly occasionWindow: number
  readonly model: 'auto' | ValueModelId | 'sbg' | 'simple' | 'historic'
  readonly prior: 'auto' | 'none' | 'weak'
  readonly horizon?: number
  readonly discount: number
  readonly margin: number
  readonly holdout?: number
  readonly report?: string
  readonly out?: string
  readonly onBadRow: 'stop' | 'skip'
  readonly badRows: string
}

/** The horizon in time units: 12 months unless set. */
export const horizonOf = (request: ValueRequest): number =>
  request.horizon ?? TIME_UNITS[request.unit].fromMonths(12)

/** Covariates go with these models. */
export const COVARIATE_MODELS = ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const

/** Throws a UsageError for options that do not go together. */
export function checkValueRequest(request: ValueRequest): void {
  const { transactions, subscriptions, covariates, holdout, report, model } = request
  if (transactions === undefined && subscriptions === undefined) {
    throw new UsageError('Give --transactions FILE.csv, --subscriptions FILE.csv, or both.')
  }
  if (model === 'sbg' && subscriptions === undefined) {
    throw new UsageError('The model sbg is of contracts: give --subscriptions FILE.csv.')
  }
  if (model === 'sbg' && transactions !== undefined) {
    throw new UsageError(
      'The model sbg is of contracts only. To value purchases too, leave out --model, or give one of purchases.',
    )
  }
  if (model !== 'sbg' && model !== 'auto' && transactions === undefined) {
    throw new UsageError(`The model ${model} is of purchases: give --transactions FILE.csv.`)
  }
  if (report !== undefined && holdout === undefined) {
    throw new UsageError('A report shows a validation: give --holdout too, such as --holdout 26.')
  }
  if (holdout !== undefined && (model === 'bg-bb' || transactions === undefined)) {
    throw new UsageError(
      'A holdout is of purchases in continuous time: give --transactions, and another model than bg-bb.',
    )
  }
  if (covariates === undefined) return
  if (!COVARIATE_MODELS.some((possible) => possible === model)) {
    throw new UsageError(`Covariates need a model that takes them: --model ${COVARIATE_MODELS.join(', ')}.`)
  }
}
