import { isCalendarDay, localDay, TIME_UNITS, type TimeUnitName, type ValueModelId } from '@rapport/metrics'
import { UsageError } from '../command-error.ts'
import { checkSeparateFiles } from '../separate-files.ts'

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

/** How far ahead value counts unless set. */
const USUAL_MONTHS = 12

/** Further ahead than this nobody's purchases can be told. */
const MOST_MONTHS = 1200

/** The horizon in time units. */
export const horizonOf = ({ horizon, unit }: Pick<ValueRequest, 'horizon' | 'unit'>): number =>
  horizon ?? TIME_UNITS[unit].fromMonths(USUAL_MONTHS)

/** The horizon in months. */
export const horizonMonthsOf = ({ horizon, unit }: Pick<ValueRequest, 'horizon' | 'unit'>): number =>
  horizon === undefined ? USUAL_MONTHS : TIME_UNITS[unit].toMonths(horizon)

/** Covariates go with these models, and with `auto`, which takes one of them. */
export const COVARIATE_MODELS = ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const

/** Throws a UsageError for options that do not go together, or with the present day (`YYYY-MM-DD`). */
export function checkValueRequest(request: ValueRequest, today: string): void {
  checkInputs(request)
  checkTimes(request, today)
  checkFiles(request)
}

function checkInputs({
  transactions,
  subscriptions,
  covariates,
  holdout,
  report,
  model,
}: ValueRequest): void {
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
  const taking = ['auto', ...COVARIATE_MODELS]
  if (transactions === undefined || !taking.includes(model)) {
    throw new UsageError(
      `Covariates need transactions and a model that takes them: give --transactions FILE.csv, and --model ${taking.join(' or ')}.`,
    )
  }
}

function checkTimes(request: ValueRequest, today: string): void {
  const { asOf } = request
  if (asOf !== undefined && !isDay(asOf)) {
    throw new UsageError(`--as-of is "${asOf}"; write a day of the calendar, such as 2024-03-31.`)
  }
  if (asOf !== undefined && asOf > today) {
    throw new UsageError(
      `--as-of ${asOf} is in the future, where nothing was observed: give a day up to ${today}, and --horizon for the time to come.`,
    )
  }
  if (horizonMonthsOf(request) > MOST_MONTHS) {
    throw new UsageError(
      `The horizon of ${request.horizon} ${request.unit}s is over 100 years: give a shorter one.`,
    )
  }
}

/** Whether the text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!isCalendarDay(text)) return false
  try {
    localDay(text, 'UTC')
    return true
  } catch {
    return false
  }
}

/** What is written must not take the place of what is read, nor of anything else that is written. */
function checkFiles(request: ValueRequest): void {
  const { transactions, subscriptions, covariates, out, report, onBadRow, badRows } = request
  const written = [
    ['--out', out],
    ['--report', report],
    ['--bad-rows', onBadRow === 'skip' && transactions !== undefined ? badRows : undefined],
  ] as const
  checkSeparateFiles([transactions, subscriptions, covariates], written)
}
