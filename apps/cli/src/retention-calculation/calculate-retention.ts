import {
  type Acquisition,
  type AcquisitionSpend,
  acquisition,
  CALENDAR_PERIODS,
  type CalendarPeriodName,
  type Cohort,
  type ContractualPeriod,
  CustomerStandings,
  cohortTable,
  contractualRetention,
  type LocalDay,
  localDay,
  type PurchaseColumns,
  type RetentionReport,
  retentionReportOf,
  type Subscription,
  type ToldGroupings,
} from '@rapport/metrics'
import { readTransactions, type Transactions } from '../calculation/read-transactions.ts'
import { readSubscriptions } from '../value-calculation/subscriptions-file.ts'
import { readAcquisitionSpend } from './acquisition-spend-file.ts'
import { filePurchases } from './file-purchases.ts'
import type { RetentionRequest } from './retention-request.ts'

/** Retention of some customers, whether from a file or from a workspace. */
export interface Retention {
  readonly report: RetentionReport
  /** Under contracts; null where there are no subscriptions. */
  readonly contracts: readonly ContractualPeriod[] | null
  /** Null where no spend was given. */
  readonly acquisition: Acquisition | null
  readonly customers: CustomerStandings
}

/** Retention of the customers of a file of transactions. */
export interface FileRetention extends Retention {
  readonly transactions: Pick<Transactions, 'counts' | 'currency'>
}

/** Retention of the customers of a file of subscriptions alone. */
export interface ContractRetention {
  readonly report: null
  /** `YYYY-MM-DD`. */
  readonly asOf: string
  readonly period: CalendarPeriodName
  /** How many customers have subscriptions. */
  readonly customers: number
  readonly contracts: readonly ContractualPeriod[]
}

/** What `rapport calc retention` computed. */
export type RetentionCalculation = FileRetention | ContractRetention

/** Computes what was asked for. `today` is `YYYY-MM-DD`. Throws a CommandError that says what is wrong with which file. */
export async function calculateRetention(
  request: RetentionRequest,
  today: string,
): Promise<RetentionCalculation> {
  const { period, margin } = request
  // The small files first: what is wrong with them is told before millions of rows are read.
  const spend =
    request.acquisitionSpend === undefined
      ? null
      : await readAcquisitionSpend(request.acquisitionSpend, period)
  const subscriptions =
    request.subscriptions === undefined ? null : await readSubscriptions(request.subscriptions)
  const read = await readPurchases(request, today)
  if (read === null) return contractRetention(subscriptions ?? [], request.asOf ?? today, period)
  const { purchases, transactions } = read
  return {
    ...retentionOf(purchases, { period, spend, margin }),
    contracts: subscriptions === null ? null : contractPeriods(subscriptions, purchases.asOf, period),
    transactions,
  }
}

function contractRetention(
  subscriptions: readonly Subscription[],
  asOf: string,
  period: CalendarPeriodName,
): ContractRetention {
  return {
    report: null,
    asOf,
    period,
    customers: new Set(subscriptions.map(({ customerId }) => customerId)).size,
    contracts: contractPeriods(subscriptions, localDay(asOf, 'UTC'), period),
  }
}

const contractPeriods = (
  subscriptions: readonly Subscription[],
  asOf: LocalDay,
  period: CalendarPeriodName,
): readonly ContractualPeriod[] =>
  contractualRetention(
    subscriptions.map((row) => ({
      ...row,
      start: localDay(row.start, 'UTC'),
      end: row.end === null ? null : localDay(row.end, 'UTC'),
      amount: row.amount === null ? null : Number(row.amount),
    })),
    { asOf, period },
  )

/** The purchases of the file; whatever else was read of it is gone afterwards. Null without a file. */
async function readPurchases(
  { transactions, asOf, occasionWindow, onBadRow, badRows }: RetentionRequest,
  today: string,
): Promise<(Pick<FileRetention, 'transactions'> & { readonly purchases: PurchaseColumns }) | null> {
  if (transactions === undefined) return null
  const read = await readTransactions(transactions, {
    today,
    ...(asOf === undefined ? {} : { asOf }),
    unit: 'day',
    occasionWindow,
    onBadRow,
    ...(onBadRow === 'skip' ? { badRowsFile: badRows } : {}),
  })
  const { counts, currency } = read
  return { purchases: filePurchases(read, occasionWindow), transactions: { counts, currency } }
}

/** What the retention of purchases is told by. */
export interface RetentionOptions {
  readonly period: CalendarPeriodName
  readonly spend: readonly AcquisitionSpend[] | null
  /** Gross margin as a share of revenue. */
  readonly margin: number
  /** Segments and churn risks that were told before; by default they are made of the purchases. */
  readonly told?: ToldGroupings
}

/** Retention, and acquisition where spend is given, of purchases. */
export function retentionOf(purchases: PurchaseColumns, options: RetentionOptions): Retention {
  const { period, spend, margin, told } = options
  const customers = new CustomerStandings(purchases, told)
  const report = retentionReportOf(purchases, { period }, customers)
  return {
    report,
    contracts: null,
    acquisition:
      spend === null ? null : acquisition(spend, report, monthlyCohorts(report, purchases), margin),
    customers,
  }
}

const monthlyCohorts = (report: RetentionReport, purchases: PurchaseColumns): readonly Cohort[] =>
  report.period === CALENDAR_PERIODS.month.name ? report.cohorts : cohortTable(purchases, 'month')
