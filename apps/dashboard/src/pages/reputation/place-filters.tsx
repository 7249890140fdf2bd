import { SelectFilter } from '../../components/select-filter.tsx'
import { message } from '../../messages/message.ts'
import type { Places } from './queries.ts'
import type { ReputationFilter } from './reputation-search.ts'

/** One place, or all places of a brand. */
export function PlaceFilters({
  places,
  filter,
  onChange,
}: {
  readonly places: Places['items']
  readonly filter: ReputationFilter
  readonly onChange: (changed: Pick<ReputationFilter, 'place' | 'brand'>) => void
}) {
  const brands = [...new Set(places.flatMap(({ brand }) => brand ?? []))].sort()
  return (
    <>
      {places.length < 2 ? null : (
        <SelectFilter
          label={message('reputation.place')}
          choices={places.map(({ place, name, connection }) => ({
            value: place,
            label: name === null ? place : `${name} (${connection})`,
          }))}
          value={filter.place}
          onChange={(place) => onChange({ place, brand: undefined })}
        />
      )}
      {brands.length === 0 ? null : (
        <SelectFilter
          label={message('reputation.brand')}
          choices={brands.map((value) => ({ value, label: value }))}
          value={filter.brand}
          onChange={(brand) => onChange({ brand, place: undefined })}
        />
      )}
    </>
  )
}
