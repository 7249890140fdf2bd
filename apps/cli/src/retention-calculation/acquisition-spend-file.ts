import {
  type AcquisitionSpend,
  CALENDAR_PERIODS,
  type CalendarPeriodName,
  formatLocalDay,
  localDay,
} from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import { readTableFile, type TableRow } from '../value-calculation/table-file.ts'

const COLUMNS = ['period_start', 'amount'] as const

/**
 * Reads what was spent on winning customers: `period_start,amount`, one row for each calendar period, in order of time.
 * Throws a CommandError that names the row that cannot be read, or starts on no first day of a period.
 */
export async function readAcquisitionSpend(
  file: string,
  period: CalendarPeriodName,
): Promise<readonly AcquisitionSpend[]> {
  const { name, rows } = await readTableFile(file, { required: COLUMNS, optional: [] })
  if (rows.length === 0) throw new CommandError(`${name} has a header and no rows: nothing to calculate with`)
  const byPeriod = new Map<number, AcquisitionSpend>()
  for (const row of rows) {
    const spend = spendOf(name, row, period)
    if (byPeriod.has(spend.number)) {
      throw new CommandError(
        `${name} line ${row.line}: the ${period} from ${row.cells.period_start} stands there twice: add both up in one row`,
      )
    }
    byPeriod.set(spend.number, spend)
  }
  return [...byPeriod.values()].sort((left, right) => left.number - right.number)
}

function spendOf(name: string, { line, cells }: TableRow, periodName: CalendarPeriodName): AcquisitionSpend {
  const { period_start: start = '', amount = '' } = cells
  const fail = (message: string): never => {
    throw new CommandError(`${name} line ${line}: ${message}`)
  }
  const day = dayOf(start) ?? fail(`period_start "${start}" is no date: write it as 2024-03-01`)
  const period = CALENDAR_PERIODS[periodName]
  const number = period.numberOf(day)
  const first = period.firstDay(number)
  if (day !== first) {
    const other = formatLocalDay(first)
    fail(`${start} is not the first day of a ${periodName}: write ${other}, or give another --period`)
  }
  if (!/^\d+(\.\d+)?$/.test(amount)) fail(`amount "${amount}" is not a number from 0: write it as 12.50`)
  return { number, amount: Number(amount) }
}

function dayOf(text: string): number | null {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? localDay(text, 'UTC') : null
  } catch {
    return null
  }
}
