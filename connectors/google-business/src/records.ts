import { noReply, type PlaceContent, type Reply, type ReviewContent } from '@rapport/connector'
import { instant } from '@rapport/model'
import { z } from 'zod'

const text = z.string().default('')
const postal = z.object({ addressLines: z.array(z.string()).default([]), postalCode: text, locality: text })

export const account = z.object({ name: z.string(), accountName: text, type: text })

/** A location of an account. Its v4 name, by which its reviews are found, begins with that of the account. */
export const place = z
  .object({
    name: z.string().startsWith('locations/'),
    title: text,
    websiteUri: text,
    storefrontAddress: postal.prefault({}),
    metadata: z.object({ placeId: text, mapsUri: text }).prefault({}),
    owner: account,
  })
  .transform<PlaceContent>((given) => ({
    path: `${given.owner.name}/${given.name}`,
    place: {
      id: given.name.slice('locations/'.length),
      name: given.title || null,
      brand: (given.owner.type !== 'PERSONAL' && given.owner.accountName) || null,
      domain: URL.parse(given.websiteUri)?.hostname.replace(/^www\./, '') ?? null,
      address: Object.values(given.storefrontAddress).flat().filter(Boolean).join(', ') || null,
      url: given.metadata.mapsUri || null,
      foreignKeys: given.metadata.placeId ? [{ ...googlePlace, id: given.metadata.placeId }] : [],
    },
  }))

/** The id by which Google Maps and Google Places know a location. */
const googlePlace = { system: 'google-places', entity: 'place' }

const stars = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE']
/** No stars, or a number out of their range: not known. Any other word is set aside. */
const noStars = ['STAR_RATING_UNSPECIFIED', 'ZERO', 'SIX', 'SEVEN', 'EIGHT', 'NINE', 'TEN']
const starRating = z
  .enum([...stars, ...noStars], 'stands for no number of stars')
  .transform((word) => (stars.includes(word) ? stars.indexOf(word) + 1 : null))

/** The state was seen under two names. Without one a reply is public; with a word that is not known nobody can tell. */
const reviewReply = z
  .looseObject({ comment: text, updateTime: instant.nullable().default(null) })
  .transform(({ comment, updateTime: at, policyViolation: problem = null, ...states }): Reply => {
    const word = String(states.reviewReplyState ?? states.state ?? 'approved').toLowerCase()
    const otherwise = word.endsWith('unspecified') ? 'approved' : 'pending'
    const state = z.enum(['pending', 'approved', 'rejected']).catch(otherwise).parse(word)
    return {
      text: comment,
      at,
      editedAt: at,
      state,
      problem: problem === null ? null : JSON.stringify(problem),
    }
  })

/** What is read of a review for its reply alone. */
export const withReply = z.object({ reviewReply: reviewReply.default(noReply) })

export const review = withReply
  .extend({
    reviewId: z.string().min(1),
    reviewer: z.object({ displayName: text, isAnonymous: z.boolean().default(false) }).prefault({}),
    starRating: starRating.nullable().default(null),
    comment: text,
    createTime: instant,
    updateTime: instant,
  })
  .transform<ReviewContent>((given) => ({
    id: given.reviewId,
    rating: given.starRating,
    text: originalText(given.comment),
    author: (!given.reviewer.isAnonymous && given.reviewer.displayName) || null,
    anonymous: given.reviewer.isAnonymous,
    createdAt: given.createTime,
    // A reply may move the time of its review: that is no edit.
    editedAt: [given.createTime, given.reviewReply.at].includes(given.updateTime) ? null : given.updateTime,
    modifiedAt: given.updateTime,
    reply: given.reviewReply,
  }))

/**
 * What a reviewer wrote, without the translation that Google puts before it: "(Translated by Google) … (Original) …", or behind
 * it: "… (Translated by Google) …". Null for a review without words.
 */
export function originalText(comment: string): string | null {
  const behind = /^\(Translated by Google\)[\s\S]*?\n\s*\(Original\)\s*([\s\S]*)$/.exec(comment)?.[1]
  return (behind ?? comment.replace(/\n\s*\(Translated by Google\)[\s\S]*$/, '')).trim() || null
}
