import type { Instant } from '@rapport/model'
import { z } from 'zod'

const day = 86_400_000

/**
 * A moment that a site writes by the clocks of a zone, daylight saving included: `2026-03-08 01:30:00`. What the clocks show twice
 * in autumn is taken for the first of the two; what they leave out in spring, for what they show as much later.
 * @param zone by its name in the IANA time zone database.
 */
export function zonedMoment(zone: string) {
  // Swedes write dates as ISO 8601 does.
  const clocks = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  const aheadMs = (at: number): number => asUtc(clocks.format(at)) - at
  return z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, 'is no moment such as "2026-03-08 01:30:00"')
    .transform(asUtc)
    .refine((shown) => !Number.isNaN(shown), 'is no moment')
    .transform((shown): Instant => {
      // Clocks are set at most once in two days: they were as far ahead before, or are so after.
      const asBefore = shown - aheadMs(shown - day)
      const asAfter = shown - aheadMs(shown + day)
      const showIt = [asBefore, asAfter].filter((at) => asUtc(clocks.format(at)) === shown)
      return new Date(showIt.length === 0 ? asBefore : Math.min(...showIt)).toISOString()
    })
}

function asUtc(shown: string): number {
  return Date.parse(`${shown.replace(' ', 'T')}Z`)
}
