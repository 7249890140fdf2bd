import { message } from '../../messages/message.ts'
import { ScrollRegion } from '../scroll-region.tsx'
import type { ChartData, WriteValue } from './chart-data.ts'

interface Table {
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The same numbers as the chart, as a table. */
export function ChartTable({
  title,
  data,
  write,
  over,
  onOpen,
}: {
  readonly title: string
  readonly data: ChartData
  readonly write: WriteValue
  readonly over: string
  readonly onOpen: ((index: number) => void) | undefined
}) {
  const { headings, rows } = tableOf(data, write)
  return (
    <ScrollRegion title={title} className="chart-table">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{over}</th>
            {headings.map((heading) => (
              <th key={heading} scope="col" className="end">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, ...values], index) => (
            <tr key={label}>
              <th scope="row">
                {onOpen === undefined ? (
                  label
                ) : (
                  <button type="button" className="link-button" onClick={() => onOpen(index)}>
                    {label}
                  </button>
                )}
              </th>
              {values.map((value, column) => (
                <td key={headings[column]} className="end">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function tableOf(data: ChartData, write: WriteValue): Table {
  const cell = (value: number | null | undefined): string =>
    value === null || value === undefined ? message('number.unknown') : write(value)
  if (data.kind === 'histogram')
    return {
      headings: [message('chart.count')],
      rows: data.bins.map(({ from, to, count }) => [
        message('chart.bin', { from: write(from), to: write(to) }),
        message('chart.countOf', { n: count }),
      ]),
    }
  const lines =
    data.kind === 'line'
      ? data.lines
      : [{ name: data.name, points: data.bars.map((bar, x) => ({ ...bar, x })) }]
  const places = [
    ...new Map(lines.flatMap(({ points }) => points.map(({ x, label }) => [x, label] as const))),
  ]
  const columns = lines.flatMap(({ name, points }) => {
    const at = new Map(points.map((point) => [point.x, point]))
    const value = { heading: name, of: (x: number) => cell(at.get(x)?.value) }
    if (points.every(({ low }) => low === null || low === undefined)) return [value]
    const low = { heading: message('chart.low', { name }), of: (x: number) => cell(at.get(x)?.low) }
    const high = { heading: message('chart.high', { name }), of: (x: number) => cell(at.get(x)?.high) }
    return [value, low, high]
  })
  return {
    headings: columns.map(({ heading }) => heading),
    rows: places
      .sort(([left], [right]) => left - right)
      .map(([x, label]) => [label, ...columns.map(({ of }) => of(x))]),
  }
}
