import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { BacklogCard } from './backlog-card.tsx'
import { DistributionCard } from './distribution-card.tsx'
import { GroupTable } from './group-table.tsx'
import { KeyFigures } from './key-figures.tsx'
import { NotCountedCard } from './not-counted-card.tsx'
import { type Report, reportQuery, type Scope, scopeQuery } from './queries.ts'
import { ServiceFilters } from './service-filters.tsx'
import { filterOf } from './service-search.ts'
import './service.css'
import { TrendCard } from './trend-card.tsx'

const route = getRouteApi('/signed-in/service')

/** How long customers wait and how often one contact is enough, by whom and how; every number leads to its tickets. */
export function ServicePage() {
  const asked = useQuery(scopeQuery)
  return (
    <div className="stack">
      <Header />
      {asked.isPending ? (
        <Loading lines={10} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data.measured === null ? (
        <NothingMeasured />
      ) : (
        <Measured scope={asked.data} />
      )}
    </div>
  )
}

function Header() {
  const mayRead = useMay('records:read')
  const filter = filterOf(route.useSearch())
  return (
    <PageHeader title={message('service.title')} intro={message('service.intro')}>
      <p className="row">
        {mayRead ? (
          <Link to="/service/tickets" search={filter} className="button">
            {message('service.tickets')}
          </Link>
        ) : null}
        <Link to="/service/presets" search={filter} className="button">
          {message('service.presets')}
        </Link>
      </p>
    </PageHeader>
  )
}

function NothingMeasured() {
  const maySync = useMay('runs:read')
  return (
    <EmptyState
      title={message('service.empty.title')}
      text={message('service.empty.text')}
      action={
        maySync ? (
          <Link to="/syncs" className="button button-main">
            {message('service.empty.action')}
          </Link>
        ) : null
      }
    />
  )
}

function Measured({ scope }: { readonly scope: Scope }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = useCallback(
    (changed: Partial<typeof search>) =>
      void navigate({ search: (before) => ({ ...before, ...changed }), resetScroll: false, replace: true }),
    [navigate],
  )
  const compare = search.compare ?? 'previous'
  const by = search.by ?? 'agent'
  const filter = filterOf(search)
  const asked = useQuery(reportQuery({ ...filter, compare, by }))
  return (
    <>
      <ServiceFilters scope={scope} search={search} compare={compare} onChange={change} />
      {asked.isPending ? (
        <Loading lines={12} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <div className="stack" aria-busy={asked.isPlaceholderData}>
          <KeyFigures report={asked.data} filter={filter} compare={compare} />
          <TrendCard
            filter={filter}
            report={asked.data}
            trend={search.trend ?? 'response'}
            onChoose={(trend) => change({ trend })}
          />
          <DistributionCard
            filter={filter}
            report={asked.data}
            of={search.of ?? 'first-response'}
            onChoose={(of) => change({ of })}
          />
          <GroupTable
            report={asked.data}
            filter={filter}
            by={by}
            onGroup={(chosen) => change({ by: chosen })}
          />
          <BacklogCard filter={filter} />
          <NotCountedCard filter={filter} />
          <Policies report={asked.data} />
        </div>
      )}
    </>
  )
}

function Policies({ report }: { readonly report: Report }) {
  const format = useFormat()
  const { service, fcr } = report.policies
  const { tickets } = report.vendorReported
  return (
    <p className="small soft reading">
      {message('service.policies', { service, fcr, asOf: format.day(report.asOf) })}
      {tickets === 0 ? null : ` ${message('service.vendorReported', { n: tickets })}`}
    </p>
  )
}
