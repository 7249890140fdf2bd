import {
  CHURN_RISK_POLICY,
  type ChurnRisk,
  type ChurnRiskCounts,
  PLAIN_POLICY,
  RFM_POLICY,
  type RfmSegment,
  type SegmentFigures,
} from '@rapport/metrics'
import { CompensatedSum } from '@rapport/stats'
import { type GlobalOptions, printResult } from '../output.ts'
import type { Retention } from '../retention-calculation/calculate-retention.ts'
import { type ScoredWorkspace, withScores } from './opened-report.ts'
import { workspaceRetention } from './retention-report.ts'
import { printSegmentCustomers } from './segment-customers.ts'
import { SEGMENT_NAMES } from './segment-names.ts'
import { segmentsReportLines } from './segments-report-text.ts'

/** What `rapport report segments` was asked for. */
export interface SegmentsReportRequest extends GlobalOptions {
  readonly segment?: RfmSegment
}

/** One segment with what its customers are worth. */
export interface SegmentReport extends SegmentFigures {
  readonly clv: {
    /** Customers whose future value is known. */
    readonly customers: number
    readonly sum: number | null
    readonly mean: number | null
  }
  readonly churnRisk: ChurnRiskCounts
}

/** The segments of a workspace. Revenue before margin, CLV at margin, both in `currency`; null is unknown. */
export interface SegmentsReport {
  readonly asOf: string
  readonly currency: string
  readonly policies: {
    readonly segments: typeof RFM_POLICY
    readonly churnRisk: typeof CHURN_RISK_POLICY
    readonly figures: typeof PLAIN_POLICY
    readonly clv: string
  }
  readonly customers: number
  /** All eleven, in the order in which they are tried. */
  readonly segments: readonly SegmentReport[]
  readonly churnRisk: ChurnRiskCounts
}

/** `rapport report segments`, and with a segment its customers. */
export async function printSegmentsReport(request: SegmentsReportRequest): Promise<void> {
  await withScores(request, async (scored) => {
    const retention = await workspaceRetention(scored, {
      period: 'month',
      spend: null,
      contracts: 'among-purchases',
    })
    if (request.segment !== undefined) {
      await printSegmentCustomers(request, scored, retention, request.segment)
      return
    }
    const report = segmentsReport(scored, retention)
    printResult(request, report, () => segmentsReportLines(report))
  })
}

function segmentsReport(scored: ScoredWorkspace, { report, customers }: Retention): SegmentsReport {
  const { workspace, scores } = scored
  const tallies = new Map(SEGMENT_NAMES.map((segment) => [segment, new SegmentTally()]))
  for (const { id, segment, churnRisk } of customers) {
    const row = scores.rowOf(Number(id))
    tallies.get(segment)?.add(churnRisk, row === null ? Number.NaN : (scores.clv[row] ?? Number.NaN))
  }
  return {
    asOf: scores.asOf,
    currency: workspace.config.currency,
    policies: {
      segments: RFM_POLICY,
      churnRisk: CHURN_RISK_POLICY,
      figures: PLAIN_POLICY,
      clv: scores.policy,
    },
    customers: report.overall.customers,
    segments: report.segments.map((figures) => ({
      ...figures,
      ...(tallies.get(figures.segment) ?? new SegmentTally()).finish(),
    })),
    churnRisk: report.churnRisk,
  }
}

/** Adds up one segment. */
class SegmentTally {
  readonly #risks = { low: 0, medium: 0, high: 0, unknown: 0 }
  readonly #value = new CompensatedSum()
  #valued = 0

  /** A customer; NaN is an unknown value. */
  add(churnRisk: ChurnRisk | null, clv: number): void {
    this.#risks[churnRisk ?? 'unknown'] += 1
    if (Number.isNaN(clv)) return
    this.#value.add(clv)
    this.#valued += 1
  }

  finish(): Pick<SegmentReport, 'clv' | 'churnRisk'> {
    const sum = this.#valued === 0 ? null : this.#value.value
    return {
      clv: { customers: this.#valued, sum, mean: sum === null ? null : sum / this.#valued },
      churnRisk: { ...this.#risks },
    }
  }
}
