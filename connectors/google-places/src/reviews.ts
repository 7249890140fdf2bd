import {
  attributed,
  defineView,
  type ShownReview,
  shown,
  shownMoment,
  shownRating,
  shownText,
  shownUrl,
  type ViewContext,
} from '@rapport/connector'
import { z } from 'zod'
import { type GooglePlacesSettings, placeId } from './settings.ts'

const site = 'Google Maps'

const localized = z.object({ text: shownText, languageCode: shownText }).nullable().catch(null)

const author = z
  .object({ displayName: shownText, uri: shownUrl, photoUri: shownUrl })
  .catch({ displayName: null, uri: null, photoUri: null })

/** `text` may be a translation: what was written is in `originalText`. A part in another form than described is left out. */
const review = z
  .object({
    rating: shownRating(1, 5),
    text: localized,
    originalText: localized,
    authorAttribution: author,
    publishTime: shownMoment,
    googleMapsUri: shownUrl,
  })
  .transform((given): ShownReview => {
    const words = given.originalText?.text ? given.originalText : given.text
    const { displayName, uri, photoUri } = given.authorAttribution
    return {
      author: displayName,
      authorUrl: uri,
      authorImageUrl: photoUri,
      rating: given.rating,
      ratingImageUrl: null,
      title: null,
      text: words?.text ?? null,
      language: words?.languageCode ?? null,
      at: given.publishTime,
      url: given.googleMapsUri,
      reply: null,
      attribution: attributed(displayName, site),
    }
  })

/** A review that is not even an object is shown as one of which nothing can be read. */
const nothing: ShownReview = review.parse({})

/** A list without members is left out, so its id alone tells that a place was answered with. */
const placeWithReviews = z.object({ id: z.string(), reviews: z.array(review.catch(nothing)).default([]) })

/** Asks for fields of a place. Google answers with no other, and bills by the dearest of them. */
export async function askPlace<T>(
  ctx: ViewContext<GooglePlacesSettings>,
  id: string,
  fields: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const headers = { 'x-goog-fieldmask': fields }
  const path = `/v1/places/${id}`
  const asked = { method: 'GET', path, headers, budget: 'reads', effect: 'read' } as const
  return (await ctx.request({ ...asked, schema })).body
}

/** Up to five reviews, those that Google takes for the most relevant. Replies are not among what it tells. */
export const reviews = defineView<GooglePlacesSettings>({
  name: 'reviews',
  placeId,
  async *fetch(ctx, id) {
    const place = await askPlace(ctx, id, 'id,reviews', placeWithReviews)
    for (const found of place.reviews) yield shown(found)
  },
})
