import { moneyText, shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { churnRiskLine } from '../retention-calculation/retention-text.ts'
import { table } from '../table.ts'
import type { SegmentsReport } from './segments-report.ts'

/** The segments as people read them. */
export function segmentsReportLines(report: SegmentsReport): string[] {
  const { asOf, currency, customers, policies } = report
  const shown = report.segments.filter((segment) => segment.customers > 0)
  const rows = shown.map(({ segment, customers: size, share, orders, revenue, ...figures }) => [
    segment,
    count(size),
    shareText(share),
    count(orders),
    moneyText(revenue),
    moneyText(figures.averageOrderValue),
    moneyText(figures.clv.sum),
    moneyText(figures.clv.mean),
    ...[figures.churnRisk.low, figures.churnRisk.medium, figures.churnRisk.high].map(count),
  ])
  const headings = ['customers', 'share', 'orders', 'revenue', 'per order', 'CLV', 'CLV each']
  const risks = ['risk: low', 'medium', 'high']
  return [
    `As of ${asOf}: ${count(customers)} customers with orders, money in ${currency}. Segments by ${policies.segments}, CLV by ${policies.clv}.`,
    '',
    ...table(['segment', ...headings, ...risks], rows, [
      'left',
      ...[...headings, ...risks].map(() => 'right' as const),
    ]),
    '',
    `${churnRiskLine(report.churnRisk)} Segments and risks are those of the scores.`,
  ]
}
