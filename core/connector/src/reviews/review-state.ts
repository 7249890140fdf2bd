import { type Instant, instant } from '@rapport/model'
import { z } from 'zod'
import type { ReadAgain } from './review-site.ts'

/**
 * - `everything`: all pages, and what is gone is deleted
 * - `newest`: what is new, and the newest pages of each place at any rate
 * - `changes`: what is new
 */
const kind = z.enum(['everything', 'newest', 'changes'])

/** A reading that is under way. */
const reading = z.strictObject({
  kind,
  /** When it began, by the site's clock. */
  began: instant,
  /** The newest time of a review, of those from before it began. */
  newest: instant.nullable(),
  /** Where it stands: the places before this one are done; null: none is. */
  place: z.string().nullable(),
  /** The page of that place to go on with; null: its first. */
  token: z.string().nullable(),
  /** Nothing of that place was stored before: all of it is read, and nothing of it can be gone. */
  isNew: z.boolean(),
})
export type ReviewReading = z.infer<typeof reading>

export const reviewState = z.strictObject({
  /** All reviews up to this time have been read, of every place. */
  reached: instant.nullable(),
  /** When the newest pages were last read again. */
  newestAt: instant.nullable(),
  /** When everything was last read. */
  everythingAt: instant.nullable(),
  reading: reading.nullable(),
})
export type ReviewState = z.infer<typeof reviewState>

export const beforeAnyReading: ReviewState = {
  reached: null,
  newestAt: null,
  everythingAt: null,
  reading: null,
}

const day = 86_400_000

/** The reading to do now: the one that was cut short, or the one that is due. */
export function dueReading(reached: ReviewState, now: Instant, again: ReadAgain): ReviewReading {
  if (reached.reading !== null) return reached.reading
  const begun = { began: now, newest: null, place: null, token: null, isNew: false }
  if (isDue(reached.everythingAt, now, again.everythingDays ?? Number.POSITIVE_INFINITY))
    return { kind: 'everything', ...begun }
  if ((again.newestPages ?? 0) > 0 && isDue(reached.newestAt, now, 1)) return { kind: 'newest', ...begun }
  return { kind: 'changes', ...begun }
}

function isDue(last: Instant | null, now: Instant, days: number): boolean {
  return last === null || Date.parse(now) - Date.parse(last) >= days * day
}

/** Where the stream stands once a reading has come to its end. */
export function afterReading(reached: ReviewState, done: ReviewReading): ReviewState {
  return {
    reached: later(reached.reached, done.newest),
    newestAt: done.kind === 'changes' ? reached.newestAt : done.began,
    everythingAt: done.kind === 'everything' ? done.began : reached.everythingAt,
    reading: null,
  }
}

/** The later of two moments, where there are any. */
export function later(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other
  return Date.parse(one) >= Date.parse(other) ? one : other
}
