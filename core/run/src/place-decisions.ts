import {
  decideOnPlace,
  linkPlaces,
  listPlaceDecisions,
  type PlaceDecision,
  undoPlaceDecision,
} from '@rapport/identity'
import type { Workspace } from './workspace.ts'

export { OverrideError, type PlaceDecision } from '@rapport/identity'

/** Brings up to date which company each place belongs to. What that changes in the numbers of customers, the next sync computes. */
export async function refreshPlaces({ config, store: { db } }: Workspace): Promise<void> {
  const { placeIdFields } = config.metrics.reputation
  await linkPlaces(db, { placeIdFields, level: config.customer })
}

/**
 * Records a person's decision on a place, which is shown from then on.
 * @returns the decision's number, for `undoDecisionOnPlace`.
 * @throws OverrideError where the place or the company is not known.
 */
export async function takeDecisionOnPlace(
  workspace: Workspace,
  decision: Parameters<typeof decideOnPlace>[1],
): Promise<number> {
  const id = await decideOnPlace(workspace.store.db, decision)
  await refreshPlaces(workspace)
  return id
}

/**
 * Takes a decision back: the place goes by its ids and its domain again.
 * @throws OverrideError where there is no such decision or it was taken back before.
 */
export async function undoDecisionOnPlace(workspace: Workspace, id: number, by: string): Promise<void> {
  await undoPlaceDecision(workspace.store.db, id, by)
  await refreshPlaces(workspace)
}

/** The decisions that hold. */
export async function standingPlaceDecisions({ store }: Workspace): Promise<readonly PlaceDecision[]> {
  return (await listPlaceDecisions(store.db)).filter(({ undoneAt }) => undoneAt === null)
}
