import type { Instant } from '@rapport/model'
import { z } from 'zod'
import { zonelessMoment } from './reviews/zoneless-moment.ts'

/** What the owner of a place replied. */
export interface ShownReply {
  readonly author: string | null
  readonly text: string | null
  readonly at: Instant | null
}

/** A review as its site shows it now. What the site does not tell, or tells in another form than it says, is null. */
export interface ShownReview {
  readonly author: string | null
  readonly authorUrl: string | null
  readonly authorImageUrl: string | null
  /** On the site's scale. */
  readonly rating: { readonly value: number; readonly min: number; readonly max: number } | null
  /** The site's own picture of the rating, where its terms ask for that. */
  readonly ratingImageUrl: string | null
  readonly title: string | null
  readonly text: string | null
  /** Of the text, as the site names it, such as `en` or `pt-BR`. */
  readonly language: string | null
  readonly at: Instant | null
  /** Where the review stands at the site. */
  readonly url: string | null
  readonly reply: ShownReply | null
  /** What must stand beside it wherever it is shown. */
  readonly attribution: string
}

/** A text of a site. */
export const shownText = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => text?.trim() || null)

/** An address of a site that a person may be sent to. */
export const shownUrl = z
  .url({ protocol: /^https?$/ })
  .nullable()
  .catch(null)

/** A time of a site, with a zone or without one. */
export const shownMoment = zonelessMoment.nullable().catch(null)

/** A number of stars. One out of range is no rating. */
export function shownRating(min: number, max: number) {
  return z.coerce
    .number()
    .min(min)
    .max(max)
    .transform((value) => ({ value, min, max }))
    .nullable()
    .catch(null)
}

/** Who wrote it, and where. */
export function attributed(author: string | null, site: string): string {
  return author === null ? site : `${author} on ${site}`
}
