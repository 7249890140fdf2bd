import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { Badge } from '../../components/badge.tsx'
import type { Column } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { SearchFilter } from '../../components/search-filter.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message, named } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { type HeldRecord, holdsQuery } from './queries.ts'
import { ReleaseButton } from './release-button.tsx'
import { SyncsNav } from './syncs-nav.tsx'

const route = getRouteApi('/signed-in/syncs/holds')

/** What a revert put back and no sync writes until it is released; which of it is shown stands in the address. */
export function HoldsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { cursor: _, ...filter } = search
  const asked = useQuery(holdsQuery(search))
  const columns = useHoldColumns(search.field)
  const change = useCallback(
    (changed: Partial<typeof search>) =>
      void navigate({
        search: (before) => ({ ...before, ...changed, cursor: undefined }),
        resetScroll: false,
      }),
    [navigate],
  )
  const searchFor = useCallback((q: string) => change({ q: q === '' ? undefined : q }), [change])
  const filtered = Object.values(filter).some((one) => one !== undefined)
  const { kinds, fields = 0, items = [] } = asked.data ?? {}
  const plan = search.plan === undefined ? undefined : String(search.plan)
  return (
    <div className="stack">
      <SyncsNav />
      <PageHeader title={message('holds.title')} intro={message('holds.intro')}>
        {items.length === 0 ? null : (
          <ReleaseButton
            label={
              fields === null
                ? message('holds.release.everything')
                : message('holds.release.all', { n: fields })
            }
            fields={fields}
            asked={{ all: true, ...filter }}
          />
        )}
      </PageHeader>
      {items.length === 0 && !filtered ? null : (
        <FilterBar active={filtered} onClear={() => void navigate({ search: {}, resetScroll: false })}>
          <SearchFilter label={message('holds.search')} value={search.q ?? ''} onChange={searchFor} />
          <SelectFilter
            label={message('rejects.connection')}
            choices={choicesOf(kinds?.connections, search.connection)}
            value={search.connection}
            onChange={(connection) => change({ connection })}
          />
          <SelectFilter
            label={message('rejects.entity')}
            choices={choicesOf(kinds?.entities, search.entity, (entity) => named('entity', entity))}
            value={search.entity}
            onChange={(entity) => change({ entity })}
          />
          <SelectFilter
            label={message('plan.field')}
            choices={choicesOf(kinds?.fields, search.field)}
            value={search.field}
            onChange={(field) => change({ field })}
          />
          {plan === undefined ? null : (
            <SelectFilter
              label={message('holds.why')}
              choices={[{ value: plan, label: message('plans.write', { id: plan }) }]}
              value={plan}
              onChange={(chosen) => change({ plan: chosen === undefined ? undefined : search.plan })}
            />
          )}
        </FilterBar>
      )}
      <PagedTable
        title={message('holds.table')}
        asked={asked}
        columns={columns}
        cursor={search.cursor}
        none={
          <EmptyState
            title={message(filtered ? 'rejects.noMatch.title' : 'holds.none.title')}
            text={message(filtered ? 'rejects.noMatch.text' : 'holds.none.text')}
          />
        }
      />
    </div>
  )
}

/** What there is, and what is chosen although it is there no more. */
const choicesOf = (
  there: readonly string[] | undefined,
  chosen: string | undefined,
  labelOf: (value: string) => string = (value) => value,
) =>
  [...new Set([...(there ?? []), ...(chosen === undefined ? [] : [chosen])])].map((value) => ({
    value,
    label: labelOf(value),
  }))

type Row = HeldRecord & { readonly id: string }

function useHoldColumns(field: string | undefined): readonly Column<Row>[] {
  const format = useFormat()
  const mayRelease = useMay('plans:apply')
  return useMemo((): readonly Column<Row>[] => {
    const release: Column<Row> = {
      id: 'release',
      header: message('holds.release'),
      cell: ({ record, plan, fields }) => (
        <ReleaseButton
          label={message('holds.release')}
          spoken={message('holds.release.one', { record })}
          fields={field === undefined ? fields.length : 1}
          asked={{ record, plan, ...(field === undefined ? {} : { field }) }}
        />
      ),
    }
    return [
      {
        id: 'record',
        header: message('plan.item.record'),
        rowHeader: true,
        cell: ({ name, record }) => (
          <>
            {name ?? record}
            <code className="record-code">{record}</code>
          </>
        ),
      },
      { id: 'fields', header: message('holds.fields'), cell: ({ fields }) => fields.join(', ') },
      {
        id: 'since',
        header: message('holds.since'),
        wideOnly: true,
        cell: ({ since }) => format.moment(since),
      },
      {
        id: 'why',
        header: message('holds.why'),
        cell: ({ plan, reverts, isPutBack }) => (
          <span className="row">
            <Link to="/syncs/plans/$id" params={{ id: String(plan) }}>
              {reverts === null
                ? message('plans.write', { id: String(plan) })
                : message('plans.revert', { id: String(plan), reverts: String(reverts) })}
            </Link>
            {isPutBack ? null : <Badge tone="bad">{message('holds.notPutBack')}</Badge>}
          </span>
        ),
      },
      ...(mayRelease ? [release] : []),
    ]
  }, [format, mayRelease, field])
}
