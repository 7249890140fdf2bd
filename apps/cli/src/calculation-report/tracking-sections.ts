import type { Tracking, TrackingLine, ValidationReport } from '@rapport/metrics'
import { numberText, offText, tickText } from './figure-text.ts'
import { durationText, methodText } from './method-text.ts'
import { NAIVE, type PlotSection, seriesOf } from './plot-section.ts'
import { type AxisLabel, acrossScale, horizontalAxis, niceTicks, upScale, verticalAxis } from './svg-axes.ts'
import { divider, legend, line, type Point, plotImage } from './svg-marks.ts'

type Kind = 'incremental' | 'cumulative'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sep 1997` for `1997-09-30`. */
const monthText = (day: string): string => `${months[Number(day.slice(5, 7)) - 1] ?? ''} ${day.slice(0, 4)}`

/** A part of a period has no place among whole ones. */
const SHORT = 0.9

const points = (values: readonly (number | null)[], tracking: Tracking, kind: Kind): Point[] =>
  values.map((value, period) => {
    const short = kind === 'incremental' && (tracking.lengths[period] ?? 1) < SHORT
    return { at: period + 1, value: short ? null : value }
  })

function dateLabels(ends: readonly string[], across: (period: number) => number): AxisLabel[] {
  const wanted = Math.min(4, ends.length)
  const labels: AxisLabel[] = []
  for (let index = 0; index < wanted; index += 1) {
    const period = Math.round(((index + 0.5) / wanted) * ends.length)
    labels.push({ at: across(period), text: monthText(ends[period - 1] ?? ends[0] ?? '') })
  }
  return labels
}

function drawing(report: ValidationReport, kind: Kind, title: string): string {
  const { tracking, unit } = report
  const actual = points(kind === 'incremental' ? tracking.actual : tracking.actualCumulative, tracking, kind)
  const lines = tracking.lines.map((of) => ({ of, points: points(of[kind], tracking, kind) }))
  const values = [actual, ...lines.map((entry) => entry.points)].flat().flatMap(({ value }) => value ?? [])
  const ticks = niceTicks(0, Math.max(...values))
  const across = acrossScale(0, tracking.ends.length)
  const up = upScale(ticks[0] ?? 0, ticks.at(-1) ?? 1)
  const content = [
    verticalAxis(ticks, up, tickText),
    horizontalAxis(dateLabels(tracking.ends, across), `${unit} by ${unit}`),
    divider(across(tracking.calibration), 'held back'),
    line('actual', actual, across, up),
    ...lines.map((entry) => line(seriesOf(entry.of.method), entry.points, across, up)).toReversed(),
  ].join('')
  const description =
    `Repeat orders of ${report.customers} customers, ${kind === 'incremental' ? `in each ${unit}` : `up to the end of each ${unit}`}: ` +
    `what happened, what the model expected of customers by when they first bought, and after ${report.splitAt} what the baselines expected.`
  const entries = lines.map(({ of }) => [seriesOf(of.method), methodText(of.method)] as const)
  return (
    plotImage({ id: `tracking-${kind}`, title, description }, content) +
    legend([['actual', 'Actual'], ...entries], 'line')
  )
}

/** Orders in the held-back time by a line, and how long that is in whole periods. */
function afterSplit(line: TrackingLine, { calibration }: Tracking): number {
  return line.incremental.slice(calibration).reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

function table(report: ValidationReport, kind: Kind): PlotSection['table'] {
  const { tracking, unit } = report
  const actual = kind === 'incremental' ? tracking.actual : tracking.actualCumulative
  const text = (value: number | null | undefined) => (value == null ? '' : numberText(value))
  return {
    caption: `Repeat orders ${kind === 'incremental' ? `in each ${unit}` : `up to each ${unit}`}; the model's go by when customers first bought`,
    head: [`${unit} to`, 'Actual', ...tracking.lines.map(({ method }) => methodText(method))],
    rows: tracking.ends.map((end, period) => [
      end,
      text(actual[period]),
      ...tracking.lines.map((of) => text(of[kind][period])),
    ]),
  }
}

/** Repeat orders over time, period by period and summed up, through the calibration and past the split. */
export function trackingSections(report: ValidationReport): PlotSection[] {
  const { tracking, unit, horizon, orders } = report
  const happened = tracking.actual.slice(tracking.calibration).reduce((sum, value) => sum + value, 0)
  const bias = (of: TrackingLine | undefined) =>
    of === undefined || happened === 0 ? null : afterSplit(of, tracking) / happened - 1
  const [model] = tracking.lines
  const naive = tracking.lines.find(({ method }) => method === NAIVE)
  const expected = model === undefined ? null : afterSplit(model, tracking)
  const incremental = `Repeat orders by ${unit}`
  const cumulative = 'Repeat orders summed up'
  return [
    {
      id: 'tracking-by-period',
      heading: incremental,
      drawing: drawing(report, 'incremental', incremental),
      sentence: `After the split a ${unit} brought ${numberText(happened / horizon)} repeat orders on average, and the model's line, which goes by when customers first bought, has ${numberText(expected === null ? null : expected / horizon)}.`,
      table: table(report, 'incremental'),
    },
    {
      id: 'tracking-summed-up',
      heading: cumulative,
      drawing: drawing(report, 'cumulative', cumulative),
      // Two expectations of one model: of anybody who first bought then, and of each customer given its history.
      sentence: `Over the ${durationText(horizon, unit)} held back the model's line, which goes by when customers first bought and not by what each has done since, was ${offText(bias(model))}; its prediction from each customer's own history, which the table of all methods has, was ${offText(orders[0]?.bias ?? null)}; the naive method was ${offText(bias(naive))}.`,
      table: table(report, 'cumulative'),
    },
  ]
}
