import type { Instant } from '@rapport/model'
import type { Change, Delete } from '../changes.ts'
import type { ConnectorContext } from '../context.ts'
import { ConnectorError } from '../errors.ts'
import { idsOfPlace } from './ids-of-place.ts'
import type { ListedPlace } from './listed-places.ts'
import { readReview } from './read-record.ts'
import { partsOfReviewId, type ReadAgain, type ReviewPage, type ReviewSite } from './review-site.ts'
import { later, type ReviewReading, type ReviewState } from './review-state.ts'

export interface PlaceReading<Settings extends ReadAgain> {
  readonly ctx: ConnectorContext<Settings>
  readonly site: ReviewSite<Settings>
  readonly place: ListedPlace
  /** As far as it has come. */
  readonly reading: ReviewReading
  /** What the readings before it reached. */
  readonly reached: ReviewState
  readonly extra: readonly string[]
}

/** A change, or how far the reading has come with what was before. */
type PlaceChange = Exclude<Change<'review'>, { type: 'checkpoint' }> | { readonly reading: ReviewReading }

/** The reviews of one place, page by page, as far as the reading needs them; and those that are gone, where it looks for them. */
export async function* readReviewsOfPlace<Settings extends ReadAgain>(
  given: PlaceReading<Settings>,
): AsyncGenerator<PlaceChange> {
  const { ctx, site, place, reading, reached, extra } = given
  const isResumed = reading.place === place.id && reading.token !== null
  const isNew = isResumed ? reading.isNew : await isNothingStored(ctx, place)
  const from = isNew || reading.kind === 'everything' ? null : startOf(reached, site.overlapMs)
  const leastPages = reading.kind === 'newest' ? (ctx.settings.newestPages ?? 1) : 1
  const seen = new Set<string>()
  let { newest } = reading
  let pages = 0
  for await (const page of pagesOf(given, isResumed ? reading.token : null, leastPages > 1 ? null : from)) {
    if ('startsOver' in page) {
      seen.clear()
      continue
    }
    if ('refusal' in page) {
      const reason = `the reviews of place ${place.id} could not be listed: ${page.refusal.message}`
      yield { type: 'reject', id: place.id, reason }
      yield { reading: { ...reading, newest, place: place.id, token: null, isNew: false } }
      return
    }
    pages += 1
    let oldest: Instant | null = null
    for (const record of page.records) {
      const { id, at, change } = readReview(site, place.id, record, extra)
      if (id !== null) seen.add(id)
      if (at !== null && Date.parse(at) <= Date.parse(reading.began)) newest = later(newest, at)
      if (at !== null && (oldest === null || Date.parse(at) < Date.parse(oldest))) oldest = at
      yield change
    }
    const isBefore = from !== null && oldest !== null && Date.parse(oldest) < Date.parse(from)
    const next = isBefore && pages >= leastPages ? null : page.next
    const looksForGone = reading.kind === 'everything' && !isNew
    if (next === null && looksForGone) yield* gone(given, page, seen)
    // Which reviews were seen is not kept: where deletions are looked for, a place that was cut short is begun anew.
    yield { reading: { ...reading, newest, place: place.id, token: looksForGone ? null : next, isNew } }
    if (next === null) return
  }
}

type PageOrRefusal = ReviewPage | { readonly startsOver: true } | { readonly refusal: ConnectorError }

/**
 * The pages of a place's reviews. The token of a page holds for a while only: where it is not taken, the list starts over, once. A
 * place whose reviews the site does not give is told instead of them, so that the other places are read.
 */
async function* pagesOf<Settings extends ReadAgain>(
  { ctx, site, place }: PlaceReading<Settings>,
  start: string | null,
  from: Instant | null,
): AsyncGenerator<PageOrRefusal> {
  let token = start
  let hasStartedOver = false
  for (;;) {
    const page = await site.reviewPage(ctx, place.path, { token, from }).catch((error: unknown) => {
      if (error instanceof ConnectorError && (error.kind === 'gone' || error.kind === 'invalid')) return error
      throw error
    })
    if (!(page instanceof ConnectorError)) {
      yield page
      if (page.next === null) return
      token = page.next
    } else if (token !== null && !hasStartedOver) {
      hasStartedOver = true
      token = null
      yield { startsOver: true }
    } else return yield { refusal: page }
  }
}

async function isNothingStored(
  ctx: Pick<ConnectorContext, 'storedIds'>,
  place: ListedPlace,
): Promise<boolean> {
  for await (const _ of idsOfPlace(ctx, place.id, 1)) return false
  return true
}

function startOf({ reached }: ReviewState, overlapMs: number): Instant | null {
  return reached === null ? null : new Date(Date.parse(reached) - overlapMs).toISOString()
}

/** Stored reviews that the whole list did not hold. Where it held fewer than the site counts, the site is asked for each. */
async function* gone<Settings extends ReadAgain>(
  { ctx, site, place }: PlaceReading<Settings>,
  { total }: ReviewPage,
  seen: ReadonlySet<string>,
): AsyncGenerator<Delete> {
  const isComplete = total !== null && seen.size >= total
  for await (const id of idsOfPlace(ctx, place.id)) {
    if (seen.has(id)) continue
    if (isComplete || !(await isThere(site, ctx, place, id))) yield { type: 'delete', id }
  }
}

async function isThere<Settings extends ReadAgain>(
  site: ReviewSite<Settings>,
  ctx: ConnectorContext<Settings>,
  place: ListedPlace,
  id: string,
): Promise<boolean> {
  try {
    await site.currentReply(ctx, place.path, partsOfReviewId(id).idAtSite)
    return true
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'gone') return false
    throw error
  }
}
