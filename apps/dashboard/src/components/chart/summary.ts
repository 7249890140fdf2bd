import { message } from '../../messages/message.ts'
import type { Bin, ChartData, Line, Point, WriteValue } from './chart-data.ts'

/**
 * What a chart shows, in a sentence or two, for who does not see it and who wants it short.
 *
 * @example
 * chartSummary({ kind: 'line', lines: [{ name: 'Future value', points }] }, String)
 * // ['Future value went from 10 on 1 May to 30 on 1 Jul; lowest 10 on 1 May, highest 30 on 1 Jul.']
 */
export function chartSummary(data: ChartData, write: WriteValue): readonly string[] {
  if (data.kind === 'line') return data.lines.flatMap((line) => lineSummary(line, write))
  if (data.kind === 'histogram') return histogramSummary(data.bins, write)
  const known = data.bars.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]))
  return [...barsSummary(data.name, known, write), ...unknown(data.bars.length - known.length)]
}

type Known = Pick<Point, 'label'> & { readonly value: number }

function lineSummary({ name, points }: Line, write: WriteValue): readonly string[] {
  const known = points.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]))
  const [first] = known
  const last = known.at(-1)
  if (first === undefined || last === undefined) return []
  const gaps = unknown(points.length - known.length)
  if (known.length === 1)
    return [message('chart.summary.one', { name, value: write(first.value), label: first.label }), ...gaps]
  const { lowest, highest } = ends(known)
  if (lowest.value === highest.value) {
    const value = write(first.value)
    return [
      message('chart.summary.flat', { name, value, firstLabel: first.label, lastLabel: last.label }),
      ...gaps,
    ]
  }
  const values = {
    ...{
      name,
      first: write(first.value),
      firstLabel: first.label,
      last: write(last.value),
      lastLabel: last.label,
    },
    ...{
      low: write(lowest.value),
      lowLabel: lowest.label,
      high: write(highest.value),
      highLabel: highest.label,
    },
  }
  return [message('chart.summary.line', values), ...gaps]
}

function barsSummary(name: string, known: readonly Known[], write: WriteValue): readonly string[] {
  if (known.length === 0) return []
  const { lowest, highest } = ends(known)
  const high = { high: write(highest.value), highLabel: labelsOf(known, highest.value) }
  if (lowest.value === highest.value) {
    const [only] = known
    if (known.length === 1 && only !== undefined)
      return [message('chart.summary.bar', { name, value: high.high, label: only.label })]
    return [message('chart.summary.bars.same', { name, value: high.high, n: known.length })]
  }
  const low = { low: write(lowest.value), lowLabel: labelsOf(known, lowest.value) }
  return [message('chart.summary.bars', { name, ...high, ...low })]
}

/** Whose value it is; of many, how many have it. */
function labelsOf(known: readonly Known[], value: number): string {
  const labels = known.flatMap((one) => (one.value === value ? [one.label] : []))
  return labels.length <= 2 ? labels.join(', ') : message('chart.summary.several', { n: labels.length })
}

function histogramSummary(bins: readonly Bin[], write: WriteValue): readonly string[] {
  const n = bins.reduce((sum, { count }) => sum + count, 0)
  if (n === 0) return []
  const most = bins.reduce((one, other) => (other.count > one.count ? other : one))
  const range = message('chart.bin', { from: write(most.from), to: write(most.to) })
  return [
    message('chart.summary.histogram', { n, range, count: message('chart.countOf', { n: most.count }) }),
  ]
}

function ends(known: readonly Known[]): { readonly lowest: Known; readonly highest: Known } {
  return {
    lowest: known.reduce((one, other) => (other.value < one.value ? other : one)),
    highest: known.reduce((one, other) => (other.value > one.value ? other : one)),
  }
}

const unknown = (n: number): readonly string[] => (n === 0 ? [] : [message('chart.unknownPoints', { n })])
