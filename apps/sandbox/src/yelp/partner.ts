import { z } from 'zod'
import type { SiteRequest } from '../review-sites/start-site.ts'
import { failure, refusal } from './errors.ts'
import type { Parts } from './handle.ts'
import type { Review } from './state.ts'

const MOST_LETTERS = 5_000

function find({ state }: Parts, id: string): Review {
  const found = state.reviews.get(id)
  if (found === undefined) throw refusal('R2R_REVIEW_DOES_NOT_EXIST', 'Review does not exist.')
  return found
}

/** How a reply is read is not published; this form is a guess. */
export function getReply(parts: Parts, _: SiteRequest, id: string): unknown {
  const { reply } = find(parts, id)
  return { id, public_comment: reply === null ? null : { text: reply } }
}

const given = z.object({ response_text: z.string(), response_type: z.string() })

export function postReply(parts: Parts, { bodyText }: SiteRequest, id: string): unknown {
  const { state, behaviour } = parts
  const body = given.safeParse(jsonOf(bodyText))
  if (!body.success) throw refusal('INVALID_REQUEST', 'Missing a required parameter.')
  const review = find(parts, id)
  const { response_text: text, response_type: type } = body.data
  if (behaviour.replies === 'off')
    throw refusal(
      'R2R_COMMENTS_NOT_ALLOWED',
      'This location does not include the respond-to-reviews feature.',
    )
  if (!behaviour.ownerPhoto)
    throw refusal('R2R_PROBLEM_WITH_USER_PHOTO', 'Photo is missing, unacceptable, or pending.')
  if (type !== 'public_comment') throw refusal('R2R_INVALID_RESPONSE_TYPE', 'Invalid response type.')
  if (text.trim() === '' || [...text].length > MOST_LETTERS || isSimilar(parts, review, text))
    throw refusal('R2R_INVALID_RESPONSE_TEXT', 'Invalid response text.')
  // Its documentation: an emoji ends in this error too.
  if (/\p{Emoji_Presentation}/u.test(text)) throw failure(500)
  const replies = parts.repliesOf(review.business)
  if (behaviour.limits === 'on' && !replies.take(state.now()))
    throw refusal('R2R_COMMENT_QUOTA_EXCEEDED', 'You have made too many comments recently.')
  review.reply = text
  state.replyWrites += 1
  return { success: true }
}

function isSimilar({ state }: Parts, to: Review, text: string): boolean {
  const folded = (one: string): string => one.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  return [...state.reviews.values()].some(
    (other) => other !== to && other.reply !== null && folded(other.reply) === folded(text),
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refusal('INVALID_REQUEST', 'The body is not JSON.')
  }
}
