import {
  isClearChange,
  type NextReplyFigures,
  type QuantileFigure,
  type ServiceFigures,
} from '@rapport/metrics'
import type { ServiceReport, ServiceReportRow } from '@rapport/run'
import type { DifferenceInterval, ShareInterval } from '@rapport/stats'
import { shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import { waitText } from './wait-text.ts'

/** Below so many answered tickets of an agent, a line says that the sample is small. */
const smallSample = 30

/** The report as people read it. */
export function serviceReportLines(report: ServiceReport): string[] {
  const { grouping, comparedWith } = report
  return [
    headLine(report),
    ...(comparedWith === null ? [] : [`Change against ${comparedWith.from} to ${comparedWith.to}.`]),
    '',
    ...figuresTable(report),
    '',
    ...notes(report),
    ...vendorReportedLines(report),
    `Policies ${report.policies.service} and ${report.policies.fcr}. Quantiles are over answered tickets, with 95 % intervals; intervals of shares are Wilson's.${grouping === 'agent' ? " An agent's time runs from the assignment." : ''}`,
  ]
}

function headLine({ from, to, asOf, clock, dayOf, targetSeconds, targetClock }: ServiceReport): string {
  const days = `from ${from} to ${to}, as of ${asOf.slice(0, 10)}; ${clock} time`
  const target = targetSeconds === null ? '' : `, target ${waitText(targetSeconds)} of ${targetClock} time`
  if (dayOf === 'start') return `Tickets begun ${days}${target}.`
  return `What happened ${days}${target}: tickets begun (n), first and next replies given and targets passed, and tickets first solved, each on its own day.`
}

function figuresTable(report: ServiceReport) {
  const { grouping, comparedWith, targetSeconds, targetClock, clock, groups, total } = report
  // By another clock than the times beside it, which is said.
  const byClock = targetClock === clock ? '' : ` ${targetClock}`
  const within = targetSeconds === null ? 'in time' : `≤ ${waitText(targetSeconds)}${byClock}`
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
    'next replies',
    'median',
    'p90',
    ...(comparedWith === null ? [] : ['median change', 'in time change', 'FCR change']),
  ]
  const line = (label: string, row: ServiceReportRow) => [label, ...cells(row, comparedWith !== null)]
  return table(
    [grouping ?? '', ...headings],
    [
      ...groups.map((row) => line(`${row.label ?? 'none'}${sampleMark(row, grouping)}`, row)),
      line('all tickets', total),
    ],
    ['left', ...headings.map(() => 'right' as const)],
  )
}

function sampleMark({ figures }: ServiceReportRow, grouping: string | null): string {
  return grouping === 'agent' && (figures === null || figures.counts.answered < smallSample) ? ' *' : ''
}

function cells({ n, figures, nextReply, change }: ServiceReportRow, compared: boolean) {
  const changes = [waitChange(change?.median), shareChange(change?.withinTarget), shareChange(change?.fcr)]
  return [
    count(n),
    ...(figures === null ? Array<string>(11).fill('') : figuresCells(figures)),
    ...(nextReply === null ? ['', '', ''] : nextReplyCells(nextReply)),
    ...(compared ? changes : []),
  ]
}

function figuresCells({ counts, median, p90, withinTarget, fcr }: ServiceFigures): string[] {
  return [
    count(counts.answered),
    count(counts.overdue),
    ...quantileCells(median),
    ...quantileCells(p90),
    ...shareCells(withinTarget),
    ...shareCells(fcr),
    count(counts.fcrJudged),
  ]
}

function nextReplyCells({ answered, median, p90 }: NextReplyFigures): string[] {
  return [count(answered), waitText(median?.value ?? null), waitText(p90?.value ?? null)]
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
function notes({ grouping, total, groups, customers }: ServiceReport): string[] {
  const isHidden = [total, ...groups].some(({ figures, nextReply }) => figures === null || nextReply === null)
  const hidden = isHidden ? '; under 5 tickets or next replies an agent has no figures of them' : ''
  const isCut = customers !== null && groups.length < customers
  return [
    ...(isCut
      ? [
          `The ${count(groups.length)} with most tickets of ${count(customers)} customers; --limit shows more.`,
        ]
      : []),
    ...(total.figures === null ? [] : [besideLine(total.figures)]),
    ...(grouping === 'agent' ? [`* small sample: fewer than ${smallSample} answered${hidden}.`] : []),
    ...(grouping !== 'agent' && isHidden
      ? ['Under 5 tickets or next replies an agent has no figures of them.']
      : []),
  ]
}

function besideLine(figures: ServiceFigures): string {
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
  return `Pending ${count(counts.pending)}, closed without a reply ${count(counts.closedWithoutReply)}, maturing for FCR ${count(counts.fcrMaturing)}.${beside.length === 0 ? '' : ` Beside it: ${beside.join(', ')}.`}`
}
