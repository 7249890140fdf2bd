import type { CalendarPeriodName } from '@rapport/metrics'
import { UsageError } from '../command-error.ts'
import { checkSeparateFiles } from '../separate-files.ts'
import { isDay } from '../value-calculation/value-request.ts'

/** What `rapport calc retention` was asked for, as the command line gives it. */
export interface RetentionRequest {
  readonly transactions: string
  readonly subscriptions?: string
  readonly asOf?: string
  readonly period: CalendarPeriodName
  readonly occasionWindow: number
  readonly acquisitionSpend?: string
  readonly margin: number
  readonly out?: string
  readonly onBadRow: 'stop' | 'skip'
  readonly badRows: string
}

/** The same before it is known that the transactions are there. */
export type GivenOptions = Omit<RetentionRequest, 'transactions'> & { readonly transactions?: string }

/** The request. Throws a UsageError for options that cannot be, or not on the present day (`YYYY-MM-DD`). */
export function checkedRequest<Options extends GivenOptions>(
  options: Options,
  today: string,
): Options & RetentionRequest {
  const { transactions, asOf } = options
  if (transactions === undefined) throw new UsageError('Give --transactions FILE.csv.')
  if (asOf !== undefined && !isDay(asOf)) {
    throw new UsageError(`--as-of is "${asOf}"; write a day of the calendar, such as 2024-03-31.`)
  }
  if (asOf !== undefined && asOf > today) {
    throw new UsageError(
      `--as-of ${asOf} is in the future, where nothing was observed: give a day up to ${today}.`,
    )
  }
  const request = { ...options, transactions }
  const { subscriptions, acquisitionSpend, out, onBadRow, badRows } = request
  checkSeparateFiles(
    [transactions, subscriptions, acquisitionSpend],
    [
      ['--out', out],
      ['--bad-rows', onBadRow === 'skip' ? badRows : undefined],
    ],
  )
  return request
}
