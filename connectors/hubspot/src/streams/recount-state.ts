import { type Instant, instant } from '@rapport/model'
import { z } from 'zod'
import { shift } from '../values.ts'

/**
 * That all counts are compared again in the next runs. A restored record leaves the archived list at once, but search shows
 * it only after some moments, and its modified time may be of years ago.
 */
export const recountState = z.strictObject({
  /** The cursor that ends this stage. */
  until: instant,
  /**
   * Whether `until` was reckoned from a cursor that is newer than the restoring. The cursor at the time it was noticed may be
   * far older: the next change, moments later, would pass any mark set by it.
   */
  dated: z.boolean(),
  /** How many more records HubSpot counted than the store after the last comparison: as long as it is so many, none is new. */
  left: z.number(),
})
export type RecountState = z.infer<typeof recountState>

/** What is left of a recount once the cursor stands at `cursor`; null when search has had the time to show everything. */
export function nextRecount(recount: RecountState, cursor: Instant, lagMs: number): RecountState | null {
  if (Date.parse(cursor) < Date.parse(recount.until)) return recount
  return recount.dated ? null : { ...recount, until: shift(cursor, lagMs), dated: true }
}
