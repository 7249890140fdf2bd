import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { DateRangeFilter } from '../../components/date-range-filter.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { KeyNumber } from '../../components/key-number.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { changeOf, factsOf, metrics } from './facts.ts'
import { KeywordsCard } from './keywords-card.tsx'
import { PlaceFilters } from './place-filters.tsx'
import { type Places, placesQuery, type Scorecard, scorecardQuery } from './queries.ts'
import './reputation.css'
import type { ReputationFilter } from './reputation-search.ts'
import { ScorecardTables } from './scorecard-tables.tsx'
import { ShownPlaces } from './shown-places.tsx'
import { TrendCards } from './trend-cards.tsx'
import { UnansweredCard } from './unanswered-card.tsx'
import { UnlinkedPlaces } from './unlinked-places.tsx'

const route = getRouteApi('/signed-in/reputation')

/** How places stand by their reviews, what people write about, and what waits for an answer. */
export function ReputationPage() {
  const places = useQuery(placesQuery)
  const mayRead = useMay('records:read')
  const { from, to, place, brand } = route.useSearch()
  return (
    <div className="stack">
      <PageHeader title={message('reputation.title')} intro={message('reputation.intro')}>
        <div className="row">
          <Link to="/reputation/places" className="button">
            {message('places.open')}
          </Link>
          {mayRead ? (
            <Link to="/reputation/reviews" search={{ from, to, place, brand }} className="button">
              {message('reputation.reviews')}
            </Link>
          ) : null}
        </div>
      </PageHeader>
      {places.isPending ? (
        <Loading lines={10} />
      ) : places.data === undefined ? (
        <ErrorState error={places.error} retry={() => void places.refetch()} />
      ) : places.data.items.length === 0 ? (
        <NoPlaces places={places.data} />
      ) : (
        <Reviewed places={places.data} />
      )}
    </div>
  )
}

function NoPlaces({ places }: { readonly places: Places }) {
  const maySync = useMay('runs:read')
  if (places.shownOnly.length > 0) return <ShownPlaces places={places.shownOnly} />
  return (
    <EmptyState
      title={message('reputation.empty.title')}
      text={message('reputation.empty.text')}
      action={
        maySync ? (
          <Link to="/syncs" className="button button-main">
            {message('reputation.empty.action')}
          </Link>
        ) : null
      }
    />
  )
}

function Reviewed({ places }: { readonly places: Places }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const mayRead = useMay('records:read')
  const { from, to, place, brand } = search
  const filter: ReputationFilter = { from, to, place, brand }
  const asked = useQuery(scorecardQuery(filter))
  const change = useCallback(
    (changed: Partial<typeof search>) =>
      void navigate({ search: (before) => ({ ...before, ...changed }), resetScroll: false, replace: true }),
    [navigate],
  )
  if (asked.isPending) return <Loading lines={12} />
  if (asked.data === undefined) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />
  const scorecard = asked.data
  return (
    <>
      <Filters places={places} scorecard={scorecard} filter={filter} onChange={change} />
      <div className="stack" aria-busy={asked.isPlaceholderData}>
        <KeyFigures scorecard={scorecard} />
        <TrendCards
          filter={filter}
          trend={search.trend ?? 'average'}
          onChoose={(trend) => change({ trend })}
        />
        <ScorecardTables
          scorecard={scorecard}
          onPlace={(chosen) => change({ place: chosen, brand: undefined })}
          onBrand={(chosen) => change({ brand: chosen, place: undefined })}
        />
        <UnlinkedPlaces places={places.items} />
        <KeywordsCard
          filter={filter}
          language={search.language}
          onLanguage={(language) => change({ language })}
        />
        {mayRead ? <UnansweredCard filter={filter} /> : null}
        {mayRead && places.shownOnly.length > 0 ? <ShownPlaces places={places.shownOnly} /> : null}
        <Notes scorecard={scorecard} shownOnly={places.shownOnly} />
      </div>
    </>
  )
}

function Filters({
  places,
  scorecard,
  filter,
  onChange,
}: {
  readonly places: Places
  readonly scorecard: Scorecard
  readonly filter: ReputationFilter
  readonly onChange: (changed: ReputationFilter) => void
}) {
  const active = Object.values(filter).some((one) => one !== undefined)
  const none = { from: undefined, to: undefined, place: undefined, brand: undefined }
  const days = { from: scorecard.from ?? scorecard.firstReviewOn ?? scorecard.to, to: scorecard.to }
  return (
    <FilterBar active={active} onClear={() => onChange(none)}>
      <DateRangeFilter
        days={days}
        today={scorecard.lastDay}
        onChange={({ from, to }) => onChange({ from, to })}
      />
      <PlaceFilters places={places.items} filter={filter} onChange={onChange} />
    </FilterBar>
  )
}

function KeyFigures({ scorecard }: { readonly scorecard: Scorecard }) {
  const format = useFormat()
  return (
    <section className="grid grid-of-six" aria-label={message('reputation.key')}>
      {metrics.map((metric) => (
        <KeyNumber
          key={metric}
          facts={factsOf(format, scorecard.total.figures, metric, scorecard)}
          change={changeOf(format, scorecard.total, metric, scorecard.comparedWith)}
        />
      ))}
    </section>
  )
}

/** What is not in the figures, and by which definitions they were made. */
function Notes({
  scorecard,
  shownOnly,
}: {
  readonly scorecard: Scorecard
  readonly shownOnly: Places['shownOnly']
}) {
  const format = useFormat()
  const { notCombined, copies, placesWithoutReviews, policies, asOf } = scorecard
  const notes = [
    notCombined.length === 0
      ? []
      : message('reputation.notes.combined', {
          sources: notCombined.map((connection) => sourceText(connection, shownOnly)).join(', '),
        }),
    copies === 0 ? [] : message('reputation.notes.copies', { n: copies }),
    placesWithoutReviews === 0 ? [] : message('reputation.notes.withoutReviews', { n: placesWithoutReviews }),
    message('reputation.notes.policies', {
      asOf: format.day(asOf),
      policies: Object.values(policies).join(', '),
    }),
  ].flat()
  return <p className="small soft reading">{notes.join(' ')}</p>
}

/** A connection by the site that it reads, where that is known. */
function sourceText(connection: string, shownOnly: Places['shownOnly']): string {
  const site = shownOnly.find(({ place }) => place.startsWith(`${connection}/`))?.site
  return site === undefined ? connection : message('reputation.notes.source', { site, connection })
}
