import type { Instant } from '@rapport/model'
import type { ConnectorContext } from '../context.ts'
import { ConnectorError } from '../errors.ts'
import type { ReadAgain, ReviewSite, ShownAggregate } from './review-site.ts'

/** A place whose reviews can be listed. */
export interface ListedPlace {
  readonly id: string
  /** What the site's addresses call it. */
  readonly path: string
  /** What the site itself shows of its rating. */
  readonly shown?: string | undefined
}

/** The places of a site in the order of their ids, and the site's clock; null where it has none. What is no place is left out. */
export async function listPlaces<Settings extends ReadAgain>(
  site: ReviewSite<Settings>,
  ctx: ConnectorContext<Settings>,
): Promise<{ readonly places: readonly ListedPlace[]; readonly now: Instant | null }> {
  const found = new Map<string, ListedPlace>()
  let first: Instant | null = null
  for await (const { records, now } of site.placePages(ctx)) {
    first ??= now
    for (const record of records) {
      const { data } = site.place.safeParse(record)
      if (data === undefined || found.has(data.place.id)) continue
      const { path, place, aggregate, shown } = data
      found.set(place.id, { id: place.id, path, shown: shown ?? inWords(aggregate) })
    }
  }
  return { places: [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), now: first }
}

function inWords(aggregate: ShownAggregate | null | undefined): string | undefined {
  if (!aggregate?.count) return undefined
  return `an average of ${aggregate.rating ?? 'nothing'} from ${aggregate.count} ratings`
}

/**
 * What the site's addresses call a place. Where its id says it, nothing is asked; else all places are listed.
 * @throws ConnectorError of kind `gone` where the sign-in does not see it.
 */
export async function pathOfPlace<Settings extends ReadAgain>(
  site: ReviewSite<Settings>,
  ctx: ConnectorContext<Settings>,
  id: string,
): Promise<string> {
  if (site.pathOf !== undefined) return site.pathOf(id)
  const found = (await listPlaces(site, ctx)).places.find((place) => place.id === id)
  if (found !== undefined) return found.path
  throw new ConnectorError(
    'gone',
    `place ${id} is not among those that this sign-in to ${site.title} sees: sync again, or sign in as somebody who manages it`,
  )
}
