import { type RatedReview, SCORE_WEIGHTS, tallyReviews } from '@rapport/metrics'
import { markDeleted, type Store } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { approved, giveCompany, giveReviews, linkPlace } from '../testing/reviews.ts'
import { measureReviews } from './measure-reviews.ts'
import { scoreReputation } from './score-reputation.ts'
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
  readonly modifiedHoursAgo: number | null
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
  // An update may move it alone.
  modifiedHoursAgo: fc.option(fc.nat({ max: 20 })),
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
  ...{ modifiedAt: at.modifiedHoursAgo === null ? null : moment(at.modifiedHoursAgo) },
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

/** What happens between two scorings. */
interface Happening {
  readonly reviews: readonly Given[]
  /** Whose the places are from then on; null: nobody's. */
  readonly owners: { readonly cafe: string | null; readonly bar: string | null }
  /** The customer of company `acme`. */
  readonly customer: number
}

const happening: fc.Arbitrary<Happening> = fc.record({
  reviews: fc.array(given, { maxLength: 4 }),
  owners: fc.record({
    cafe: fc.constantFrom(null, 'acme', 'ajax'),
    bar: fc.constantFrom(null, 'acme', 'ajax'),
  }),
  customer: fc.constantFrom(1, 3),
})

test('scores after any changes of reviews and of whose the places are need nothing more when all are told anew', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveCompany(store, 1, 'acme')
  await giveCompany(store, 2, 'ajax')
  await sql`insert into customer (id, level) overriding system value values (3, 'company')`.execute(store.db)
  const score = () => scoreReputation(store.db, { asOf, until: asOf, weights: SCORE_WEIGHTS })
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 5 }), async (happenings) => {
      await sql`truncate review, review_metric, dirty_review, dirty_place, stage_state, place_link, score`.execute(
        store.db,
      )
      for (const { reviews, owners, customer } of happenings) {
        await apply(store, reviews)
        await measureReviews(store.db, { signal })
        await sql`truncate place_link`.execute(store.db)
        for (const [place, company] of Object.entries(owners)) {
          if (company !== null) await linkPlace(store, place, company)
        }
        await sql`update identity_link set customer_id = ${customer} where record_id = 'acme'`.execute(
          store.db,
        )
        await score()
        expect(await score()).toBe(0)
      }
      const parts = () =>
        store.db.selectFrom('place_part').selectAll().orderBy('place_id').orderBy('part').execute()
      const before = await parts()
      await sql`delete from stage_state where stage = 'reputation-scores'`.execute(store.db)
      expect(await score()).toBe(0)
      if (happenings.length > 0) expect(await parts()).toEqual(before)
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
