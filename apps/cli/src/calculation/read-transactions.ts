import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import {
  formatLocalDay,
  type Holdout,
  isCalendarDay,
  type LocalDay,
  localDay,
  localDayOfInstant,
  TIME_UNITS,
  type TimeUnitName,
  type ValueColumns,
} from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import { readInThreads } from '../reading-threads.ts'
import { mergePartitions } from './merge-partitions.ts'
import { type PartitionResult, type PartitionTask, readPartition } from './partition.ts'
import type { PurchaseDays } from './purchase-days.ts'
import { PurchaseSummaries } from './purchase-summaries.ts'

/** Below this size, starting a worker costs more than it saves. */
const SMALL_FILE = 32 * 2 ** 20

/** More workers read no faster: each goes through the whole file. */
const MOST_WORKERS = 4

export interface TransactionOptions {
  /** The present local day, `YYYY-MM-DD`; a transaction of a later day is a bad row. */
  readonly today: string
  /** End of the observation, `YYYY-MM-DD`. Later transactions are not looked at. By default the last date in the file. */
  readonly asOf?: string
  /** By default weeks. */
  readonly unit?: TimeUnitName
  /** Transactions up to so many days after the first of an occasion belong to it; 0, the default, is the same local day. */
  readonly occasionWindow?: number
  /** The IANA zone that decides to which day a moment belongs. Dates without a time are days of this zone. By default UTC. */
  readonly timeZone?: string
  /** Whether a bad row ends the reading (the default), or is left out and counted. */
  readonly onBadRow?: 'stop' | 'skip'
  /** Where skipped rows are listed, as CSV: line, reason, the row. */
  readonly badRowsFile?: string
  /** Threads that read. 1 reads in this one. By default 1 for small files, else 2 where the machine has them. */
  readonly workers?: number
}

export interface TransactionCounts {
  /** Rows below the header, the skipped ones included; empty lines are none. */
  readonly rows: number
  readonly customers: number
  /** Purchase occasions: transactions of one customer on one day, or within the window, are one. */
  readonly transactions: number
  /** Occasions with a net amount below 0: no purchases, but part of the historic value. */
  readonly setAside: number
  /** Bad rows that were left out. */
  readonly skipped: number
  /**
   * Rows that repeat another one: the same customer, date (or moment), and amount. They are kept: a file of
   * transactions has no ids, so that two equal rows may as well be two purchases. Not counting those after `asOf`.
   */
  readonly duplicates: number
  /** Rows after `asOf`, which were not looked at. */
  readonly afterAsOf: number
  /** Customers all of whose rows are after `asOf`: they are not among `customers`. */
  readonly customersAfterAsOf: number
}

/** What the customers of a file bought. */
export interface Transactions {
  /** All customers with a transaction up to `asOf`, in the order in which they appear in the file. */
  readonly columns: ValueColumns
  readonly asOf: LocalDay
  /** The days of the first and the last purchase up to `asOf`; null where there is none. */
  readonly firstDay: LocalDay | null
  readonly lastDay: LocalDay | null
  /** The last date in the file, `YYYY-MM-DD`, whether or not it was looked at. */
  readonly lastDate: string
  readonly counts: TransactionCounts
  /** ISO 4217; null where the file says none. */
  readonly currency: string | null
  /** What each customer bought on each day, in the order of `columns`. */
  readonly purchases: PurchaseDays
  /** All customers with a transaction up to the end of an earlier day, as they were known then. */
  summariesAt(day: LocalDay): ValueColumns
  /** Customers as they were at the end of an earlier day, and what they ordered from then to `asOf`. */
  holdoutAt(split: LocalDay): Holdout
}

/**
 * Reads a CSV file of transactions (`customer_id,date,amount` and, optionally, `currency`, in any order) down to a
 * summary for each customer. The file is streamed: memory grows with the customers and their days, not with the text.
 * Throws a CommandError that says where the file is wrong, and what to do.
 *
 * @example
 * const { columns, counts } = await readTransactions('transactions.csv', { today: '2026-11-27' })
 */
export async function readTransactions(file: string, options: TransactionOptions): Promise<Transactions> {
  const { timeZone = 'UTC', occasionWindow = 0, unit = 'week' } = options
  if (!(occasionWindow >= 0)) {
    throw new CommandError(`The occasion window is ${occasionWindow} days; it must be 0 or more.`)
  }
  if (options.badRowsFile !== undefined && path.resolve(options.badRowsFile) === path.resolve(file)) {
    throw new CommandError(`${file} is the file of transactions: give another file for the bad rows`)
  }
  checkZone(timeZone)
  const name = path.basename(file)
  const task = {
    path: file,
    file: name,
    timeZone,
    today: dayOption(options.today, 'present day'),
    asOf: options.asOf === undefined ? Infinity : dayOption(options.asOf, 'end of the observation'),
    onBadRow: options.onBadRow ?? 'stop',
    badRowsFile: options.badRowsFile ?? null,
  }
  const parts = await readPartitions(task, options.workers ?? (await usualWorkers(file)))
  const lastInFile = Math.max(...parts.map(({ lastDay }) => lastDay))
  const [examiner] = parts
  if (examiner === undefined || lastInFile === -Infinity) {
    const skipped = examiner?.skipped ?? 0
    throw new CommandError(
      skipped > 0
        ? `${name}: all rows are bad (${skipped}): nothing is left to calculate with`
        : `${name} has a header and no rows: nothing to calculate with`,
    )
  }
  const asOf = options.asOf === undefined ? lastInFile : task.asOf
  const { rows, skipped, afterAsOf, currency } = examiner
  const duplicates = parts.reduce((sum, part) => sum + part.duplicates, 0)
  const { ids, purchases } = mergePartitions(parts)
  if (ids.length === 0) {
    throw new CommandError(
      `${name}: all transactions are after ${formatLocalDay(asOf)}, the end of the observation: give a later day`,
    )
  }
  const summaries = new PurchaseSummaries(ids, purchases, { unit: TIME_UNITS[unit], occasionWindow })
  const { columns, counts } = summaries.at(asOf)
  return {
    columns,
    asOf,
    firstDay: counts.firstDay,
    lastDay: counts.lastDay,
    lastDate: formatLocalDay(lastInFile),
    counts: {
      rows,
      customers: ids.length,
      transactions: counts.transactions,
      setAside: counts.setAside,
      skipped,
      duplicates,
      afterAsOf,
      customersAfterAsOf: parts.reduce((sum, part) => sum + part.customersAfterAsOf, 0),
    },
    currency,
    purchases,
    summariesAt: (day) => summaries.at(Math.min(day, asOf)).columns,
    holdoutAt: (split) => summaries.holdout(split, asOf),
  }
}

function checkZone(timeZone: string): void {
  try {
    localDayOfInstant(0, timeZone)
  } catch (cause) {
    throw new CommandError(cause instanceof Error ? cause.message : String(cause))
  }
}

function dayOption(text: string, what: string): LocalDay {
  try {
    if (isCalendarDay(text)) return localDay(text, 'UTC')
  } catch {
    // Said below, with what the day is for.
  }
  throw new CommandError(`The ${what} is "${text}"; write a day of the calendar, such as 2024-03-31.`)
}

async function usualWorkers(file: string): Promise<number> {
  const size = await stat(file).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  )
  return size < SMALL_FILE ? 1 : Math.min(2, availableParallelism())
}

type Task = Omit<PartitionTask, 'partition' | 'partitions'>

/** Reads all partitions, each in its thread. The first failure ends them all. */
async function readPartitions(task: Task, workers: number): Promise<PartitionResult[]> {
  const partitions = Math.max(1, Math.min(MOST_WORKERS, Math.floor(workers)))
  if (partitions === 1) return [await readPartition({ ...task, partition: 0, partitions })]
  return readInThreads<PartitionResult>(
    new URL('./partition-worker.ts', import.meta.url),
    Array.from({ length: partitions }, (_, partition): PartitionTask => ({ ...task, partition, partitions })),
  )
}
