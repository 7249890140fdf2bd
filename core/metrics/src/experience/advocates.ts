import { compareTexts, laterAnswer } from './answer-order.ts'
import { latestAnswers } from './latest-answers.ts'
import { npsGroup } from './net-promoter-score.ts'
import type { SurveyAnswer } from './survey-answer.ts'

/**
 * What an advocate can be asked for. Asking for a public review is not among them, and must not become one: see
 * `reviewInvitees`.
 */
export const ADVOCATE_REQUESTS = ['referral', 'case_study', 'reference'] as const

export type AdvocateRequest = (typeof ADVOCATE_REQUESTS)[number]

declare const chosenForPraise: unique symbol

/** The id of somebody who was chosen because of praise; `reviewInvitees` takes no such ids. */
export type AdvocateId = string & { readonly [chosenForPraise]: true }

/** A public review whose author is known to be this person. */
export interface PersonReview {
  readonly personId: string
  /** On the scale of its source; null where there are no stars. */
  readonly rating: number | null
  readonly scaleMin: number
  readonly scaleMax: number
  /** Ms since 1970 in UTC. */
  readonly at: number
}

/** Somebody who speaks well of the company. */
export interface Advocate {
  readonly personId: AdvocateId
  /** The latest answer to the NPS question, where it is that of a promoter. */
  readonly promoter: { readonly score: number; readonly at: number } | null
  /** The latest review, where it has five stars. */
  readonly reviewer: { readonly at: number } | null
  readonly requests: readonly AdvocateRequest[]
}

const STARS = 5

const isFiveStars = ({ rating, scaleMin, scaleMax }: PersonReview): boolean =>
  (scaleMin === 0 || scaleMin === 1) && scaleMax === STARS && rating === STARS

/** Of two reviews at one moment the worse one counts, as with answers. */
function latestReviews(reviews: Iterable<PersonReview>, asOf: number): Map<string, PersonReview> {
  const latest = new Map<string, PersonReview>()
  for (const review of reviews) {
    if (!(review.at <= asOf)) continue
    const known = latest.get(review.personId)
    const later =
      known === undefined ||
      review.at > known.at ||
      (review.at === known.at && isFiveStars(known) && !isFiveStars(review))
    if (later) latest.set(review.personId, review)
  }
  return latest
}

/**
 * Promoters (9–10 in the latest NPS answer) and five-star reviewers, in order of their ids: for referrals, case studies and
 * references, that is for what is said in the company's own name. Whom to invite to a public review is no question of
 * praise, so this list cannot be used for it: `reviewInvitees` refuses its ids.
 */
export function advocates(
  evidence: {
    readonly answers: Iterable<SurveyAnswer>
    readonly reviews: Iterable<PersonReview>
  },
  { asOf }: { readonly asOf: number },
): Advocate[] {
  const promoters = new Map(
    latestNps(evidence.answers, asOf).flatMap(({ personId, score, scale, at }) =>
      npsGroup(score, scale) === 'promoter' ? [[personId, { score, at }] as const] : [],
    ),
  )
  const reviewers = new Map(
    [...latestReviews(evidence.reviews, asOf)].flatMap(([personId, review]) =>
      isFiveStars(review) ? [[personId, { at: review.at }] as const] : [],
    ),
  )
  return [...new Set([...promoters.keys(), ...reviewers.keys()])].sort(compareTexts).map((personId) => ({
    personId: personId as AdvocateId,
    promoter: promoters.get(personId) ?? null,
    reviewer: reviewers.get(personId) ?? null,
    requests: ADVOCATE_REQUESTS,
  }))
}

/** One NPS answer a person, the latest on whatever scale it was asked. */
function latestNps(answers: Iterable<SurveyAnswer>, asOf: number) {
  const nps = latestAnswers(
    [...answers].filter(({ scale }) => scale.kind === 'nps'),
    { asOf },
  )
  const latest = new Map<string, (typeof nps)[number]>()
  for (const answer of nps) {
    const known = latest.get(answer.personId)
    latest.set(answer.personId, known === undefined ? answer : laterAnswer(known, answer))
  }
  return [...latest.values()]
}
