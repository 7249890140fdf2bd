import { type CalendarPeriodName, contractualRetention, type Grouping, localDay } from '@rapport/metrics'
import { modelInForce, readPurchases, type ScoresInForce } from '@rapport/run'
import { type GlobalOptions, printResult } from '../output.ts'
import { readAcquisitionSpend } from '../retention-calculation/acquisition-spend-file.ts'
import {
  type Retention,
  type RetentionOptions,
  retentionOf,
} from '../retention-calculation/calculate-retention.ts'
import { retentionResult } from '../retention-calculation/retention-result.ts'
import { retentionLines } from '../retention-calculation/retention-text.ts'
import { type ScoredWorkspace, withScores } from './opened-report.ts'

/** What `rapport report retention` was asked for. */
export interface RetentionReportRequest extends GlobalOptions {
  readonly period: CalendarPeriodName
  readonly acquisitionSpend?: string
}

/** `rapport report retention`: what `rapport calc retention` tells, of the workspace's won deals. */
export async function printRetentionReport(request: RetentionReportRequest): Promise<void> {
  const { period, acquisitionSpend } = request
  // Before the workspace is opened, which makes its folder the present one.
  const spend = acquisitionSpend === undefined ? null : await readAcquisitionSpend(acquisitionSpend, period)
  await withScores(request, async (scored) => {
    const retention = await workspaceRetention(scored, { period, spend, contracts: 'apart' })
    const result = retentionResult(retention, scored.workspace.config.currency)
    printResult(request, result, () => retentionLines(result))
  })
}

/** The retention of the workspace's won deals. Segments and churn risks are those of the scores, which the CRM shows too. */
export async function workspaceRetention(
  { workspace, scores, signal }: ScoredWorkspace,
  {
    period,
    spend,
    contracts,
  }: Pick<RetentionOptions, 'period' | 'spend'> & {
    /** Whether customers under contract are judged by their contracts, or all by their purchases. */
    readonly contracts: 'among-purchases' | 'apart'
  },
): Promise<Retention> {
  const { purchases, subscriptions } = await readPurchases(workspace, {
    asOf: scores.asOf,
    signal,
    contracts,
  })
  const model = await modelInForce(workspace)
  const retention = retentionOf(purchases, {
    period,
    spend,
    margin: workspace.config.metrics.value.margin,
    ...(model === null ? {} : { told: { rfm: model.groups.rfm, of: (id) => groupingOf(scores, id) } }),
  })
  if (contracts !== 'apart' || subscriptions.length === 0) return retention
  const rows = subscriptions.map((row) => ({
    ...row,
    start: localDay(row.start, 'UTC'),
    end: row.end === null ? null : localDay(row.end, 'UTC'),
    amount: row.amount === null ? null : Number(row.amount),
  }))
  return { ...retention, contracts: contractualRetention(rows, { asOf: purchases.asOf, period }) }
}

function groupingOf(scores: ScoresInForce, id: string): Grouping | null {
  const row = scores.rowOf(Number(id)) ?? -1
  const segment = scores.segment[row] ?? null
  return segment === null ? null : { segment, churnRisk: scores.churnRisk[row] ?? null }
}
