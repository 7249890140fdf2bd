import { type AnyStream, defineStream } from '../stream.ts'
import { listPlaces } from './listed-places.ts'
import { readReviewsOfPlace } from './read-place.ts'
import type { ReadAgain, ReviewSite } from './review-site.ts'
import { afterReading, beforeAnyReading, dueReading, type ReviewState, reviewState } from './review-state.ts'

/**
 * The reviews of a site, place by place. Each place is read from its newest review down to what was read before.
 *
 * How far that is, is one moment for all places, and never later than the begin of a reading by the site's own clock: what comes
 * to one place while another is being read is newer, and is found by the next reading.
 */
export function reviewStream<Settings extends ReadAgain>(site: ReviewSite<Settings>): AnyStream<Settings> {
  return defineStream<'review', ReviewState, Settings>({
    entity: 'review',
    state: reviewState,
    overlapMs: site.overlapMs,
    async *read(ctx, since, { extra }) {
      const reached = since ?? beforeAnyReading
      const { places, now } = await listPlaces(site, ctx)
      if (now === null) return yield { type: 'checkpoint', state: reached }
      let reading = dueReading(reached, now, ctx.settings)
      for (const place of places) {
        if (reading.place !== null && place.id < reading.place) continue
        for await (const change of readReviewsOfPlace({ ctx, site, place, reading, reached, extra })) {
          if ('type' in change) yield change
          else {
            reading = change.reading
            yield { type: 'checkpoint', state: { ...reached, reading } }
          }
        }
      }
      yield { type: 'checkpoint', state: afterReading(reached, reading) }
    },
  })
}
