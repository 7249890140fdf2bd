import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { SearchFilter } from '../../components/search-filter.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { message } from '../../messages/message.ts'
import { usePlaceColumns } from './place-columns.tsx'
import { type Place, placesQuery } from './queries.ts'
import { type Belonging, belongings } from './reputation-search.ts'

const route = getRouteApi('/signed-in/reputation/places')
const shownAtOnce = 50

/** Every place with the company that it belongs to, and why; who may says which one it is. */
export function PlacesPage() {
  const { q, belongs } = route.useSearch()
  const navigate = route.useNavigate()
  const asked = useQuery(placesQuery)
  const change = useCallback(
    (changed: { q?: string | undefined; belongs?: Belonging | undefined }) =>
      void navigate({ search: (before) => ({ ...before, ...changed }), resetScroll: false }),
    [navigate],
  )
  const searchFor = useCallback((text: string) => change({ q: text === '' ? undefined : text }), [change])
  return (
    <div className="stack">
      <Link to="/reputation" className="small">
        {message('reviews.back')}
      </Link>
      <PageHeader title={message('places.title')} intro={message('places.intro')} />
      <FilterBar
        active={q !== undefined || belongs !== undefined}
        onClear={() => change({ q: undefined, belongs: undefined })}
      >
        <SearchFilter label={message('places.search')} value={q ?? ''} onChange={searchFor} />
        <SelectFilter
          label={message('places.belongs')}
          choices={belongings.map((value) => ({ value, label: message(`places.belongs.${value}`) }))}
          value={belongs}
          onChange={(chosen) => change({ belongs: chosen })}
        />
      </FilterBar>
      {asked.isPending ? (
        <Loading lines={10} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data.items.length === 0 ? (
        <EmptyState title={message('places.none.title')} text={message('places.none.text')} />
      ) : (
        // Another choice begins at its top again.
        <PlaceTable
          key={`${q} ${belongs}`}
          places={asked.data.items.filter((place) => fits(place, q, belongs))}
        />
      )}
    </div>
  )
}

function PlaceTable({ places }: { readonly places: readonly Place[] }) {
  const [most, setMost] = useState(shownAtOnce)
  const columns = usePlaceColumns()
  if (places.length === 0)
    return <EmptyState title={message('places.noMatch.title')} text={message('places.noMatch.text')} />
  const shown = places.slice(0, most)
  const title = message('places.table')
  return (
    <>
      <DataTable
        title={title}
        columns={columns}
        rows={shown.map((place) => ({ ...place, id: place.place }))}
      />
      <ShowMore
        title={title}
        shown={shown.length}
        total={places.length}
        onMore={shown.length < places.length ? () => setMost(most + shownAtOnce) : null}
      />
    </>
  )
}

function fits(place: Place, q: string | undefined, belongs: Belonging | undefined): boolean {
  const texts = [place.place, place.name, place.brand, place.company, place.companyName]
  const sought = q?.toLowerCase()
  if (sought !== undefined && !texts.some((text) => text?.toLowerCase().includes(sought) === true))
    return false
  if (belongs === 'hand') return place.decision !== null
  return belongs === undefined || (belongs === 'none') === (place.company === null)
}
