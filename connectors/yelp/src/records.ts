import { noReply, optionalText, type PlaceContent, type ReviewContent, zonedMoment } from '@rapport/connector'
import { z } from 'zod'

const id = z.string().min(1)
const lines = z.object({ display_address: z.array(z.string()).default([]) })

export const place = z
  .object({ id, name: optionalText, url: optionalText, location: lines.prefault({}) })
  .extend({ rating: z.number().nullish(), review_count: z.number().nullish() })
  .transform<PlaceContent>(({ id, name, url, location, rating, review_count: count }) => {
    const address = location.display_address.join(', ') || null
    // Behind the question mark stands which app asked.
    const place = { id, name, address, url: url?.split('?')[0] ?? null }
    return { path: id, place, shown: `an average of ${rating ?? 'nothing'} from ${count ?? 0} reviews` }
  })

/** An excerpt of a review. Its time is that of San Francisco's clocks. */
export const review = z
  .object({ id, rating: z.number().nullish(), text: optionalText })
  .extend({ time_created: zonedMoment('America/Los_Angeles') })
  .extend({ user: z.object({ name: optionalText }).nullish() })
  .transform<ReviewContent>(({ id, rating, text, user, time_created: createdAt }) => ({
    id,
    rating: rating && rating >= 1 && rating <= 5 ? rating : null,
    text,
    author: user?.name ?? null,
    createdAt,
    modifiedAt: createdAt,
    reply: noReply,
  }))
