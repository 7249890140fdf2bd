import { z } from '@hono/zod-openapi'
import { parseReference, type RecordReference } from '@rapport/model'
import type { ReviewChoice } from '@rapport/run'

const stars = z.coerce.number().min(1).max(5).optional()
const value = z.string().min(1).max(600).optional()

/** Which reviews are listed: all that is named must hold. */
export const reviewFilters = z.object({
  q: z.string().max(200).optional().describe("A part of the title, the text or the author's name"),
  unanswered: z
    .enum(['true', 'false'])
    .optional()
    .describe('Those without an answer that is public or waits for moderation'),
  minStars: stars.describe('On 1–5; "recommends" is five'),
  maxStars: stars.describe('On 1–5; "does not recommend" is one'),
  place: value.describe('connection/place:id'),
  brand: value,
  connection: value,
  language: z.string().min(2).max(20).optional().describe('ISO 639; und: not known'),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
})

export function choiceOf(given: z.output<typeof reviewFilters>): ReviewChoice {
  const { q, unanswered, place, minStars, maxStars, brand, connection, language, from, to } = given
  const named = place === undefined ? null : (referenceOf(place, 'place') ?? nothing)
  const text = q?.trim() ?? ''
  return {
    ...(text === '' ? {} : { text }),
    ...(unanswered === 'true' ? { isUnanswered: true } : {}),
    ...(named === null ? {} : { place: { connection: named.connection, id: named.id } }),
    ...(minStars === undefined ? {} : { minStars }),
    ...(maxStars === undefined ? {} : { maxStars }),
    ...(brand === undefined ? {} : { brand }),
    ...(connection === undefined ? {} : { connection }),
    ...(language === undefined ? {} : { language }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}

/** What is no place has no reviews. */
const nothing = { connection: '', id: '' }

/** A record of this kind that a text names; null where it names none. */
export function referenceOf(text: string, entity: 'review' | 'place' | 'company'): RecordReference | null {
  try {
    const reference = parseReference(text)
    return reference.entity === entity ? reference : null
  } catch {
    return null
  }
}
