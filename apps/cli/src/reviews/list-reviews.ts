import { listReviews, reviewedPlaces } from '@rapport/run'
import type { Database } from '@rapport/store'
import { UsageError } from '../command-error.ts'
import { commandName } from '../command-name.ts'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printLines } from '../output.ts'
import { printableJson } from '../printable.ts'
import { findPlace, placesOfBrand } from '../reputation-report/selected-places.ts'
import { reviewLines } from './review-text.ts'

/** What `rapport reviews` was asked for. */
export interface ListedReviewsOptions extends GlobalOptions {
  readonly unanswered?: boolean
  readonly maxStars?: number
  readonly place?: string
  readonly brand?: string
  readonly from?: string
  readonly to?: string
  readonly limit: number
}

/** Prints stored reviews, the newest first. */
export async function printReviews(options: ListedReviewsOptions): Promise<void> {
  await withWorkspace(options, async ({ store }) => {
    const { unanswered, maxStars, from, to, limit } = options
    const found = await listReviews(store.db, {
      ...(await whichPlaces(store.db, options)),
      ...(unanswered === undefined ? {} : { isUnanswered: unanswered }),
      ...(maxStars === undefined ? {} : { maxStars }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      // One more tells whether there are more.
      limit: limit + 1,
    })
    const shown = found.slice(0, limit)
    const hasMore = found.length > limit
    if (options.json === true) {
      printLines([printableJson({ reviews: shown, hasMore })])
      return
    }
    printLines([
      ...(shown.length === 0 ? ['no such review is stored'] : shown.flatMap(reviewLines)),
      ...(hasMore ? [`there are more: --limit ${limit * 2} shows them`] : []),
      ...(shown.length === 0 ? [] : ['', `answer one: ${commandName} reviews reply <review>`]),
    ])
  })
}

async function whichPlaces(db: Database, { place, brand }: ListedReviewsOptions) {
  if (place !== undefined && brand !== undefined)
    throw new UsageError('--place is one place and --brand all of a brand: leave one out.')
  if (place === undefined && brand === undefined) return {}
  const places = await reviewedPlaces(db)
  if (place !== undefined) {
    const { connection, placeId: id } = findPlace(places, place)
    return { place: { connection, id } }
  }
  const [first] = placesOfBrand(places, brand ?? '')
  return first?.brand == null ? {} : { brand: first.brand }
}
