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
  onOpen,
}: {
  readonly title: string
  readonly data: ChartData
  readonly write: WriteValue
  /** Writes the values at the axis, where there is little room. */
  readonly writeTick?: WriteValue
  /** What the values are shown over; the heading of the first column of the table. */
  readonly over: string
  /** Goes to what stands behind a point: by a click, by Enter, and from its row of the table. */
  readonly onOpen?: (index: number) => void
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
            <ChartTable title={title} data={data} write={write} over={over} onOpen={onOpen} />
          ) : (
            <Plot title={title} data={data} write={write} writeTick={writeTick} onOpen={onOpen} />
          )}
          <figcaption className="small soft reading">{chartSummary(data, write).join(' ')}</figcaption>
        </>
      )}
    </figure>
  )
}

function Plot({ title, data, write, writeTick, onOpen }: PlotProps) {
  const shared = { title, writeTick, onOpen }
  if (data.kind === 'line') return <LinePlot {...shared} lines={data.lines} write={write} />
  if (data.kind === 'bars') return <BarPlot {...shared} bars={data.bars} write={write} />
  const bars = data.bins.map(({ from, to, count }) => ({
    label: message('chart.bin', { from: write(from), to: write(to) }),
    value: count,
  }))
  const countText = (n: number): string => message('chart.countOf', { n })
  return <BarPlot {...shared} bars={bars} write={countText} writeTick={String} close />
}

interface PlotProps {
  readonly title: string
  readonly data: ChartData
  readonly write: WriteValue
  readonly writeTick: WriteValue
  readonly onOpen: ((index: number) => void) | undefined
}
