import {
  CALENDAR_PERIODS,
  type CalendarPeriodName,
  type Cohort,
  type ContractualPeriod,
  type CustomerPurchases,
  cohortTable,
  contractualRetention,
  type LocalDay,
  localDay,
  type PurchaseColumns,
  purchaseColumns,
  type RetentionReport,
  type RfmThresholds,
  retentionReport,
} from '@rapport/metrics'
import { readTransactions, type Transactions } from '../calculation/read-transactions.ts'
import { readSubscriptions } from '../value-calculation/subscriptions-file.ts'
import { type Acquisition, type AcquisitionSpend, acquisition } from './acquisition.ts'
import { readAcquisitionSpend } from './acquisition-spend-file.ts'
import { CustomerStandings, churnRiskCounts, type Grouping, segmentFigures } from './customer-standings.ts'
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

/** What `rapport calc retention` computed. */
export interface RetentionCalculation extends Retention {
  readonly transactions: Pick<Transactions, 'counts' | 'currency'>
}

/** Computes what was asked for. `today` is `YYYY-MM-DD`. Throws a CommandError that says what is wrong with which file. */
export async function calculateRetention(
  request: RetentionRequest,
  today: string,
): Promise<RetentionCalculation> {
  const { period, occasionWindow, onBadRow, margin } = request
  // The small files first: what is wrong with them is told before millions of rows are read.
  const spend =
    request.acquisitionSpend === undefined
      ? null
      : await readAcquisitionSpend(request.acquisitionSpend, period)
  const subscriptions =
    request.subscriptions === undefined ? null : await readSubscriptions(request.subscriptions)
  const transactions = await readTransactions(request.transactions, {
    today,
    ...(request.asOf === undefined ? {} : { asOf: request.asOf }),
    unit: 'day',
    occasionWindow,
    onBadRow,
    ...(onBadRow === 'skip' ? { badRowsFile: request.badRows } : {}),
  })
  const { asOf, counts, currency } = transactions
  const retention = retentionOf(filePurchases(transactions, occasionWindow), { asOf, period, spend, margin })
  return {
    ...retention,
    contracts:
      subscriptions === null
        ? null
        : contractualRetention(
            subscriptions.map((row) => ({
              ...row,
              start: localDay(row.start, 'UTC'),
              end: row.end === null ? null : localDay(row.end, 'UTC'),
              amount: row.amount === null ? null : Number(row.amount),
            })),
            { asOf, period },
          ),
    transactions: { counts, currency },
  }
}

/** What the retention of purchases is told by. */
export interface RetentionOptions {
  readonly asOf: LocalDay
  readonly period: CalendarPeriodName
  readonly spend: readonly AcquisitionSpend[] | null
  /** Gross margin as a share of revenue. */
  readonly margin: number
  /** Segments and churn risks that were told before, with the bands behind them; by default they are made of the purchases. */
  readonly grouped?: {
    readonly rfm: RfmThresholds
    readonly of: (id: string) => Grouping | null
  }
}

/** Retention, and acquisition where spend is given, of purchases. `customers` is gone through twice. */
export function retentionOf(customers: Iterable<CustomerPurchases>, options: RetentionOptions): Retention {
  const { asOf, period, spend, margin } = options
  const ofPurchases = retentionReport(customers, { asOf, period })
  const purchases = purchaseColumns(customers, asOf)
  const { rfm = ofPurchases.rfm, of } = options.grouped ?? {}
  const standings = new CustomerStandings(purchases, { ...ofPurchases, rfm }, of)
  const report: RetentionReport =
    options.grouped === undefined
      ? ofPurchases
      : {
          ...ofPurchases,
          rfm,
          segments: segmentFigures(standings),
          churnRisk: churnRiskCounts(standings),
        }
  return {
    report,
    contracts: null,
    acquisition:
      spend === null ? null : acquisition(spend, report, monthlyCohorts(report, purchases), margin),
    customers: standings,
  }
}

const monthlyCohorts = (report: RetentionReport, purchases: PurchaseColumns): readonly Cohort[] =>
  report.period === CALENDAR_PERIODS.month.name ? report.cohorts : cohortTable(purchases, 'month')
