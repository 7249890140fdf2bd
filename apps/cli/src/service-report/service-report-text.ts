import { isClearChange, type QuantileFigure } from '@rapport/metrics'
import type { ServiceReport, ServiceReportRow } from '@rapport/run'
import type { DifferenceInterval, ShareInterval } from '@rapport/stats'
import { shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import { waitText } from './wait-text.ts'

/** Figures of fewer tickets than this are left out for agents: they would say more of chance than of a person. */
const fewestOfAgent = 5
/** Below it, a line says so. */
const smallSample = 30

/** The report as people read it. */
export function serviceReportLines(report: ServiceReport): string[] {
  const { total, groups, grouping, comparedWith } = report
  const target = report.targetSeconds === null ? '' : `, target ${waitText(report.targetSeconds)}`
  return [
    `Tickets begun from ${report.from} to ${report.to}, as of ${report.asOf.slice(0, 10)}; ${report.clock} time${target}.`,
    ...(comparedWith === null ? [] : [`Change against ${comparedWith.from} to ${comparedWith.to}.`]),
    '',
    ...figuresTable(report, [...groups, { ...total, label: 'all tickets' }]),
    '',
    ...notes(report, total),
    ...vendorReportedLines(report),
    `Policies ${report.policies.service} and ${report.policies.fcr}. Quantiles are over answered tickets, with 95 % intervals; intervals of shares are Wilson's.${grouping === 'agent' ? " An agent's time runs from the assignment." : ''}`,
  ]
}

function figuresTable(
  { grouping, comparedWith, targetSeconds }: ServiceReport,
  rows: readonly ServiceReportRow[],
) {
  const within = targetSeconds === null ? 'in time' : `≤ ${waitText(targetSeconds)}`
  const headings = [
    'n',
    'answered',
    'overdue',
    'median',
    '95 %',
    'p90',
    '95 %',
    within,
    '95 %',
    'FCR',
    '95 %',
    'judged',
    ...(comparedWith === null ? [] : ['median change', 'in time change', 'FCR change']),
  ]
  return table(
    [grouping ?? '', ...headings],
    rows.map((row) => [
      `${row.label ?? 'none'}${sampleMark(row, grouping)}`,
      ...cells(row, grouping, comparedWith !== null),
    ]),
    ['left', ...headings.map(() => 'right' as const)],
  )
}

function isHidden({ figures, label }: ServiceReportRow, grouping: string | null): boolean {
  return grouping === 'agent' && label !== 'all tickets' && figures.counts.n < fewestOfAgent
}

function sampleMark({ figures }: ServiceReportRow, grouping: string | null): string {
  return grouping === 'agent' && figures.counts.answered < smallSample ? ' *' : ''
}

function cells(row: ServiceReportRow, grouping: string | null, compared: boolean): string[] {
  const { figures, change } = row
  const { n, answered, overdue, fcrJudged } = figures.counts
  const changes = [waitChange(change?.median), shareChange(change?.withinTarget), shareChange(change?.fcr)]
  if (isHidden(row, grouping)) return [count(n), ...Array<string>(compared ? 14 : 11).fill('')]
  return [
    count(n),
    count(answered),
    count(overdue),
    ...quantileCells(figures.median),
    ...quantileCells(figures.p90),
    ...shareCells(figures.withinTarget),
    ...shareCells(figures.fcr),
    count(fcrJudged),
    ...(compared ? changes : []),
  ]
}

function quantileCells(figure: QuantileFigure | null): [string, string] {
  if (figure === null) return ['', '']
  const { value, low, high } = figure
  return [
    waitText(value),
    low === null || high === null ? 'not estimable' : `${waitText(low)}–${waitText(high)}`,
  ]
}

function shareCells(share: ShareInterval | null): [string, string] {
  if (share === null) return ['', '']
  return [shareText(share.share), `${(share.low * 100).toFixed(0)}–${(share.high * 100).toFixed(0)}`]
}

function waitChange(change: DifferenceInterval | null | undefined): string {
  if (change === null || change === undefined) return ''
  if (!isClearChange(change)) return 'no clear change'
  return `${change.difference > 0 ? '+' : ''}${waitText(change.difference)}`
}

function shareChange(change: DifferenceInterval | null | undefined): string {
  if (change === null || change === undefined) return ''
  if (!isClearChange(change)) return 'no clear change'
  return `${change.difference > 0 ? '+' : '−'}${(Math.abs(change.difference) * 100).toFixed(1)} points`
}

/** Tickets of sources that keep no messages stand apart: nobody but the vendor knows when they were answered. */
function vendorReportedLines({ vendorReported: { tickets, answered, median } }: ServiceReport): string[] {
  if (tickets === 0) return []
  const figures = answered === 0 ? '' : `: ${count(answered)} answered, median ${waitText(median)}`
  return [
    `Vendor reported, in no response time above: ${count(tickets)} ${tickets === 1 ? 'ticket' : 'tickets'} without messages${figures}.`,
  ]
}

/** What stands beside FCR and the response times, so that neither is read alone. */
function notes({ grouping }: ServiceReport, { figures }: ServiceReportRow): string[] {
  const { counts } = figures
  const shares = [
    ['reopened', figures.reopeningRate],
    ['repeat contacts', figures.repeatContactRate],
    ['FCR without topics that need more', figures.fcrNet],
    ['"yes, resolved" in surveys', figures.fcrSurvey],
  ] as const
  const beside = shares.flatMap(([name, share]) =>
    share === null ? [] : [`${name} ${shareText(share.share)}`],
  )
  if (figures.satisfactionOfFcr !== null) {
    beside.push(`satisfaction after FCR ${figures.satisfactionOfFcr.toFixed(1)} of 10`)
  }
  return [
    `Pending ${count(counts.pending)}, closed without a reply ${count(counts.closedWithoutReply)}, maturing for FCR ${count(counts.fcrMaturing)}.${beside.length === 0 ? '' : ` Beside it: ${beside.join(', ')}.`}`,
    ...(grouping === 'agent'
      ? [
          `* small sample: fewer than ${smallSample} answered; agents with fewer than ${fewestOfAgent} tickets are not shown.`,
        ]
      : []),
  ]
}
