import {
  attributed,
  defineView,
  type ShownReply,
  type ShownReview,
  shown,
  shownMoment,
  shownRating,
  shownText,
  shownUrl,
  type ViewContext,
} from '@rapport/connector'
import { z } from 'zod'
import { placeId, type TripadvisorSettings } from './settings.ts'

const site = 'Tripadvisor'

/** A reply of which nothing can be read is none that could be shown. */
const ownerResponse = z
  .object({ author: shownText, text: shownText, published_date: shownMoment })
  .transform(({ author, text, published_date: at }): ShownReply | null =>
    text === null ? null : { author, text, at },
  )
  .nullable()
  .catch(null)

/** The reference does not show an answer: a field may be missing, or come in another form, and is left out then. */
const review = z
  .object({
    user: z.object({ username: shownText }).catch({ username: null }),
    rating: shownRating(1, 5),
    rating_image_url: shownUrl,
    title: shownText,
    text: shownText,
    lang: shownText,
    published_date: shownMoment,
    url: shownUrl,
    owner_response: ownerResponse,
  })
  .transform(
    (given): ShownReview => ({
      author: given.user.username,
      authorUrl: null,
      authorImageUrl: null,
      rating: given.rating,
      ratingImageUrl: given.rating_image_url,
      title: given.title,
      text: given.text,
      language: given.lang,
      at: given.published_date,
      url: given.url,
      reply: given.owner_response,
      attribution: attributed(given.user.username, site),
    }),
  )

/** A review that is not even an object is shown as one of which nothing can be read. */
const nothing: ShownReview = review.parse({})

const newestReviews = z.object({ data: z.array(review.catch(nothing)) })

/** Asks for the newest reviews of a place, the only thing asked of Tripadvisor. */
export async function askReviews<T>(
  ctx: ViewContext<TripadvisorSettings>,
  id: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const query = ctx.settings.language === null ? {} : { language: ctx.settings.language }
  const path = `/api/v1/location/${id}/reviews`
  const asked = { method: 'GET', path, query, budget: 'reads', effect: 'read' } as const
  return (await ctx.request({ ...asked, schema })).body
}

/** Up to five reviews, the newest, with what the owner replied. */
export const reviews = defineView<TripadvisorSettings>({
  name: 'reviews',
  placeId,
  async *fetch(ctx, id) {
    for (const found of (await askReviews(ctx, id, newestReviews)).data) yield shown(found)
  },
})
