import type { WriteValue } from './chart-data.ts'
import { margins } from './plot-area.ts'
import type { Scale } from './scale.ts'

/** Lines and values at the left of a plot. */
export function ValueAxis({
  scale,
  y,
  width,
  write,
}: {
  readonly scale: Scale
  readonly y: (value: number) => number
  readonly width: number
  readonly write: WriteValue
}) {
  return (
    <g className="axis">
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={margins.left}
            x2={width - margins.right}
            y1={y(tick)}
            y2={y(tick)}
            data-zero={tick === 0}
          />
          <text x={margins.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
            {write(tick)}
          </text>
        </g>
      ))}
    </g>
  )
}
