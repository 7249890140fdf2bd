import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { ExportLinks } from '../../components/export-links.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { TablePages } from '../../components/table-pages.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { scopeQuery, ticketsQuery } from './queries.ts'
import { ServiceFilters } from './service-filters.tsx'
import { type Duration, filterOf, selections } from './service-search.ts'
import { useTicketColumns } from './ticket-columns.tsx'
import { ticketSorts } from './ticket-sorts.ts'

const route = getRouteApi('/signed-in/service/tickets')
const sorts = ticketSorts.flatMap((name) => [name, `-${name}` as const])

/** The tickets behind a figure; which figure, and how the tickets are chosen, stands in the address. */
export function TicketsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const scope = useQuery(scopeQuery)
  const { cursor: _, ...filter } = search
  const sorted = { ...filter, sort: search.sort ?? '-startedAt' }
  const asked = useQuery({
    ...ticketsQuery({ ...search, sort: sorted.sort }),
    enabled: scope.data?.measured != null,
  })
  const columns = useTicketColumns(search.clock, search.selection?.startsWith('own-') === true)
  const change = useCallback(
    (changed: Partial<typeof search>) =>
      // From another filter there is no way to the page that one was on.
      void navigate({
        search: (before) => ({ ...before, ...changed, cursor: undefined }),
        resetScroll: false,
      }),
    [navigate],
  )
  return (
    <div className="stack">
      <Link to="/service" search={filterOf(search)} className="small">
        {message('tickets.back')}
      </Link>
      <PageHeader title={message('tickets.title')} intro={message('tickets.intro')}>
        <ExportLinks path="/api/tickets/export" filter={sorted} />
      </PageHeader>
      {scope.data === undefined ? null : (
        <ServiceFilters scope={scope.data} search={search} onChange={change}>
          <SelectFilter
            label={message('tickets.selection')}
            choices={selections.map((value) => ({ value, label: message(`tickets.selection.${value}`) }))}
            value={search.selection ?? 'all'}
            onChange={(selection) => change({ selection })}
            required
          />
        </ServiceFilters>
      )}
      <Chosen
        search={search}
        onClear={() => change({ took: undefined, atLeast: undefined, below: undefined, customer: undefined })}
      />
      {scope.data !== undefined && scope.data.measured === null ? (
        <EmptyState title={message('service.empty.title')} text={message('service.empty.text')} />
      ) : asked.isPending || scope.isPending ? (
        <Loading lines={10} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error ?? scope.error} retry={() => void asked.refetch()} />
      ) : asked.data.items.length === 0 ? (
        <EmptyState title={message('tickets.none.title')} text={message('tickets.none.text')} />
      ) : (
        <>
          <DataTable
            title={message('tickets.table')}
            columns={columns}
            rows={asked.data.items.map((item) => ({ ...item, id: item.record }))}
            sort={sorted.sort}
            onSort={(by) => change({ sort: sorts.find((one) => one === by) })}
            busy={asked.isPlaceholderData}
          />
          <TablePages
            title={message('tickets.table')}
            shown={asked.data.items.length}
            total={asked.data.total}
            next={asked.data.next}
            cursor={search.cursor}
          />
        </>
      )}
    </div>
  )
}

/** What is chosen by without a field of its own: a bar of the distribution, or a customer. */
function Chosen({
  search: { took, atLeast = 0, below, customer },
  onClear,
}: {
  readonly search: {
    readonly took?: Duration | undefined
    readonly atLeast?: number | undefined
    readonly below?: number | undefined
    readonly customer?: number | undefined
  }
  readonly onClear: () => void
}) {
  const format = useFormat()
  if (took === undefined && customer === undefined) return null
  const duration = took === undefined ? null : message(`service.duration.${took}`)
  const from = format.duration(atLeast)
  const texts = [
    duration === null
      ? []
      : below === undefined
        ? message('tickets.range.open', { duration, from })
        : message('tickets.range', { duration, from, to: format.duration(below) }),
    customer === undefined ? [] : message('tickets.ofCustomer'),
  ].flat()
  return (
    <p className="row">
      <span>{texts.join(' · ')}</span>
      <button type="button" className="button" onClick={onClear}>
        {message('filter.clear')}
      </button>
    </p>
  )
}
