import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ChoicesFilter } from '../../components/choices-filter.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { message } from '../../messages/message.ts'
import { planStates } from './names.ts'
import { usePlanColumns } from './plan-columns.tsx'
import { plansQuery } from './queries.ts'
import { StartSync } from './start-sync.tsx'
import { SyncsNav } from './syncs-nav.tsx'
import { planStateText } from './words.ts'

const route = getRouteApi('/signed-in/syncs/plans')

/** What was planned to be written, the latest first. */
export function PlansPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const asked = useQuery(plansQuery(search))
  const columns = usePlanColumns()
  const filtered = search.state !== undefined
  const choose = (state: typeof search.state): void =>
    void navigate({ search: { state }, resetScroll: false })
  return (
    <div className="stack">
      <SyncsNav />
      <PageHeader title={message('plans.title')} intro={message('plans.intro')}>
        <StartSync />
      </PageHeader>
      <FilterBar active={filtered} onClear={() => choose(undefined)}>
        <ChoicesFilter
          label={message('runs.state')}
          choices={planStates.map((value) => ({ value, label: planStateText({ state: value }) }))}
          value={search.state ?? []}
          onChange={choose}
        />
      </FilterBar>
      <PagedTable
        title={message('plans.table')}
        asked={asked}
        columns={columns}
        cursor={search.cursor}
        none={
          <EmptyState
            title={message(filtered ? 'plan.noMatch' : 'plans.none.title')}
            text={message(filtered ? 'runs.noMatch.text' : 'plans.none.text')}
          />
        }
      />
    </div>
  )
}
