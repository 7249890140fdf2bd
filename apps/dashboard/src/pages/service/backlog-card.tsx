import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Chart } from '../../components/chart/chart.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { type Backlog, backlogQuery } from './queries.ts'
import { filterOf, type ServiceFilter } from './service-search.ts'

/** What is open now by age, whenever it began, and how many were open at the end of each day of the page. */
export function BacklogCard({ filter }: { readonly filter: ServiceFilter }) {
  const asked = useQuery(backlogQuery(filter))
  return (
    <div className="grid backlog">
      {asked.isPending ? (
        <Loading lines={6} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <>
          <Ages backlog={asked.data} filter={filter} />
          <OverTime backlog={asked.data} />
        </>
      )}
    </div>
  )
}

function Ages({ backlog, filter }: { readonly backlog: Backlog; readonly filter: ServiceFilter }) {
  const format = useFormat()
  const navigate = useNavigate()
  const open = (index: number): void => {
    const age = backlog.ages[index]
    if (age === undefined || age.from === null) return
    const days = { from: age.from, to: age.to }
    void navigate({ to: '/service/tickets', search: { ...filterOf(filter), ...days, selection: 'open' } })
  }
  return (
    <section className="card stack-close">
      <Chart
        title={message('service.backlog')}
        data={{
          kind: 'bars',
          name: message('service.backlog.name'),
          bars: backlog.ages.map((age) => ({ label: ageText(age), value: age.open })),
        }}
        write={(value) => format.number(value)}
        over={message('service.backlog.over')}
        onOpen={open}
      />
      <p className="small soft">{message('service.backlog.waiting', { n: backlog.waiting })}</p>
    </section>
  )
}

function ageText({ fromDays, belowDays }: Backlog['ages'][number]): string {
  if (belowDays === null) return message('service.age.more', { from: String(fromDays) })
  if (belowDays === 1) return message('service.age.today')
  return message('service.age.days', { from: String(fromDays), to: String(belowDays - 1) })
}

function OverTime({ backlog: { trend } }: { readonly backlog: Backlog }) {
  const format = useFormat()
  const byDay = trend.every(({ from, to }) => from === to)
  const name = message('service.backlog.name')
  const points = trend.map(({ to, open }) => ({
    ...{ x: Date.parse(to), label: format.calendarDay(to), value: open },
  }))
  return (
    <section className="card">
      <Chart
        title={message(byDay ? 'service.backlog.trend' : 'service.backlog.trendStretch')}
        data={{ kind: 'line', lines: [{ name, points }] }}
        write={(value) => format.number(value)}
        over={message('number.asOf')}
      />
    </section>
  )
}
