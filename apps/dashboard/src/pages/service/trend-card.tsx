import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Chart } from '../../components/chart/chart.tsx'
import type { Point } from '../../components/chart/chart-data.ts'
import { lengthOf } from '../../components/date-range.ts'
import type { Format } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { ChosenCard } from './chosen-card.tsx'
import { type Report, type ReportRow, reportQuery } from './queries.ts'
import { filterOf, type Selection, type ServiceFilter } from './service-search.ts'
import { stepFor, stretchOf } from './stretch.ts'
import { type Trend, trends } from './trends.ts'

type Value = Pick<Point, 'value' | 'low' | 'high'>

interface Measure {
  readonly pointOf: (row: ReportRow) => Value
  /** The unit that the axis is in, told from the largest value: round numbers of hours are read, not of seconds. */
  readonly unitOf?: (most: number) => number
  readonly write: (format: Format, value: number) => string
  /** The tickets that a point is told from. */
  readonly selection: Selection
}

const unknown: Value = { value: null }
const shareOf = (share: { share: number; low: number; high: number } | null | undefined): Value =>
  share === null || share === undefined ? unknown : { value: share.share, low: share.low, high: share.high }

const hour = 3_600
/** Hours or days where times are of hours or days; else minutes. */
function timeUnit(most: number): number {
  if (most > 48 * hour) return 24 * hour
  return most > 2 * hour ? hour : 60
}

const inUnit = ({ value, low, high }: Value, unit: number): Value => ({
  value: value === null ? null : value / unit,
  low: low === null || low === undefined ? null : low / unit,
  high: high === null || high === undefined ? null : high / unit,
})

const measures: Readonly<Record<Trend, Measure>> = {
  response: {
    pointOf: ({ figures }) => figures?.median ?? unknown,
    unitOf: timeUnit,
    write: (format, value) => format.duration(value),
    selection: 'answered',
  },
  inTime: {
    pointOf: ({ figures }) => shareOf(figures?.withinTarget),
    write: (format, value) => format.percent(value),
    selection: 'late',
  },
  fcr: {
    pointOf: ({ figures }) => shareOf(figures?.fcr),
    write: (format, value) => format.percent(value),
    selection: 'fcr-judged',
  },
  tickets: {
    pointOf: ({ n }) => ({ value: n }),
    write: (format, value) => format.number(value),
    selection: 'all',
  },
}

/** A figure over the days of the page; each point leads to its tickets. */
export function TrendCard({
  filter,
  report,
  trend,
  onChoose,
}: {
  readonly filter: ServiceFilter
  readonly report: Report
  readonly trend: Trend
  readonly onChoose: (trend: Trend) => void
}) {
  const format = useFormat()
  const navigate = useNavigate()
  const step = stepFor(lengthOf(report))
  const asked = useQuery(reportQuery({ ...filter, by: step, compare: 'none' }))
  const { pointOf, unitOf = () => 1, write, selection } = measures[trend]
  const name = message(`service.trend.${trend}`)
  const rows = (asked.data?.groups ?? []).flatMap((row) =>
    row.group === null ? [] : [{ ...row, day: row.group }],
  )
  const values = rows.map(pointOf)
  const unit = unitOf(Math.max(0, ...values.flatMap(({ value, high }) => [value ?? 0, high ?? 0])))
  const points = values.map((value, index) => {
    const day = rows[index]?.day ?? report.from
    const label = format.calendarDay(stretchOf(day, step, report).from)
    return { x: Date.parse(day), label, ...inUnit(value, unit) }
  })
  const open = (index: number): void => {
    const day = rows[index]?.day
    if (day === undefined) return
    const days = stretchOf(day, step, report)
    void navigate({ to: '/service/tickets', search: { ...filterOf(filter), ...days, selection } })
  }
  return (
    <ChosenCard
      title={message('service.trend')}
      label={message('service.trend.choose')}
      choices={trends.map((value) => ({ value, label: message(`service.trend.${value}`) }))}
      value={trend}
      onChoose={onChoose}
      asked={asked}
    >
      {() => (
        <Chart
          title={message('service.trend.title', { measure: name })}
          data={{ kind: 'line', lines: [{ name, points }] }}
          write={(value) => write(format, value * unit)}
          over={message('service.trend.over')}
          onOpen={open}
        />
      )}
    </ChosenCard>
  )
}
