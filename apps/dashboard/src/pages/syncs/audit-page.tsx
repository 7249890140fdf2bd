import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { Column } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { SearchFilter } from '../../components/search-filter.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { detailText, subjectText } from './audit-words.ts'
import { type AuditEntry, auditQuery } from './queries.ts'
import { SyncsNav } from './syncs-nav.tsx'
import { worded } from './words.ts'

const route = getRouteApi('/signed-in/syncs/audit')
const actions = [
  ...(['plan.', 'release', 'run.', 'rejects.', 'schedule.', 'connection.', 'mapping.', 'settings.'] as const),
  ...(['place.', 'review.', 'identity.', 'user.', 'api-key.'] as const),
] as const
const actionText = worded('auditText')

/** Who changed what, the latest first. */
export function AuditPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const asked = useQuery(auditQuery(search))
  const columns = useAuditColumns()
  const change = useCallback(
    (changed: Partial<typeof search>) =>
      void navigate({
        search: (before) => ({ ...before, ...changed, cursor: undefined }),
        resetScroll: false,
      }),
    [navigate],
  )
  const searchFor = useCallback(
    (actor: string) => change({ actor: actor === '' ? undefined : actor }),
    [change],
  )
  const filtered = search.actor !== undefined || search.action !== undefined
  return (
    <div className="stack">
      <SyncsNav />
      <PageHeader title={message('audit.title')} intro={message('audit.intro')} />
      <FilterBar active={filtered} onClear={() => change({ actor: undefined, action: undefined })}>
        <SearchFilter label={message('audit.filter.actor')} value={search.actor ?? ''} onChange={searchFor} />
        <SelectFilter
          label={message('audit.filter.action')}
          choices={actions.map((value) => ({ value, label: message(`auditAction.${value}`) }))}
          value={actions.find((value) => value === search.action)}
          onChange={(action) => change({ action })}
        />
      </FilterBar>
      <PagedTable
        title={message('audit.table')}
        asked={asked}
        columns={columns}
        cursor={search.cursor}
        none={
          <EmptyState
            title={message(filtered ? 'rejects.noMatch.title' : 'audit.none.title')}
            text={message(filtered ? 'rejects.noMatch.text' : 'audit.none.text')}
          />
        }
      />
    </div>
  )
}

function useAuditColumns(): readonly Column<AuditEntry>[] {
  const format = useFormat()
  return useMemo(
    (): readonly Column<AuditEntry>[] => [
      {
        id: 'at',
        header: message('audit.at'),
        cell: ({ at }) => <span className="audit-at">{format.moment(at)}</span>,
      },
      { id: 'actor', header: message('audit.actor'), longWords: true, cell: ({ actor }) => actor },
      { id: 'action', header: message('audit.action'), cell: ({ action }) => actionText(action) },
      { id: 'subject', header: message('audit.subject'), rowHeader: true, cell: subjectText },
      {
        id: 'detail',
        header: message('audit.detail'),
        wideOnly: true,
        cell: ({ detail }) => <span className="audit-detail soft">{detailText(detail, format)}</span>,
      },
    ],
    [format],
  )
}
