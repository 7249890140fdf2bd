import type { CalendarPeriodName } from '@rapport/metrics'
import { UsageError } from '../command-error.ts'
import { checkSeparateFiles } from '../separate-files.ts'
import { isDay } from '../value-calculation/value-request.ts'

/** What `rapport calc retention` was asked for, as the command line gives it. */
export interface RetentionRequest {
  readonly transactions?: string
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

/** Throws a UsageError for options that do not go together, or with the present day (`YYYY-MM-DD`). */
export function checkRetentionRequest(request: RetentionRequest, today: string): void {
  const { transactions, subscriptions, asOf, acquisitionSpend, out, onBadRow, badRows } = request
  if (transactions === undefined) checkContractsAlone(request)
  if (asOf !== undefined && !isDay(asOf)) {
    throw new UsageError(`--as-of is "${asOf}"; write a day of the calendar, such as 2024-03-31.`)
  }
  if (asOf !== undefined && asOf > today) {
    throw new UsageError(
      `--as-of ${asOf} is in the future, where nothing was observed: give a day up to ${today}.`,
    )
  }
  checkSeparateFiles(
    [transactions, subscriptions, acquisitionSpend],
    [
      ['--out', out],
      ['--bad-rows', onBadRow === 'skip' && transactions !== undefined ? badRows : undefined],
    ],
  )
}

/** Without transactions there is retention under contract, and nothing that purchases tell. */
function checkContractsAlone({ subscriptions, acquisitionSpend, out }: RetentionRequest): void {
  if (subscriptions === undefined) {
    throw new UsageError('Give --transactions FILE.csv, --subscriptions FILE.csv, or both.')
  }
  if (acquisitionSpend !== undefined) {
    throw new UsageError('What a customer cost is held against purchases: give --transactions FILE.csv too.')
  }
  if (out !== undefined) {
    throw new UsageError('--out writes the customers of transactions: give --transactions FILE.csv too.')
  }
}
