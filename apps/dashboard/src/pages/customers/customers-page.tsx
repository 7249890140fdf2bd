import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { ChoicesFilter } from '../../components/choices-filter.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ExportLinks } from '../../components/export-links.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { SearchFilter } from '../../components/search-filter.tsx'
import { message, named } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import { useCustomerColumns } from './customer-columns.tsx'
import { customersQuery } from './queries.ts'
import { churnRisks, customerSorts, segments } from './segments.ts'

const route = getRouteApi('/signed-in/customers')
const bySortName = customerSorts.flatMap((name) => [name, `-${name}` as const])

/** All customers, the most valuable first; what is searched and filtered stands in the address. */
export function CustomersPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { cursor: _, ...filter } = search
  const sorted = { ...filter, sort: search.sort ?? '-clv' }
  const asked = useQuery(customersQuery({ ...search, sort: sorted.sort }))
  const columns = useCustomerColumns()
  const change = useCallback(
    (changed: Partial<typeof search>) =>
      // From another filter there is no way to the page that one was on.
      void navigate({
        search: (before) => ({ ...before, ...changed, cursor: undefined }),
        resetScroll: false,
      }),
    [navigate],
  )
  const searchFor = useCallback((q: string) => change({ q: q === '' ? undefined : q }), [change])
  const filtered = [search.q, search.segment, search.churnRisk].some((one) => one !== undefined)
  const clear = (): void => change({ q: undefined, segment: undefined, churnRisk: undefined })
  return (
    <div className="stack">
      <PageHeader title={message('customers.title')} intro={message('customers.intro')}>
        <ExportLinks path="/api/customers/export" filter={sorted} />
      </PageHeader>
      <FilterBar active={filtered} onClear={clear}>
        <SearchFilter label={message('customers.search')} value={search.q ?? ''} onChange={searchFor} />
        <ChoicesFilter
          label={message('customers.segment')}
          choices={segments.map((value) => ({ value, label: named('segment', value) }))}
          value={search.segment ?? []}
          onChange={(segment) => change({ segment })}
        />
        <ChoicesFilter
          label={message('customers.churnRisk')}
          choices={churnRisks.map((value) => ({ value, label: named('risk', value) }))}
          value={search.churnRisk ?? []}
          onChange={(churnRisk) => change({ churnRisk })}
        />
      </FilterBar>
      <PagedTable
        title={message('customers.table')}
        asked={asked}
        columns={columns}
        cursor={search.cursor}
        sort={sorted.sort}
        onSort={(by) => change({ sort: bySortName.find((one) => one === by) })}
        none={<NoCustomers filtered={filtered} onClear={clear} />}
      />
    </div>
  )
}

function NoCustomers({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  const maySync = useMay('runs:read')
  if (filtered)
    return (
      <EmptyState
        title={message('customers.noMatch.title')}
        text={message('customers.noMatch.text')}
        action={
          <button type="button" className="button" onClick={onClear}>
            {message('filter.clear')}
          </button>
        }
      />
    )
  return (
    <EmptyState
      title={message('customers.none.title')}
      text={message('customers.none.text')}
      action={
        maySync ? (
          <Link to="/syncs" className="button button-main">
            {message('customers.none.action')}
          </Link>
        ) : null
      }
    />
  )
}
