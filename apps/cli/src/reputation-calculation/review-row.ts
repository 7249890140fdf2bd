import { Buffer } from 'node:buffer'
import { languageOf, type RatingScale } from '@rapport/metrics'
import { z } from 'zod'
import { quoteCell } from '../calculation/bad-row.ts'
import { DateCell, NO_TIME } from '../calculation/date-cell.ts'

const MS_PER_DAY = 86_400_000

/** The columns of a file of reviews, in any order. */
export const REVIEW_COLUMNS = [
  'source',
  'place_id',
  'review_id',
  'rating',
  'scale_min',
  'scale_max',
  'created_at',
  'text',
  'language',
  'replied_at',
] as const

/** A review as its row gives it. Instants are ms since 1970. */
export interface FileReview {
  readonly source: string
  readonly placeId: string
  readonly reviewId: string
  readonly rating: number | null
  readonly scale: RatingScale
  readonly createdAt: number
  /** Whether the row says at what time of the day it was written. */
  readonly isTimed: boolean
  /** As it is in the file. */
  readonly text: string
  /** ISO 639, or `und`. */
  readonly language: string
  readonly repliedAt: number | null
}

const NUMBER = /^-?\d+(\.\d+)?$/

const filled = (column: string, advice: string) => z.string().min(1, `${column} is missing: ${advice}`)

const numberOrNothing = (column: string) =>
  z
    .string()
    .refine((text) => text === '' || NUMBER.test(text), {
      error: ({ input }) =>
        `${column} ${quoteCell(String(input))} is not a number: write one such as 4 or 4.5`,
    })
    .transform((text) => (text === '' ? null : Number(text)))

const date = new DateCell(null)

interface Moment {
  readonly at: number
  readonly isTimed: boolean
}

/** ISO 8601; a day is its first moment, and a time without an offset is UTC, as in the other files. */
function momentOf(text: string): Moment | null {
  const bytes = Buffer.from(text)
  if (!date.read(bytes, 0, bytes.length)) return null
  const isTimed = date.time !== NO_TIME
  return { at: date.day * MS_PER_DAY + (isTimed ? date.time : 0), isTimed }
}

const moment = (column: string) =>
  z.string().transform((text, context): Moment => {
    const found = momentOf(text)
    if (found !== null) return found
    const what = text === '' ? 'is missing' : `${quoteCell(text)} is no day or moment of the calendar`
    context.addIssue({
      code: 'custom',
      message: `${column} ${what}: write it as 2026-03-31 or 2026-03-31T14:30:00Z`,
    })
    return z.NEVER
  })

const reviewRow = z.object({
  source: filled('source', 'write where the review stands, such as google'),
  place_id: filled('place_id', 'write the id of the place that is reviewed'),
  review_id: filled('review_id', 'write the id of the review, by which another copy of it is known'),
  rating: numberOrNothing('rating'),
  scale_min: numberOrNothing('scale_min'),
  scale_max: numberOrNothing('scale_max'),
  created_at: moment('created_at'),
  text: z.string(),
  language: z.string().transform((text, context): string => {
    const language = languageOf(text)
    if (language !== null) return language
    context.addIssue({
      code: 'custom',
      message: `language ${quoteCell(text)} is no language tag: write one such as en or pt-BR, or nothing where it is unknown`,
    })
    return z.NEVER
  }),
  replied_at: z.union([z.literal('').transform(() => null), moment('replied_at')]),
})

/** A review without a rating needs no scale. */
const NO_SCALE: RatingScale = { min: 1, max: 5 }

/** What a row says; or why it is set aside, and what to do. `tomorrow` is the first moment that has not come. */
export function reviewOf(
  cells: Readonly<Record<(typeof REVIEW_COLUMNS)[number], string>>,
  tomorrow: number,
): { readonly review: FileReview } | { readonly reason: string } {
  const read = reviewRow.safeParse(cells)
  if (!read.success) return { reason: reasonOf(read.error) }
  const { rating, scale_min: min, scale_max: max, created_at: created } = read.data
  if (created.at >= tomorrow) {
    return {
      reason: `created_at ${quoteCell(cells.created_at)} is in the future: correct it, or take the row out`,
    }
  }
  const problem = scaleProblem(rating, min, max)
  if (problem !== null) return { reason: problem }
  return {
    review: {
      source: read.data.source,
      placeId: read.data.place_id,
      reviewId: read.data.review_id,
      rating,
      scale: min === null || max === null ? NO_SCALE : { min, max },
      createdAt: created.at,
      isTimed: created.isTimed,
      text: read.data.text,
      language: read.data.language,
      repliedAt: read.data.replied_at?.at ?? null,
    },
  }
}

function scaleProblem(rating: number | null, min: number | null, max: number | null): string | null {
  if (min === null || max === null) {
    if (rating === null) return null
    return `${min === null ? 'scale_min' : 'scale_max'} is missing: write the lowest and the highest rating that can be given, such as 1 and 5`
  }
  if (min >= max) return `scale_min ${min} is not below scale_max ${max}: correct them`
  if (rating === null || (rating >= min && rating <= max)) return null
  return `the rating ${rating} is not on its scale from ${min} to ${max}: correct the rating or the scale`
}

/** The first thing that is wrong; of a union the reason of what is no empty cell. */
function reasonOf({ issues }: z.ZodError): string {
  const [issue] = issues
  if (issue?.code === 'invalid_union') return issue.errors.at(-1)?.[0]?.message ?? issue.message
  return issue?.message ?? 'the row cannot be read'
}
