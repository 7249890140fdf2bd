import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ChoicesFilter } from '../../components/choices-filter.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message } from '../../messages/message.ts'
import { runKinds, runStates } from './names.ts'
import { runsQuery } from './queries.ts'
import { useRunColumns } from './run-columns.tsx'
import { StartSync } from './start-sync.tsx'
import { SyncsNav } from './syncs-nav.tsx'
import { runStateText } from './words.ts'

const route = getRouteApi('/signed-in/syncs/runs')

/** All runs, the latest first. */
export function RunsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const asked = useQuery(runsQuery(search))
  const columns = useRunColumns()
  const change = (changed: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...changed, cursor: undefined }), resetScroll: false })
  const filtered = search.state !== undefined || search.kind !== undefined
  const clear = (): void => change({ state: undefined, kind: undefined })
  return (
    <div className="stack">
      <SyncsNav />
      <PageHeader title={message('runs.title')} intro={message('runs.intro')}>
        <StartSync />
      </PageHeader>
      <FilterBar active={filtered} onClear={clear}>
        <ChoicesFilter
          label={message('runs.state')}
          choices={runStates.map((value) => ({ value, label: runStateText(value) }))}
          value={search.state ?? []}
          onChange={(state) => change({ state })}
        />
        <SelectFilter
          label={message('runs.kind')}
          choices={runKinds.map((value) => ({ value, label: message(`runKind.${value}`) }))}
          value={search.kind}
          onChange={(kind) => change({ kind })}
        />
      </FilterBar>
      <PagedTable
        title={message('runs.table')}
        asked={asked}
        columns={columns}
        cursor={search.cursor}
        none={
          <EmptyState
            title={message(filtered ? 'runs.noMatch' : 'runs.none.title')}
            text={message(filtered ? 'runs.noMatch.text' : 'runs.none.text')}
            action={
              filtered ? (
                <button type="button" className="button" onClick={clear}>
                  {message('filter.clear')}
                </button>
              ) : null
            }
          />
        }
      />
    </div>
  )
}
