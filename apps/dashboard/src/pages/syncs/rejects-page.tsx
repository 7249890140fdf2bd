import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { ExportLinks } from '../../components/export-links.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { SearchFilter } from '../../components/search-filter.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message, named } from '../../messages/message.ts'
import { rejectOutcomes, rejectStages } from './names.ts'
import { rejectGroupsQuery, rejectsQuery } from './queries.ts'
import { useRejectColumns } from './reject-columns.tsx'
import { RejectGroups } from './reject-groups.tsx'
import { RetryButton } from './retry-button.tsx'
import { SyncsNav } from './syncs-nav.tsx'
import { outcomeText, stageText } from './words.ts'

const route = getRouteApi('/signed-in/syncs/rejects')

/** Records that are set aside: why, and trying them again; which are shown stands in the address. */
export function RejectsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { cursor: _, outcome, ...filter } = search
  const groups = useQuery(rejectGroupsQuery({}))
  const asked = useQuery(rejectsQuery(search))
  const columns = useRejectColumns()
  const change = useCallback(
    (changed: Partial<typeof search>) =>
      void navigate({
        search: (before) => ({ ...before, ...changed, cursor: undefined }),
        resetScroll: false,
      }),
    [navigate],
  )
  const searchFor = useCallback((q: string) => change({ q: q === '' ? undefined : q }), [change])
  const filtered = Object.values({ ...filter, outcome }).some((one) => one !== undefined)
  const clear = (): void => void navigate({ search: {}, resetScroll: false })
  const known = groups.data?.items ?? []
  const choices = (of: 'connection' | 'entity' | 'reason') =>
    [...new Set([...known.map((group) => group[of]), search[of] ?? []].flat())].map((value) => ({
      value,
      label: of === 'entity' ? named('entity', value) : value,
    }))
  const isWaitingList = outcome === undefined || outcome === 'none' || outcome === 'failed again'
  return (
    <div className="stack">
      <SyncsNav />
      <PageHeader title={message('rejects.title')} intro={message('rejects.intro')}>
        <ExportLinks path="/api/rejects/export" filter={{ ...filter, outcome }} />
      </PageHeader>
      {known.length > 0 ? <RejectGroups groups={known} /> : null}
      {known.length > 0 || filtered ? (
        <FilterBar active={filtered} onClear={clear}>
          <SearchFilter label={message('rejects.search')} value={search.q ?? ''} onChange={searchFor} />
          <SelectFilter
            label={message('rejects.stage')}
            choices={rejectStages.map((value) => ({ value, label: stageText(value) }))}
            value={search.stage}
            onChange={(stage) => change({ stage })}
          />
          <SelectFilter
            label={message('rejects.connection')}
            choices={choices('connection')}
            value={search.connection}
            onChange={(connection) => change({ connection })}
          />
          <SelectFilter
            label={message('rejects.entity')}
            choices={choices('entity')}
            value={search.entity}
            onChange={(entity) => change({ entity })}
          />
          <SelectFilter
            label={message('rejects.outcome')}
            choices={rejectOutcomes.map((value) => ({ value, label: outcomeText(value) }))}
            value={outcome}
            onChange={(chosen) => change({ outcome: chosen })}
          />
          {search.reason === undefined ? null : (
            <SelectFilter
              label={message('rejects.reason')}
              choices={choices('reason')}
              value={search.reason}
              onChange={(reason) => change({ reason })}
            />
          )}
        </FilterBar>
      ) : null}
      {asked.data === undefined ||
      asked.data.total === null ||
      asked.data.total === 0 ||
      !isWaitingList ? null : (
        <div className="row">
          <RetryButton
            label={message('rejects.retry.all', { n: asked.data.total })}
            records={asked.data.total}
            asked={{ all: true, ...filter }}
          />
        </div>
      )}
      <PagedTable
        title={message('rejects.table')}
        asked={{ ...asked, isPending: asked.isPending || groups.isPending }}
        columns={columns}
        cursor={search.cursor}
        lines={8}
        none={
          <EmptyState
            title={message(filtered ? 'rejects.noMatch.title' : 'rejects.none.title')}
            text={message(filtered ? 'rejects.noMatch.text' : 'rejects.none.text')}
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
