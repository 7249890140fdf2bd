import {
  analyzeTables,
  commitWithoutWaiting,
  type Database,
  databaseNow,
  resolveOlderRejects,
} from '@rapport/store'
import { sql } from 'kysely'
import { insertRows } from '../service/insert-rows.ts'
import {
  allReviews,
  connectionIsMeasured,
  copiesWereSought,
  nextDirtyReviews,
  type ReviewBatch,
  type ReviewWork,
  reviewWork,
} from './dirty-reviews.ts'
import { languagesOfReviews } from './review-languages.ts'
import { reviewProblem, reviewRow, type StoredReview } from './review-row.ts'
import { keepProblems, type MeasuredReviews, markAgain, markCopies, saveReviews } from './save-reviews.ts'

export interface ReputationOptions {
  readonly signal: AbortSignal
  /** Ms since 1970, for reviews that are still to come; by default the clock's. */
  readonly now?: number
  readonly onProgress?: (done: number, total: number) => void
}

const reviewsAtOnce = 2_000
/** From so many reviews on, the planner must not go by what it knew before. */
const manyReviews = 10_000

/**
 * Makes the rows of the reviews that changed, in batches that commit one by one, so that memory stays flat and a scoring that was cut off
 * goes on where it was; of a source of which there are none yet, those of all its reviews. Returns how many were looked at.
 */
export async function measureReviews(db: Database, options: ReputationOptions): Promise<number> {
  const work = await reviewWork(db)
  let done = 0
  for (const connection of work.added) done += await measureConnection(db, connection, options)
  // Of what was measured just now some may have changed meanwhile.
  done += await measureMarked(db, work, options)
  if (work.copiesAtEnd) {
    await db.transaction().execute(async (transaction) => {
      await markCopies(transaction, null)
      await copiesWereSought(transaction)
    })
  }
  if (done >= manyReviews) {
    await analyzeTables(db, ['review_metric'])
    await sql`vacuum review_metric, dirty_review`.execute(db)
  }
  return done
}

/** All reviews of a connection. Where it is cut off, it is begun anew. */
async function measureConnection(
  db: Database,
  connection: string,
  { signal, now = Date.now() }: ReputationOptions,
): Promise<number> {
  const began = await databaseNow(db)
  let done = 0
  let reviews: StoredReview[] = []
  let saving: Promise<void> = Promise.resolve()
  const save = async (): Promise<void> => {
    const { rows, problems } = await measureBatch({ connection, ids: [], numbers: [], reviews }, now)
    done += reviews.length
    reviews = []
    await saving
    saving = db.transaction().execute(async (transaction) => {
      await commitWithoutWaiting(transaction)
      await insertRows(transaction, 'review_metric', rows)
      await keepProblems(transaction, connection, problems)
      await markAgain(transaction, connection, problems)
    })
    saving.catch(() => {})
  }
  try {
    for await (const review of allReviews(db, connection)) {
      reviews.push(review)
      if (reviews.length < reviewsAtOnce) continue
      signal.throwIfAborted()
      await save()
    }
    await save()
    await saving
  } finally {
    await Promise.allSettled([saving])
  }
  await db.transaction().execute(async (transaction) => {
    await resolveOlderRejects(transaction, 'score', connection, 'review', began)
    await markCopies(transaction, null)
    await connectionIsMeasured(transaction, connection)
  })
  return done
}

/** While one batch is made, the next is read and the one before is stored. */
async function measureMarked(
  db: Database,
  { marked: total, allowed, copiesAtEnd }: ReviewWork,
  { signal, onProgress, now = Date.now() }: ReputationOptions,
): Promise<number> {
  const next = (after: ReviewBatch | null) => nextDirtyReviews(db, after, { allowed, limit: reviewsAtOnce })
  let done = 0
  let upcoming = next(null)
  let saving: Promise<void> = Promise.resolve()
  try {
    for (let batch = await upcoming; batch !== null; batch = await upcoming) {
      signal.throwIfAborted()
      upcoming = next(batch)
      // Met at the next await; until then a failure must not count as unhandled.
      upcoming.catch(() => {})
      const measured = await measureBatch(batch, now)
      await saving
      saving = db.transaction().execute((transaction) => saveReviews(transaction, measured, { copiesAtEnd }))
      saving.catch(() => {})
      done += batch.ids.length
      onProgress?.(done, Math.max(done, total))
    }
    await saving
  } finally {
    // Nothing goes on behind the caller's back, who cleans up after a failure.
    await Promise.allSettled([upcoming, saving])
  }
  return done
}

async function measureBatch({ reviews, ...batch }: ReviewBatch, now: number): Promise<MeasuredReviews> {
  const languageOf = await languagesOfReviews(reviews)
  const rows: MeasuredReviews['rows'][number][] = []
  const problems: MeasuredReviews['problems'][number][] = []
  for (const review of reviews) {
    const problem = reviewProblem(review, now)
    if (problem === null) rows.push(reviewRow(batch.connection, review, languageOf(review)))
    else problems.push({ id: review.id, ...problem })
  }
  return { ...batch, rows, problems }
}
