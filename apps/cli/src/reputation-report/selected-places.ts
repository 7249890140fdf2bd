import { nearest } from '@rapport/model'
import type { ReviewedPlace } from '@rapport/run'
import { CommandError, UsageError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { printable } from '../printable.ts'

/** How many places are named where several are meant. */
const NAMED = 5

/** A place as people name it: `google/123`, `google/place:123`, or its id or name where one place alone has it. */
export function findPlace(places: readonly ReviewedPlace[], sought: string): ReviewedPlace {
  const matches: readonly ((place: ReviewedPlace) => boolean)[] = [
    ({ place, connection, placeId }) => sought === place || sought === `${connection}/${placeId}`,
    ({ placeId }) => sought === placeId,
    ({ name }) => name !== null && folded(name) === folded(sought),
  ]
  for (const match of matches) {
    const [only, another] = places.filter(match)
    if (only === undefined) continue
    if (another === undefined) return only
    const named = places.filter(match).map(({ connection, placeId }) => printable(`${connection}/${placeId}`))
    throw new UsageError(
      `several places are called ${printable(sought)}: write ${named.slice(0, NAMED).join(' or ')}${named.length > NAMED ? ' …' : ''}`,
    )
  }
  throw new CommandError(
    `there is no place ${printable(sought)}: "${commandName} places" lists all; run "${commandName} sync" first where it is new`,
  )
}

/** The places of a brand; upper and lower case are one. */
export function placesOfBrand(places: readonly ReviewedPlace[], sought: string): ReviewedPlace[] {
  const found = places.filter(({ brand }) => brand !== null && folded(brand) === folded(sought))
  if (found.length > 0) return found
  const brands = [...new Set(places.flatMap(({ brand }) => brand ?? []))]
  const meant = nearest(sought, brands)
  throw new CommandError(
    `no place is of the brand ${printable(sought)}${meant === null ? '' : `: did you mean ${printable(meant)}?`}`,
  )
}

const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase()
