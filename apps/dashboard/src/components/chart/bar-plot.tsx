import { message } from '../../messages/message.ts'
import type { Bar, WriteValue } from './chart-data.ts'
import { labelStep, margins, plotHeight } from './plot-area.ts'
import { PointReader } from './point-reader.tsx'
import { scaleOf } from './scale.ts'
import { ValueAxis } from './value-axis.tsx'

/** Bars beside each other, with a whisker for the interval. `close`: of a histogram, without room between them. */
export function BarPlot({
  title,
  bars,
  write,
  writeTick,
  onOpen,
  close = false,
}: {
  readonly title: string
  readonly bars: readonly Bar[]
  readonly write: WriteValue
  readonly writeTick: WriteValue
  readonly onOpen: ((index: number) => void) | undefined
  readonly close?: boolean
}) {
  const scale = scaleOf(
    bars.flatMap(({ value, high }) =>
      [value, high].flatMap((one) => (one === null || one === undefined ? [] : [one])),
    ),
    { fromZero: true },
  )
  const y = (value: number): number =>
    margins.top + (1 - scale.place(value)) * (plotHeight - margins.top - margins.bottom)
  const slot = (width: number): number => (width - margins.left - margins.right) / bars.length
  const textAt = (index: number): string => {
    const { label = '', value = null } = bars[index] ?? {}
    return message('chart.point', { label, value: value === null ? message('number.unknown') : write(value) })
  }
  return (
    <PointReader
      title={title}
      count={bars.length}
      textAt={textAt}
      onOpen={onOpen}
      indexAt={(x, width) => Math.floor((x - margins.left) / slot(width))}
    >
      {(width, chosen) => {
        const each = slot(width)
        const step = labelStep(bars.length, width - margins.left - margins.right)
        return (
          <svg width={width} height={plotHeight} aria-hidden="true">
            <ValueAxis scale={scale} y={y} width={width} write={writeTick} />
            {bars.map((bar, index) => {
              const gap = close ? 1 : Math.min(12, each * 0.3)
              const left = margins.left + index * each + gap / 2
              const middle = margins.left + (index + 0.5) * each
              return (
                <g key={bar.label} className="series" data-series="1" data-chosen={chosen === index}>
                  {bar.value === null ? null : (
                    <rect
                      className="bar"
                      x={left}
                      width={Math.max(1, each - gap)}
                      y={Math.min(y(bar.value), y(0))}
                      height={Math.abs(y(0) - y(bar.value))}
                    />
                  )}
                  <Whisker bar={bar} x={middle} y={y} />
                  {index % step === 0 ? (
                    <text className="bar-label" x={middle} y={plotHeight - 8} textAnchor="middle">
                      {bar.label}
                    </text>
                  ) : null}
                </g>
              )
            })}
          </svg>
        )
      }}
    </PointReader>
  )
}

function Whisker({
  bar,
  x,
  y,
}: {
  readonly bar: Bar
  readonly x: number
  readonly y: (value: number) => number
}) {
  const { low, high } = bar
  if (low === null || low === undefined || high === null || high === undefined) return null
  return (
    <path className="whisker" d={`M${x - 4} ${y(high)}h8M${x} ${y(high)}V${y(low)}M${x - 4} ${y(low)}h8`} />
  )
}
