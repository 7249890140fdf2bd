import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { KeyNumbers } from './key-numbers.tsx'
import { LoyaltyCard } from './loyalty-card.tsx'
import { Needs } from './needs.tsx'
import './overview.css'
import { overviewQuery } from './queries.ts'

/** The first page: what needs somebody today, each one click from its records, and how things stand. */
export function OverviewPage() {
  const format = useFormat()
  const asked = useQuery(overviewQuery)
  const { data } = asked
  return (
    <div className="stack">
      <PageHeader
        title={message('overview.title')}
        {...(data?.hasData === true
          ? { intro: message('overview.asOf', { day: format.calendarDay(data.today) }) }
          : {})}
      />
      {asked.isPending ? (
        <Loading lines={12} />
      ) : data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : data.hasData ? (
        <>
          <Needs overview={data} />
          <KeyNumbers />
          <LoyaltyCard />
        </>
      ) : (
        <NothingRead />
      )}
    </div>
  )
}

function NothingRead() {
  const mayConnect = useMay('connections:read')
  return (
    <EmptyState
      title={message('overview.empty.title')}
      text={message(mayConnect ? 'overview.empty.text' : 'overview.empty.ask')}
      action={
        mayConnect ? (
          <Link to="/syncs" className="button button-main">
            {message('overview.empty.action')}
          </Link>
        ) : null
      }
    />
  )
}
