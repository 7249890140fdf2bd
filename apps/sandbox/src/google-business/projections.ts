import type { Behaviour } from './behaviour.ts'
import type { GoogleBusinessState, Location, Reply, Review } from './state.ts'

const WORDS = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE']

/** The members of a location that `readMask` can name. */
const PARTS: Readonly<Record<string, (location: Location) => unknown>> = {
  name: ({ name }) => name,
  title: ({ title }) => title,
  websiteUri: ({ websiteUri }) => websiteUri ?? undefined,
  storefrontAddress: ({ addressLines, locality, regionCode }) =>
    addressLines.length === 0 ? undefined : { addressLines, locality, regionCode },
  metadata: ({ placeId }) => ({
    placeId,
    mapsUri: `https://maps.google.com/maps?cid=${placeId}`,
    hasVoiceOfMerchant: true,
  }),
}

/** The names in a mask that stand for nothing. */
export function unknownParts(mask: readonly string[]): readonly string[] {
  return mask.filter((part) => PARTS[part] === undefined)
}

export function locationBody(location: Location, mask: readonly string[]): unknown {
  return Object.fromEntries(mask.map((part) => [part, PARTS[part]?.(location)]))
}

export function replyBody(state: GoogleBusinessState, behaviour: Behaviour, reply: Reply): unknown {
  const { replyStateField: field, moderationMs } = behaviour
  const isDecided = state.now() >= reply.updateTime + moderationMs
  const isRejected = isDecided && /https?:\/\//.test(reply.comment)
  const word = !isDecided ? 'PENDING' : isRejected ? 'REJECTED' : 'APPROVED'
  return {
    comment: reply.comment,
    updateTime: new Date(reply.updateTime).toISOString(),
    ...(field === 'absent' ? {} : { [field]: word }),
    ...(isRejected && field !== 'absent' ? { policyViolation: 'CONTAINS_URL' } : {}),
  }
}

/** A review as v4 shows it, by the name of the location there. */
export function reviewBody(
  state: GoogleBusinessState,
  behaviour: Behaviour,
  parent: string,
  review: Review,
): unknown {
  const comment = commentOf(review)
  return {
    name: `${parent}/reviews/${review.id}`,
    reviewId: review.id,
    reviewer: {
      displayName: review.isAnonymous ? 'A Google user' : review.displayName,
      ...(review.isAnonymous ? { isAnonymous: true } : { profilePhotoUrl: 'https://photo.example/1' }),
    },
    starRating: review.starRating,
    ...(comment === null ? {} : { comment }),
    createTime: new Date(review.createTime).toISOString(),
    updateTime: new Date(review.updateTime).toISOString(),
    ...(review.reply === null ? {} : { reviewReply: replyBody(state, behaviour, review.reply) }),
    ...(state.hasUnknownFields ? { somethingNew: { deep: [1, 2, 3] } } : {}),
  }
}

/** Google puts its translation before the words that were written. */
export function commentOf({ comment, translation }: Review): string | null {
  if (comment === null || translation === null) return comment
  return `(Translated by Google) ${translation}\n\n(Original)\n${comment}`
}

/** The mean of the ratings; null without any. */
export function averageOf(reviews: readonly Review[]): number | null {
  const stars = reviews.map(({ starRating }) => WORDS.indexOf(starRating) + 1).filter((count) => count > 0)
  return stars.length === 0 ? null : stars.reduce((sum, count) => sum + count, 0) / stars.length
}
