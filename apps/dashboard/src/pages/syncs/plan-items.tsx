import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import type { Column } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { SearchFilter } from '../../components/search-filter.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { itemStates } from './names.ts'
import { type OpenedPlan, type PlanItem, planItemsQuery } from './queries.ts'
import { itemStateText, toneOf } from './words.ts'

const route = getRouteApi('/signed-in/syncs/plans/$id')

/** What a plan does to each record, old and new; how the records are chosen stands in the address. */
export function PlanItems({ plan }: { readonly plan: OpenedPlan }) {
  const { id } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  // Once it is applied, its records have another state.
  const asked = useQuery(planItemsQuery(id, { ...search, limit: '25' }))
  const columns = useItemColumns(search.field)
  const change = useCallback(
    (changed: Partial<typeof search>) =>
      void navigate({
        search: (before) => ({ ...before, ...changed, cursor: undefined }),
        resetScroll: false,
      }),
    [navigate],
  )
  const searchFor = useCallback((q: string) => change({ q: q === '' ? undefined : q }), [change])
  const filtered = [search.q, search.state, search.field].some((one) => one !== undefined)
  const noItems = plan.state === 'discarded' ? 'plan.noneKept' : 'plan.noItems'
  const fields = [...new Set([...plan.fields.map(({ field }) => field), search.field ?? []].flat())]
  return (
    <>
      <FilterBar
        active={filtered}
        onClear={() => change({ q: undefined, state: undefined, field: undefined })}
      >
        <SearchFilter label={message('plan.search')} value={search.q ?? ''} onChange={searchFor} />
        <SelectFilter
          label={message('plan.item.state')}
          choices={itemStates.map((value) => ({ value, label: itemStateText(value) }))}
          value={search.state}
          onChange={(state) => change({ state })}
        />
        <SelectFilter
          label={message('plan.field')}
          choices={fields.map((value) => ({ value, label: value }))}
          value={search.field}
          onChange={(field) => change({ field })}
        />
      </FilterBar>
      <PagedTable
        title={message('plan.items')}
        asked={asked}
        columns={columns}
        cursor={search.cursor}
        lines={8}
        none={
          <EmptyState
            title={message(filtered ? 'plan.noMatch' : noItems)}
            text={message(filtered ? 'runs.noMatch.text' : 'plans.none.text')}
          />
        }
      />
    </>
  )
}

function useItemColumns(field: string | undefined): readonly Column<PlanItem>[] {
  return useMemo(
    (): readonly Column<PlanItem>[] => [
      {
        id: 'record',
        header: message('plan.item.record'),
        rowHeader: true,
        cell: ({ name, record, customerId }) => (
          <>
            {customerId === null ? (
              (name ?? record)
            ) : (
              <Link to="/customers/$id" params={{ id: String(customerId) }}>
                {name ?? record}
              </Link>
            )}
            <span className="small soft">
              {' '}
              <code>{record}</code>
            </span>
          </>
        ),
      },
      {
        id: 'change',
        header: message('plan.item.change'),
        cell: ({ changes }) => (
          <Changes changes={field === undefined ? changes : changes.filter((one) => one.field === field)} />
        ),
      },
      {
        id: 'state',
        header: message('plan.item.state'),
        cell: ({ state, reason }) => (
          <>
            <Badge tone={toneOf(state)}>{itemStateText(state)}</Badge>
            {reason === null ? null : <p className="small soft">{reason}</p>}
          </>
        ),
      },
    ],
    [field],
  )
}

/** As the server writes one. */
const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

/** The fields of a record, old and new, in words too: an arrow is nothing that is heard. */
function Changes({ changes }: { readonly changes: PlanItem['changes'] }) {
  const format = useFormat()
  const shown = (value: string | number | null): string =>
    value === null || value === ''
      ? message('plan.item.empty')
      : typeof value === 'number'
        ? format.number(value, 2)
        : isMoment.test(value)
          ? format.moment(value)
          : value
  return (
    <dl className="change-list">
      {changes.map(({ field, before, after }) => (
        <div key={field} className="change">
          <dt>{field}</dt>
          <dd>
            <span className="change-old">{shown(before)}</span> <span aria-hidden="true">→</span>
            <span className="visually-hidden"> {message('plan.item.to')} </span>{' '}
            <span className="change-new">{shown(after)}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
