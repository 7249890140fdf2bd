import { type Instant, instant } from '@rapport/model'
import { z } from 'zod'
import type { Reject, Upsert } from '../changes.ts'
import { type ReadAgain, type ReviewContent, type ReviewSite, reviewId } from './review-site.ts'

/** A record of a site, as a change. */
export interface ReadReview {
  /** Null where not even that could be read. */
  readonly id: string | null
  /** The time by which the site orders it; null where that could not be read. */
  readonly at: Instant | null
  readonly change: Upsert<'review'> | Reject
}

/** Reads a record of a place's reviews; what cannot be understood is set aside with its reason. */
export function readReview<Settings extends ReadAgain>(
  site: ReviewSite<Settings>,
  placeId: string,
  record: unknown,
  extra: readonly string[],
): ReadReview {
  const parsed = site.review.safeParse(record)
  if (parsed.success) {
    const review = toReview(placeId, parsed.data)
    const at = instant.safeParse(parsed.data[site.order]).data ?? null
    return { id: review.id, at, change: { type: 'upsert', record: review, ...rawOf(record, extra) } }
  }
  const idAtSite = fields.safeParse(record).data?.[site.idField]
  const id = typeof idAtSite === 'string' && idAtSite !== '' ? reviewId(placeId, idAtSite) : null
  const reason = `a review of ${site.title} was not understood: ${firstIssue(parsed.error)}`
  return { id, at: null, change: { type: 'reject', id, reason, raw: record } }
}

function toReview(placeId: string, { reply, ...content }: ReviewContent): Upsert<'review'>['record'] {
  return {
    scaleMin: 1,
    scaleMax: 5,
    ...content,
    id: reviewId(placeId, content.id),
    placeId,
    reply: reply.text,
    repliedAt: reply.at,
    replyEditedAt: reply.editedAt,
    replyState: reply.state,
    replyProblem: reply.problem,
  }
}

/** The same for a place; `now` is the site's clock when it told of it, null where that is not known. */
export function readPlace<Settings extends ReadAgain>(
  site: ReviewSite<Settings>,
  record: unknown,
  extra: readonly string[],
  now: Instant | null,
): Upsert<'place'> | Reject {
  const parsed = site.place.safeParse(record)
  if (parsed.success) {
    const { place, aggregate: shown } = parsed.data
    // To the day: a place that nobody touched is the same record all day long.
    const at = now === null ? null : `${now.slice(0, 10)}T00:00:00.000Z`
    const aggregate = shown == null || at === null ? null : { ...shown, at }
    return { type: 'upsert', record: { ...place, aggregate }, ...rawOf(record, extra) }
  }
  const reason = `a place of ${site.title} was not understood: ${firstIssue(parsed.error)}`
  return { type: 'reject', id: null, reason, raw: record }
}

/** The first thing that is wrong with a record, for the reason why it is set aside. */
function firstIssue({ issues }: z.ZodError): string {
  const [first] = issues
  const where = first?.path.map(String).join('.') ?? ''
  return `${where === '' ? 'the record' : where}: ${first?.message ?? 'is not what its site describes'}`
}

const fields = z.record(z.string(), z.unknown())

/** The source fields that the admin wants kept, where the record has them. */
function rawOf(record: unknown, extra: readonly string[]): { raw?: Record<string, unknown> } {
  const found = fields.safeParse(record).data ?? {}
  const kept = extra.filter((name) => found[name] !== undefined).map((name) => [name, found[name]] as const)
  return kept.length === 0 ? {} : { raw: Object.fromEntries(kept) }
}
