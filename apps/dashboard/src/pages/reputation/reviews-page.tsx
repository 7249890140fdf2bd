import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { ExportLinks } from '../../components/export-links.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { SearchFilter } from '../../components/search-filter.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { TablePages } from '../../components/table-pages.tsx'
import { message } from '../../messages/message.ts'
import { languageName } from './language-name.ts'
import { PlaceFilters } from './place-filters.tsx'
import { languagesQuery, placesQuery, reviewsQuery } from './queries.ts'
import { asked as askedOf, type ReviewFilter, starChoices } from './reputation-search.ts'
import { ReviewCard } from './review-card.tsx'

const route = getRouteApi('/signed-in/reputation/reviews')
const pageSize = 20

/** Reviews one by one, the newest first, to be read and answered. */
export function ReviewsPage() {
  const { cursor, ...filter } = route.useSearch()
  const navigate = route.useNavigate()
  const asked = useQuery(reviewsQuery({ ...filter, cursor, limit: pageSize }))
  const change = useCallback(
    (changed: ReviewFilter) =>
      // From another filter there is no way to the page that one was on.
      void navigate({
        search: (before) => ({ ...before, ...changed, cursor: undefined }),
        resetScroll: false,
      }),
    [navigate],
  )
  const isFiltered = Object.values(filter).some((one) => one !== undefined)
  const clear = (): void => void navigate({ search: {} })
  return (
    <div className="stack">
      <Link to="/reputation" className="small">
        {message('reviews.back')}
      </Link>
      <PageHeader title={message('reviews.title')}>
        <ExportLinks path="/api/reviews/export" filter={askedOf(filter)} />
      </PageHeader>
      <Filters filter={filter} active={isFiltered} onChange={change} onClear={clear} />
      {asked.isPending ? (
        <Loading lines={10} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data.items.length === 0 ? (
        <NoReviews filtered={isFiltered} onClear={clear} />
      ) : (
        <section className="stack" aria-busy={asked.isPlaceholderData} aria-label={message('reviews.list')}>
          {asked.data.items.map((review) => (
            <ReviewCard key={review.reference} review={review} />
          ))}
          <TablePages
            title={message('reviews.list')}
            shown={asked.data.items.length}
            total={asked.data.total}
            next={asked.data.next}
            cursor={cursor}
          />
        </section>
      )}
    </div>
  )
}

function Filters({
  filter,
  active,
  onChange,
  onClear,
}: {
  readonly filter: ReviewFilter
  readonly active: boolean
  readonly onChange: (changed: ReviewFilter) => void
  readonly onClear: () => void
}) {
  const places = useQuery(placesQuery)
  const languages = useQuery(languagesQuery)
  const searchFor = useCallback((q: string) => onChange({ q: q === '' ? undefined : q }), [onChange])
  return (
    <FilterBar active={active} onClear={onClear}>
      <SearchFilter label={message('reviews.search')} value={filter.q ?? ''} onChange={searchFor} />
      <SelectFilter
        label={message('reviews.answer')}
        choices={[{ value: 'true', label: message('reviews.answer.true') }]}
        value={filter.unanswered}
        onChange={(unanswered) => onChange({ unanswered })}
      />
      <SelectFilter
        label={message('reviews.stars')}
        choices={starChoices.map((value) => ({ value, label: message(`reviews.stars.${value}`) }))}
        value={filter.stars}
        onChange={(stars) => onChange({ stars })}
      />
      <PlaceFilters places={places.data?.items ?? []} filter={filter} onChange={onChange} />
      {(languages.data?.items.length ?? 0) < 2 ? null : (
        <SelectFilter
          label={message('reviews.language')}
          choices={(languages.data?.items ?? []).map((value) => ({ value, label: languageName(value) }))}
          value={filter.language}
          onChange={(language) => onChange({ language })}
        />
      )}
    </FilterBar>
  )
}

function NoReviews({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  if (!filtered)
    return <EmptyState title={message('reviews.empty.title')} text={message('reviews.empty.text')} />
  return (
    <EmptyState
      title={message('reviews.none.title')}
      text={message('reviews.none.text')}
      action={
        <button type="button" className="button" onClick={onClear}>
          {message('filter.clear')}
        </button>
      }
    />
  )
}
