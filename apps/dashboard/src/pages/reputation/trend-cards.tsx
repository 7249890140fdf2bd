import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Chart } from '../../components/chart/chart.tsx'
import type { Point } from '../../components/chart/chart-data.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import type { Format } from '../../messages/format.ts'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { type Trend, trendQuery } from './queries.ts'
import { type ReputationFilter, type Trend as TrendName, trends } from './reputation-search.ts'

/** How ratings went from month to month, and how they are spread; a bar leads to its reviews. */
export function TrendCards({
  filter,
  trend,
  onChoose,
}: {
  readonly filter: ReputationFilter
  readonly trend: TrendName
  readonly onChoose: (trend: TrendName | undefined) => void
}) {
  const format = useFormat()
  const asked = useQuery(trendQuery(filter))
  if (asked.isPending) return <Loading lines={8} />
  if (asked.data === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  const name = message(`reputation.trend.${trend}`)
  return (
    <div className="two-columns">
      <div className="card stack-close">
        <SelectFilter
          label={message('reputation.trend')}
          choices={trends.map((value) => ({ value, label: message(`reputation.trend.${value}`) }))}
          value={trend}
          onChange={onChoose}
          required
        />
        <Chart
          title={name}
          data={{ kind: 'line', lines: [{ name, points: pointsOf(asked.data, trend, format) }] }}
          write={(value) => written(format, trend, value)}
          over={message('reputation.trend.over')}
        />
      </div>
      <Distribution found={asked.data} filter={filter} />
    </div>
  )
}

function pointsOf({ months }: Trend, trend: TrendName, format: Format): Point[] {
  return months.map(({ start, isComplete, n, average, sharePositive }) => {
    const month = format.calendarDay(start)
    const value = { average, positive: sharePositive?.share ?? null, reviews: n }[trend]
    const interval = trend === 'positive' ? sharePositive : null
    return {
      ...{ x: Date.parse(start), value, low: interval?.low ?? null, high: interval?.high ?? null },
      label: isComplete ? month : message('reputation.trend.running', { month }),
    }
  })
}

function written(format: Format, trend: TrendName, value: number): string {
  if (trend === 'positive') return format.percent(value)
  return trend === 'average' ? format.number(value, 2) : format.number(value, 0)
}

function Distribution({ found, filter }: { readonly found: Trend; readonly filter: ReputationFilter }) {
  const format = useFormat()
  const navigate = useNavigate()
  const { stars, yes, no } = found.distribution
  const rated = stars.map((count, index) => ({
    label: message('reputation.outOf5', { value: format.number(index + 1) }),
    ...{ value: count, search: starsAt(index) },
  }))
  const recommended =
    yes + no === 0
      ? []
      : [
          { label: message('reputation.distribution.no'), value: no, search: 'unhappy' as const },
          { label: message('reputation.distribution.yes'), value: yes, search: 'happy' as const },
        ]
  const bars = [...rated, ...recommended]
  return (
    <div className="card">
      <Chart
        title={message('reputation.distribution')}
        data={{ kind: 'bars', name: message('reputation.distribution.name'), bars }}
        write={(value) => format.number(value, 0)}
        over={message('reputation.distribution.over')}
        onOpen={(index) =>
          void navigate({ to: '/reputation/reviews', search: { ...filter, stars: bars[index]?.search } })
        }
      />
    </div>
  )
}

const starsAt = (index: number) => (['1', '2', '3', '4', '5'] as const)[index]
