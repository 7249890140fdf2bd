import { formatReference } from '@rapport/model'
import {
  type PlaceDecision,
  type PlaceListing,
  placeListing,
  standingPlaceDecisions,
  type Workspace,
} from '@rapport/run'

/** What a person decided on a place. Who it was, and the reason, are null for those who may not know. */
export interface StandingDecision {
  readonly id: number
  readonly by: string | null
  readonly at: string
  readonly reason: string | null
}

/** All places, each with the decision on it that holds. */
export async function listedPlaces(
  workspace: Workspace,
  { tellsWho }: { readonly tellsWho: boolean },
): Promise<(PlaceListing & { readonly decision: StandingDecision | null })[]> {
  const [places, decisions] = await Promise.all([
    placeListing(workspace.store.db),
    standingPlaceDecisions(workspace),
  ])
  const byPlace = new Map(
    decisions.map((decision) => [formatReference({ ...decision.place, entity: 'place' }), decision]),
  )
  return places.map((place) => ({ ...place, decision: shown(byPlace.get(place.place), tellsWho) }))
}

function shown(decision: PlaceDecision | undefined, tellsWho: boolean): StandingDecision | null {
  if (decision === undefined) return null
  const { id, at, by, reason } = decision
  return { id, at: at.toISOString(), ...(tellsWho ? { by, reason } : { by: null, reason: null }) }
}
