import { ConnectorError, type Shown, type ShownReview } from '@rapport/connector'
import { z } from 'zod'
import { connectorOf, openConnection } from './connection.ts'
import type { Workspace } from './workspace.ts'

/** The name of the view that every site with reviews to show has. */
const viewName = 'reviews'

/** Somebody waits: two more attempts get past a hiccup, and an outage is told soon. */
const attemptsOfView = 3

/** A place whose reviews a site shows, and which may not be stored. */
export interface ShownPlace {
  readonly connection: string
  readonly placeId: string
  /** The site's name, for people. */
  readonly site: string
}

const withPlaces = z.object({ places: z.array(z.string()) })

/** The places that the set-up names of sites that show reviews, and let none be stored. */
export function shownPlaces({ config, connectors }: Workspace): ShownPlace[] {
  return Object.entries(config.connections).flatMap(([connection, { connector: id, settings }]) => {
    const connector = connectors.get(id)
    if (connector?.views?.some(({ name }) => name === viewName) !== true) return []
    const { data } = withPlaces.safeParse(settings)
    return (data?.places ?? []).map((placeId) => ({ connection, placeId, site: connector.title }))
  })
}

/**
 * The reviews that a site shows of a place now. Of their content nothing is stored, logged or repeated in an error.
 * @throws ConnectorError of kind `config` for a connection that is not set up, or whose site has no reviews to be shown so.
 */
export async function* showReviews(
  workspace: Workspace,
  name: string,
  placeId: string,
  signal: AbortSignal,
): AsyncGenerator<Shown<ShownReview>> {
  const connector = connectorOf(workspace, name)
  const view = connector.views?.find((candidate) => candidate.name === viewName)
  if (view === undefined) {
    const able = [...workspace.connectors.values()].filter(({ views }) => views !== undefined)
    throw new ConnectorError(
      'config',
      `${name}: ${connector.title} has no reviews that could be shown straight from the site (those that have: ${able.map(({ id }) => id).join(', ') || 'none'})`,
    )
  }
  const options = { signal, attempts: attemptsOfView, isShownOnly: true }
  const { ctx } = await openConnection(workspace, name, options)
  yield* view.fetch(ctx, placeId)
}
