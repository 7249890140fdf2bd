import { type RatedReview, tallyReviews } from '@rapport/metrics'
import { markDeleted, type Store } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { approved, giveReviews } from '../testing/reviews.ts'
import { measureReviews } from './measure-reviews.ts'
import { placeTallies } from './tallies.ts'

const asOf = new Date('2026-06-30T21:59:59.999Z')
const signal = new AbortController().signal
const hour = 3_600_000

/** A state of a review that its source gives, or that it is gone. */
interface Given {
  readonly number: number
  readonly place: 'cafe' | 'bar'
  readonly author: string | null
  readonly rating: number | null
  readonly hoursAgo: number
  readonly editedHoursAgo: number | null
  readonly repliedHoursAgo: number | null
  readonly isYesNo: boolean
  readonly isGone: boolean
}

const given: fc.Arbitrary<Given> = fc.record({
  number: fc.nat({ max: 6 }),
  place: fc.constantFrom('cafe', 'bar'),
  author: fc.constantFrom(null, 'Ann', 'Ben'),
  rating: fc.option(fc.nat({ max: 4 })),
  // Few, so that copies meet; some are of after the evaluation.
  hoursAgo: fc.constantFrom(-5, 1, 29 * 24, 30 * 24, 2_000, 10_000),
  editedHoursAgo: fc.option(fc.integer({ min: 0, max: 2_000 })),
  repliedHoursAgo: fc.option(fc.integer({ min: -10, max: 2_000 })),
  isYesNo: fc.boolean(),
  isGone: fc.boolean(),
})

const moment = (hoursAgo: number): string => new Date(asOf.getTime() - hoursAgo * hour).toISOString()

const recordOf = ({ number, place, author, rating, isYesNo, ...at }: Given) => ({
  id: `r${number}`,
  placeId: place,
  author,
  ...{ rating: rating === null ? null : isYesNo ? rating % 2 : rating + 1, scaleMin: isYesNo ? 0 : 1 },
  ...{ scaleMax: isYesNo ? 1 : 5, createdAt: moment(at.hoursAgo) },
  ...{ editedAt: at.editedHoursAgo === null ? null : moment(at.editedHoursAgo) },
  ...(at.repliedHoursAgo === null ? {} : approved(moment(at.repliedHoursAgo))),
})

async function apply(store: Store, batch: readonly Given[]): Promise<void> {
  for (const review of batch) {
    if (review.isGone) await markDeleted(store.db, 'google', 'review', [{ id: `r${review.number}` }])
    else await giveReviews(store, [recordOf(review)])
  }
  // Whenever they were read: what is compared must not depend on it.
  await sql`update review set first_seen_at = '2020-01-01', reply_first_seen_at = null`.execute(store.db)
}

const figures = (store: Store) => placeTallies(store.db, { asOf, withReplies: true })

/** From what the store holds at the end, by the functions that a file is calculated with. */
async function recomputed(store: Store) {
  await sql`truncate review_metric, dirty_review`.execute(store.db)
  await sql`insert into dirty_review select connection, id from review`.execute(store.db)
  await measureReviews(store.db, { signal })
  return figures(store)
}

test('figures after any changes, in any batches and however often told, are those of all reviews measured anew', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(given, { maxLength: 6 }), { maxLength: 5 }), async (batches) => {
      await sql`truncate review, review_metric, dirty_review, stage_state`.execute(store.db)
      for (const batch of batches) {
        await apply(store, batch)
        await apply(store, batch)
        await measureReviews(store.db, { signal })
      }
      const incremental = await figures(store)
      expect(await recomputed(store)).toEqual(incremental)
    }),
    { numRuns: 12 },
  )
})

test('what the database counts is what the functions count that a file is calculated with', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  // Without authors there are no copies.
  const reviews = fc.uniqueArray(given, { selector: ({ number }) => number, maxLength: 7 })
  await fc.assert(
    fc.asyncProperty(reviews, async (all) => {
      await sql`truncate review, review_metric, dirty_review, stage_state`.execute(store.db)
      const records = all.map((review) => ({ ...recordOf({ ...review, author: null }), placeId: 'cafe' }))
      await giveReviews(store, records)
      await sql`update review set first_seen_at = '2099-01-01', reply_first_seen_at = null`.execute(store.db)
      await measureReviews(store.db, { signal })
      const rated = records.map((record): RatedReview => {
        const { rating, scaleMin: min, scaleMax: max, createdAt, editedAt } = record
        const repliedAt = 'repliedAt' in record ? record.repliedAt : null
        return {
          ...{ rating, scale: { min, max }, createdAt: Date.parse(createdAt) },
          editedAt: editedAt === null ? null : Date.parse(editedAt),
          isAnswered: repliedAt !== null,
          repliedAt: repliedAt === null || repliedAt === undefined ? null : Date.parse(repliedAt),
        }
      })
      const expected = tallyReviews(rated, asOf.getTime())
      const [found] = await figures(store)
      if (expected.n === 0) expect(found).toBeUndefined()
      else {
        const { weight, weightedUnits, medianReplyHours, p90ReplyHours, ...exact } = expected
        expect(found?.tally).toMatchObject(exact)
        expect(found?.tally.weight).toBeCloseTo(weight, 12)
        expect(found?.tally.weightedUnits).toBeCloseTo(weightedUnits, 12)
        expect(found?.tally.medianReplyHours ?? -1).toBeCloseTo(medianReplyHours ?? -1, 9)
        expect(found?.tally.p90ReplyHours ?? -1).toBeCloseTo(p90ReplyHours ?? -1, 9)
      }
    }),
    { numRuns: 15 },
  )
})
