import { loadState, type ScoreState } from '@rapport/score'
import type { Workspace } from '../workspace.ts'

/** What is fitted to all customers together, with the day, `YYYY-MM-DD`, that it was fitted as of. */
export type FittedInForce = Pick<ScoreState, 'fitted' | 'fittedAsOf' | 'groups' | 'renewals'>

/** What is behind the current scores; null before the first scoring, and where an older version left something else. */
export async function modelInForce({ store }: Workspace): Promise<FittedInForce | null> {
  const state = await loadState(store.db)
  return state !== null && Object.hasOwn(state, 'groups') ? state : null
}
