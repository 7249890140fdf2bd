import { formatReference } from '@rapport/model'
import {
  type PlaceDecision,
  type PlaceListing,
  placeListing,
  standingPlaceDecisions,
  type Workspace,
} from '@rapport/run'

/** What a person decided on a place. */
export interface StandingDecision {
  readonly id: number
  readonly by: string
  readonly at: string
  readonly reason: string | null
}

/** All places, each with the decision on it that holds. */
export async function listedPlaces(
  workspace: Workspace,
): Promise<(PlaceListing & { readonly decision: StandingDecision | null })[]> {
  const [places, decisions] = await Promise.all([
    placeListing(workspace.store.db),
    standingPlaceDecisions(workspace),
  ])
  const byPlace = new Map(
    decisions.map((decision) => [formatReference({ ...decision.place, entity: 'place' }), decision]),
  )
  return places.map((place) => ({ ...place, decision: shown(byPlace.get(place.place)) }))
}

const shown = (decision: PlaceDecision | undefined): StandingDecision | null =>
  decision === undefined
    ? null
    : { id: decision.id, by: decision.by, at: decision.at.toISOString(), reason: decision.reason }
