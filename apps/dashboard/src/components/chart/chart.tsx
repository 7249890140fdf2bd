import { useId, useState } from 'react'
import { message } from '../../messages/message.ts'
import { BarPlot } from './bar-plot.tsx'
import './chart.css'
import { type ChartData, isEmpty, type WriteValue } from './chart-data.ts'
import { ChartTable } from './chart-table.tsx'
import { LinePlot } from './line-plot.tsx'
import { chartSummary } from './summary.ts'

/**
 * A chart with what it shows in words, and as a table for who prefers that. Arrow keys go from point to point.
 *
 * @example
 * <Chart title={message('customer.history')} data={{ kind: 'line', lines }} write={format.money} over={message('number.asOf')} />
 */
export function Chart({
  title,
  data,
  write,
  writeTick = write,
  over,
}: {
  readonly title: string
  readonly data: ChartData
  readonly write: WriteValue
  /** Writes the values at the axis, where there is little room. */
  readonly writeTick?: WriteValue
  /** What the values are shown over; the heading of the first column of the table. */
  readonly over: string
}) {
  const id = useId()
  const [asTable, setAsTable] = useState(false)
  const empty = isEmpty(data)
  return (
    <figure className="chart" aria-labelledby={id}>
      <div className="row-apart">
        <h2 id={id}>{title}</h2>
        {empty ? null : (
          <button type="button" className="button" onClick={() => setAsTable(!asTable)}>
            {asTable ? message('chart.asChart') : message('chart.asTable')}
          </button>
        )}
      </div>
      {empty ? (
        <p className="soft">{message('chart.empty')}</p>
      ) : (
        <>
          {asTable ? (
            <ChartTable title={title} data={data} write={write} over={over} />
          ) : (
            <Plot title={title} data={data} write={write} writeTick={writeTick} />
          )}
          <figcaption className="small soft reading">{chartSummary(data, write).join(' ')}</figcaption>
        </>
      )}
    </figure>
  )
}

function Plot({ title, data, write, writeTick }: PlotProps) {
  if (data.kind === 'line')
    return <LinePlot title={title} lines={data.lines} write={write} writeTick={writeTick} />
  if (data.kind === 'bars')
    return <BarPlot title={title} bars={data.bars} write={write} writeTick={writeTick} />
  const bars = data.bins.map(({ from, to, count }) => ({
    label: message('chart.bin', { from: write(from), to: write(to) }),
    value: count,
  }))
  const countText = (n: number): string => message('chart.countOf', { n })
  return <BarPlot title={title} bars={bars} write={countText} writeTick={String} close />
}

interface PlotProps {
  readonly title: string
  readonly data: ChartData
  readonly write: WriteValue
  readonly writeTick: WriteValue
}
