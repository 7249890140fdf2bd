import { z } from '@hono/zod-openapi'
import { type ReviewDays, type ReviewedPlace, reviewDays, type Workspace } from '@rapport/run'
import { notFound, ProblemError } from '../http/problem.ts'

const value = z.string().min(1).max(600).optional()

/** Which reviews are meant: of some days, of one place, or of all places of a brand. */
export const reputationFilters = z.object({
  from: z.iso.date().optional().describe('First day; default: that of the first review'),
  to: z.iso.date().optional().describe('Last day; default: that of the evaluation'),
  place: value.describe('connection/place:id'),
  brand: value,
})

type Filters = z.output<typeof reputationFilters>

/** @throws ProblemError where the first day is after the last. */
export function askedDays(workspace: Workspace, { from, to }: Pick<Filters, 'from' | 'to'>): ReviewDays {
  const days = reviewDays(workspace, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  })
  if (days.from === null || days.from <= days.to) return days
  const message =
    to !== undefined && to <= days.to
      ? `${days.from} is after ${days.to}: swap them.`
      : `it is after the last day that is evaluated, ${days.to}: give an earlier one.`
  throw new ProblemError(422, 'invalid', `query.from: ${message}`, {
    errors: [{ path: 'query.from', message }],
  })
}

/**
 * The places that are asked for; null: all.
 * @throws ProblemError where there is no such place or brand.
 */
export function askedPlaces(
  known: readonly ReviewedPlace[],
  { place, brand }: Pick<Filters, 'place' | 'brand'>,
): readonly ReviewedPlace[] | null {
  if (place !== undefined) {
    const found = known.filter((one) => one.place === place)
    if (found.length === 0) throw notFound(`place ${place.slice(0, 200)}`)
    return found
  }
  if (brand === undefined) return null
  const found = known.filter((one) => one.brand === brand)
  if (found.length === 0) throw notFound(`place of the brand ${brand.slice(0, 200)}`)
  return found
}
