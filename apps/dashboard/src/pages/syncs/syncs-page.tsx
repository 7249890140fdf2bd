import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import { Attention } from './attention.tsx'
import { ConnectionCard } from './connection-card.tsx'
import { NextRuns } from './next-runs.tsx'
import { connectionsQuery, runsQuery } from './queries.ts'
import { useRunColumns } from './run-columns.tsx'
import { StartSync } from './start-sync.tsx'
import { SyncsNav } from './syncs-nav.tsx'
import { WaitingRequests } from './waiting-requests.tsx'

/** The connected systems and how they stand, what is next, and what needs somebody. */
export function SyncsPage() {
  return (
    <div className="stack">
      <SyncsNav />
      <PageHeader title={message('syncs.title')} intro={message('syncs.intro')}>
        <div className="row">
          {useMay('connections:write') ? (
            <Link to="/syncs/connect" className="button">
              {message('connect.open')}
            </Link>
          ) : null}
          <StartSync />
        </div>
      </PageHeader>
      {useMay('connections:read') ? <Connections /> : null}
      <LatestRuns />
    </div>
  )
}

function Connections() {
  const asked = useQuery(connectionsQuery)
  const mayConnect = useMay('connections:write')
  if (asked.isPending) return <Loading lines={8} />
  if (asked.data === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  const { items } = asked.data
  if (items.length === 0)
    return (
      <EmptyState
        title={message('syncs.empty.title')}
        text={message('syncs.empty.text')}
        action={
          mayConnect ? (
            <Link to="/syncs/connect" className="button button-main">
              {message('connect.open')}
            </Link>
          ) : null
        }
      />
    )
  return (
    <>
      <div className="syncs-sides">
        <Attention connections={items} />
        <div className="stack">
          <NextRuns />
          <WaitingRequests />
        </div>
      </div>
      <section className="stack-close" aria-labelledby="connections-title">
        <h2 id="connections-title">{message('syncs.connections')}</h2>
        <div className="connections">
          {items.map((connection) => (
            <ConnectionCard key={connection.name} connection={connection} />
          ))}
        </div>
      </section>
    </>
  )
}

function LatestRuns() {
  const asked = useQuery(runsQuery({ limit: '5' }))
  const columns = useRunColumns()
  return (
    <section className="stack-close" aria-labelledby="latest-title">
      <div className="row-apart">
        <h2 id="latest-title">{message('syncs.latest')}</h2>
        <Link to="/syncs/runs" className="small">
          {message('syncs.latest.all')}
        </Link>
      </div>
      {asked.isPending ? (
        <Loading lines={4} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data.items.length === 0 ? (
        <EmptyState title={message('runs.none.title')} text={message('runs.none.text')} />
      ) : (
        <DataTable title={message('syncs.latest')} columns={columns} rows={asked.data.items} />
      )}
    </section>
  )
}
