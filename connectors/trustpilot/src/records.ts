import {
  noReply,
  type PlaceContent,
  type Reply,
  type ReviewContent,
  shownStars,
  zonelessMoment,
} from '@rapport/connector'
import { z } from 'zod'

const text = z
  .string()
  .nullish()
  .transform((given) => given || null)

/** Trustpilot's examples tell no zone. */
const optionalMoment = zonelessMoment.nullish().transform((at) => at ?? null)

const anything = z.unknown().optional()
const score = z.object({ trustScore: anything }).catch({})
const numberOfReviews = z.object({ total: anything }).catch({})

/** A business unit: a domain that is reviewed. Where its TrustScore stands, descriptions do not agree on. */
export const place = z
  .object({ id: z.string().min(1), displayName: text, name: z.object({ identifying: z.string() }) })
  .extend({ trustScore: anything, score, numberOfReviews })
  .transform<PlaceContent>(({ id, displayName: brand, name: { identifying: domain }, ...shown }) => ({
    path: id,
    aggregate: shownStars({
      rating: shown.score.trustScore ?? shown.trustScore,
      count: shown.numberOfReviews.total,
    }),
    place: {
      id,
      name: brand ?? domain,
      brand,
      domain: domain.replace(/^www\./, ''),
      url: `https://www.trustpilot.com/review/${domain}`,
    },
  }))

/** Replies are not moderated beforehand: what is there is public. */
const companyReply = z
  .object({ text: z.string(), createdAt: optionalMoment, updatedAt: optionalMoment })
  .transform((given): Reply => {
    const editedAt = given.updatedAt ?? given.createdAt
    return { text: given.text, at: given.createdAt, editedAt, state: 'approved', problem: null }
  })

const noneAsNoReply = companyReply.nullish().transform((reply) => reply ?? noReply)

/** What is read of a review for its reply alone. */
export const withReply = z.object({ companyReply: noneAsNoReply })

/** A private review. The order and the address are those of the invitation, so both are certain. */
export const review = withReply
  .extend({
    id: z.string().min(1),
    stars: z.number().nullish(),
    title: text,
    text,
    language: text,
    consumer: z.object({ displayName: text, email: text }).prefault({}),
    referralEmail: text,
    referenceId: text,
    createdAt: zonelessMoment,
    updatedAt: optionalMoment,
  })
  .transform<ReviewContent>(({ stars, consumer, referralEmail, referenceId, ...given }) => ({
    id: given.id,
    // A number out of range is no rating.
    rating: stars && stars >= 1 && stars <= 5 ? stars : null,
    title: given.title,
    text: given.text,
    language: given.language,
    author: consumer.displayName,
    authorEmail: referralEmail ?? consumer.email,
    orderReference: referenceId,
    createdAt: given.createdAt,
    editedAt: given.updatedAt === given.createdAt ? null : given.updatedAt,
    modifiedAt: given.updatedAt ?? given.createdAt,
    reply: given.companyReply,
  }))
