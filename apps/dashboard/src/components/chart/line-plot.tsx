import { message } from '../../messages/message.ts'
import type { Line, Point, WriteValue } from './chart-data.ts'
import { margins, plotHeight } from './plot-area.ts'
import { PointReader } from './point-reader.tsx'
import { type Scale, scaleOf } from './scale.ts'
import { ValueAxis } from './value-axis.tsx'

/** Lines over time, with a band for the interval. */
export function LinePlot({
  title,
  lines,
  write,
  writeTick,
  onOpen,
}: {
  readonly title: string
  readonly lines: readonly Line[]
  readonly write: WriteValue
  readonly writeTick: WriteValue
  readonly onOpen: ((index: number) => void) | undefined
}) {
  const places = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b)
  const labels = new Map(lines.flatMap(({ points }) => points.map(({ x, label }) => [x, label] as const)))
  const scale = scaleOf(
    lines.flatMap(({ points }) => points.flatMap(valuesOf)),
    { fromZero: startsAtZero(lines) },
  )
  const first = places[0] ?? 0
  const span = (places.at(-1) ?? 0) - first
  const xOf = (x: number, width: number): number => {
    const room = width - margins.left - margins.right
    return margins.left + (span === 0 ? room / 2 : ((x - first) / span) * room)
  }
  const textAt = (index: number): string =>
    lines.map((line) => pointText(line, lines.length > 1, places[index], labels, write)).join(' · ')
  return (
    <>
      <PointReader
        title={title}
        count={places.length}
        textAt={textAt}
        onOpen={onOpen}
        indexAt={(x, width) =>
          nearest(
            places.map((place) => xOf(place, width)),
            x,
          )
        }
      >
        {(width, chosen) => (
          <svg width={width} height={plotHeight} aria-hidden="true">
            <ValueAxis scale={scale} y={(value) => yOf(scale, value)} width={width} write={writeTick} />
            <PlaceLabels places={places} labels={labels} x={(place) => xOf(place, width)} width={width} />
            {lines.map((line, index) => (
              <Drawn
                key={line.name}
                line={line}
                index={index}
                scale={scale}
                x={(place) => xOf(place, width)}
              />
            ))}
            {chosen === null ? null : <Chosen x={xOf(places[chosen] ?? 0, width)} />}
          </svg>
        )}
      </PointReader>
      {lines.length > 1 ? <Legend lines={lines} /> : null}
    </>
  )
}

const yOf = (scale: Scale, value: number): number =>
  margins.top + (1 - scale.place(value)) * (plotHeight - margins.top - margins.bottom)

const valuesOf = ({ value, low, high }: Point): number[] =>
  [value, low, high].flatMap((one) => (one === null || one === undefined ? [] : [one]))

/** Where the values lie near zero the axis begins there: a rise of 2 % must not look like a tenfold one. */
function startsAtZero(lines: readonly Line[]): boolean {
  const all = lines.flatMap(({ points }) => points.flatMap(valuesOf))
  const least = Math.min(...all)
  return least >= 0 && least < Math.max(...all) * 0.8
}

function nearest(xs: readonly number[], x: number): number {
  return xs.reduce(
    (best, one, index) => (Math.abs(one - x) < Math.abs((xs[best] ?? 0) - x) ? index : best),
    0,
  )
}

function pointText(
  { name, points }: Line,
  several: boolean,
  x: number | undefined,
  labels: ReadonlyMap<number, string>,
  write: WriteValue,
): string {
  const point = points.find((one) => one.x === x)
  const label = [several ? [name] : [], labels.get(x ?? 0) ?? []].flat().join(', ')
  if (point === undefined || point.value === null)
    return message('chart.point', { label, value: message('number.unknown') })
  const { value, low, high } = point
  if (low === null || low === undefined || high === null || high === undefined)
    return message('chart.point', { label, value: write(value) })
  return message('chart.pointRange', { label, value: write(value), low: write(low), high: write(high) })
}

function Drawn({
  line,
  index,
  scale,
  x,
}: {
  readonly line: Line
  readonly index: number
  readonly scale: Scale
  readonly x: (place: number) => number
}) {
  const y = (value: number): number => yOf(scale, value)
  return (
    <g className="series" data-series={(index % 4) + 1}>
      {runs(line.points, hasBand).map((run) => (
        <path key={run[0]?.x} className="band" d={bandPath(run, x, y)} />
      ))}
      {runs(line.points, isKnown).map((run) => (
        <path
          key={run[0]?.x}
          className="stroke"
          d={path(run.map((point) => [x(point.x), y(point.value ?? 0)]))}
        />
      ))}
      {line.points.filter(isKnown).map((point) => (
        <Mark key={point.x} index={index} x={x(point.x)} y={y(point.value ?? 0)} />
      ))}
    </g>
  )
}

const isKnown = ({ value }: Point): boolean => value !== null
const hasBand = ({ low, high }: Point): boolean =>
  low !== null && low !== undefined && high !== null && high !== undefined

/** Points one after the other that fulfil something: what is unknown is a gap, not a line across it. */
function runs(points: readonly Point[], fulfils: (point: Point) => boolean): readonly (readonly Point[])[] {
  const found: Point[][] = []
  let open: Point[] | null = null
  for (const point of points) {
    if (!fulfils(point)) open = null
    else if (open === null) {
      open = [point]
      found.push(open)
    } else open.push(point)
  }
  return found
}

const path = (places: readonly (readonly [number, number])[]): string =>
  places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')

function bandPath(run: readonly Point[], x: (place: number) => number, y: (value: number) => number): string {
  const high = run.map((point) => [x(point.x), y(point.high ?? 0)] as const)
  const low = run.map((point) => [x(point.x), y(point.low ?? 0)] as const)
  return `${path([...high, ...low.reverse()])}Z`
}

/** Series differ in the shape of their marks, not in colour alone. */
function Mark({ index, x, y }: { readonly index: number; readonly x: number; readonly y: number }) {
  if (index % 4 === 1) return <rect className="mark" x={x - 3} y={y - 3} width={6} height={6} />
  if (index % 4 === 2) return <path className="mark" d={`M${x} ${y - 4}l4 7h-8z`} />
  if (index % 4 === 3) return <path className="mark" d={`M${x} ${y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z`} />
  return <circle className="mark" cx={x} cy={y} r={3} />
}

function Chosen({ x }: { readonly x: number }) {
  return <line className="chosen" x1={x} x2={x} y1={margins.top} y2={plotHeight - margins.bottom} />
}

const labelWidth = 96

function PlaceLabels({
  places,
  labels,
  x,
  width,
}: {
  readonly places: readonly number[]
  readonly labels: ReadonlyMap<number, string>
  readonly x: (place: number) => number
  readonly width: number
}) {
  // From the last one back, as the latest matters most; those without room are left away.
  let next = Number.POSITIVE_INFINITY
  const shown = places.toReversed().filter((place) => {
    const fits = x(place) <= next - labelWidth
    if (fits) next = x(place)
    return fits
  })
  return (
    <g className="axis">
      {shown.map((place) => {
        const anchor = x(place) > width - labelWidth / 2 ? 'end' : 'middle'
        const at = anchor === 'end' ? width - 2 : x(place)
        return (
          <text key={place} x={at} y={plotHeight - 8} textAnchor={anchor}>
            {labels.get(place)}
          </text>
        )
      })}
    </g>
  )
}

function Legend({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <ul className="plain-list row small legend">
      {lines.map(({ name }, index) => (
        <li key={name} className="row">
          <svg width={28} height={12} aria-hidden="true" className="series" data-series={(index % 4) + 1}>
            <line className="stroke" x1={0} x2={28} y1={6} y2={6} />
            <Mark index={index} x={14} y={6} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  )
}
