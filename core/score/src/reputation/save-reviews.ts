import { commitWithoutWaiting, type Database, resolveRejects, setAside } from '@rapport/store'
import { sql } from 'kysely'
import { insertRows } from '../service/insert-rows.ts'
import type { MetricRow } from '../service/metric-rows.ts'
import { takeOff } from './dirty-reviews.ts'
import type { ReviewProblem } from './review-row.ts'

/** What a batch of reviews came to. */
export interface MeasuredReviews {
  readonly connection: string
  /** All reviews of the batch; those without a row count no more. */
  readonly ids: readonly string[]
  /** Of the marks of these. */
  readonly numbers: readonly number[]
  readonly rows: readonly MetricRow[]
  readonly problems: readonly (ReviewProblem & { readonly id: string })[]
}

/**
 * Replaces the rows of a batch of reviews, tells anew which copies count, unless that is done at the end, and takes the batch off the
 * list.
 */
export async function saveReviews(
  transaction: Database,
  batch: MeasuredReviews,
  { copiesAtEnd }: { readonly copiesAtEnd: boolean },
): Promise<void> {
  const { connection, ids, numbers, rows, problems } = batch
  // All of it can be done again.
  await commitWithoutWaiting(transaction)
  const wanted = sql`connection = ${connection} and review_id = any(${ids}::text[])`
  const { rows: before } = await sql<{ key: string }>`
    with gone as (delete from review_metric where ${wanted} returning copy_key)
    select copy_key::text as key from gone where copy_key is not null
  `.execute(transaction)
  await insertRows(transaction, 'review_metric', rows)
  if (!copiesAtEnd) {
    const keys = [...before.map(({ key }) => key), ...rows.flatMap(({ copy_key }) => copy_key ?? [])]
    await markCopies(transaction, [...new Set(keys)])
  }
  await keepProblems(transaction, connection, problems)
  const bad = new Set(problems.map(({ id }) => id))
  await resolveRejects(
    transaction,
    'score',
    connection,
    'review',
    ids.filter((id) => !bad.has(id)),
  )
  const isRead = sql`(review_id, number) in (select * from unnest(${ids}::text[], ${numbers}::bigint[]))`
  await takeOff(transaction, sql`${wanted} and ${isRead}`)
  await markAgain(transaction, connection, problems)
}

/** Reviews that are still to come are looked at again by each scoring, until they have. */
export async function markAgain(
  transaction: Database,
  connection: string,
  problems: MeasuredReviews['problems'],
): Promise<void> {
  const ids = problems.flatMap(({ id, isToCome }) => (isToCome ? [id] : []))
  if (ids.length === 0) return
  await sql`
    insert into dirty_review (connection, review_id)
    select ${connection}, id from unnest(${ids}::text[]) as id order by id on conflict do nothing
  `.execute(transaction)
}

/** Sets reviews aside that cannot be counted. */
export async function keepProblems(
  transaction: Database,
  connection: string,
  problems: MeasuredReviews['problems'],
): Promise<void> {
  const rejects = problems.map(({ id, reason }) => ({ entity: 'review', recordId: id, reason }))
  await setAside(transaction, 'score', connection, rejects)
}

/**
 * Some sites give a review another id when it is edited. Of reviews of one author, place and moment the one that was changed last
 * counts, of two the answered one, then the one with the higher id; the arrival decides nothing.
 * @param keys those of which copies are looked for; null: all
 */
export async function markCopies(transaction: Database, keys: readonly unknown[] | null): Promise<void> {
  if (keys?.length === 0) return
  const sought = keys === null ? sql`copy_key is not null` : sql`copy_key = any(${keys}::bigint[])`
  const { rows } = await sql<{ key: string }>`
    select copy_key::text as key from review_metric where ${sought}
    group by copy_key having count(*) > 1 or bool_or(is_copy)
  `.execute(transaction)
  if (rows.length === 0) return
  await sql`
    with ranked as (
      select metric.connection, metric.review_id,
        row_number() over (
          partition by metric.copy_key
          order by greatest((data->>'editedAt')::timestamptz, review.modified_at) desc nulls last,
            metric.is_answered desc, metric.review_id collate "C" desc
        ) > 1 as is_copy
      from review_metric as metric join review on review.connection = metric.connection and review.id = metric.review_id
      where metric.copy_key = any(${rows.map(({ key }) => key)}::bigint[])
    )
    update review_metric as held set is_copy = ranked.is_copy from ranked
    where held.connection = ranked.connection and held.review_id = ranked.review_id and held.is_copy <> ranked.is_copy
  `.execute(transaction)
}
