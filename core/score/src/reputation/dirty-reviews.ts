import { type Database, loadStageState, saveStageState, storableForScores } from '@rapport/store'
import { sql } from 'kysely'
import { z } from 'zod'
import type { StoredReview } from './review-row.ts'

const stage = 'reputation'
/** Goes up with every change of what is kept of a review: all rows are made again then. */
const stateShape = 1

const storedState = z.object({
  stateShape: z.literal(stateShape),
  connections: z.array(z.string()),
  /** Rows were made since copies were last looked for. */
  seekCopies: z.boolean(),
})
/** From so many reviews on, copies are looked for once, at the end. */
const manyReviews = 20_000

/** Some reviews that changed, of one connection. */
export interface ReviewBatch {
  readonly connection: string
  readonly ids: readonly string[]
  /** Those of them that there are, and whose source allows scores of its content. */
  readonly reviews: readonly StoredReview[]
}

/** What is to be done. */
export interface ReviewWork {
  /** Marked reviews. */
  readonly marked: number
  /** The connections whose terms allow scores. */
  readonly allowed: ReadonlySet<string>
  /** Those of them of which no row is made yet. */
  readonly added: readonly string[]
  /** Copies are looked for once, when all rows are made: a scoring that was cut off does so too. */
  readonly copiesAtEnd: boolean
}

/** Looks at the terms of all sources: of those that allow scores no more, all rows are taken away. */
export async function reviewWork(transaction: Database): Promise<ReviewWork> {
  const allowed = await scorableConnections(transaction)
  const stored = storedState.safeParse(await loadStageState(transaction, stage)).data
  const before = stored?.connections ?? []
  const added = allowed.filter((connection) => !before.includes(connection))
  const removed = before.filter((connection) => !allowed.includes(connection))
  if (removed.length > 0) {
    for (const table of ['review_metric', 'review_party'] as const) {
      await transaction.deleteFrom(table).where('connection', 'in', removed).execute()
    }
  }
  // All of their reviews are looked at, marked or not.
  if (added.length > 0) {
    await transaction.deleteFrom('dirty_review').where('connection', 'in', added).execute()
    await transaction.deleteFrom('review_metric').where('connection', 'in', added).execute()
  }
  const marked = await countDirtyReviews(transaction)
  const seekCopies = stored?.seekCopies === true || marked >= manyReviews
  await saveStageState(transaction, stage, {
    stateShape,
    connections: before.filter((connection) => allowed.includes(connection)),
    seekCopies,
  })
  return { marked, allowed: new Set(allowed), added, copiesAtEnd: seekCopies }
}

/** Remembers that the rows of all reviews of a connection are made: from now on the database marks those that change. */
export async function connectionIsMeasured(transaction: Database, connection: string): Promise<void> {
  const stored = storedState.parse(await loadStageState(transaction, stage))
  await saveStageState(transaction, stage, { ...stored, connections: [...stored.connections, connection] })
}

/** Remembers that copies were looked for. */
export async function copiesWereSought(transaction: Database): Promise<void> {
  const stored = storedState.safeParse(await loadStageState(transaction, stage)).data
  if (stored !== undefined) await saveStageState(transaction, stage, { ...stored, seekCopies: false })
}

/** The connections with reviews whose terms allow scores, each looked up in the primary key. */
async function scorableConnections(db: Database): Promise<string[]> {
  const { rows } = await sql<{ connection: string }>`
    with recursive found as (
      select min(connection) as connection from review
      union all
      select (select min(connection) from review where connection > found.connection)
      from found where found.connection is not null
    )
    select connection from found where connection is not null and ${storableForScores('found.connection')}
    order by connection
  `.execute(db)
  return rows.map(({ connection }) => connection)
}

/** How many reviews are still to be looked at. */
async function countDirtyReviews(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from dirty_review`.execute(db)
  return rows[0]?.count ?? 0
}

/** The next marked reviews behind those of `after`, all of one connection; null when none is left. */
export async function nextDirtyReviews(
  db: Database,
  after: ReviewBatch | null,
  { allowed, limit }: { readonly allowed: ReadonlySet<string>; readonly limit: number },
): Promise<ReviewBatch | null> {
  const { rows } = await sql<{ connection: string; id: string }>`
    select connection, review_id as id from dirty_review
    where (connection, review_id) > (${after?.connection ?? ''}, ${after?.ids.at(-1) ?? ''})
    order by connection, review_id limit ${limit}
  `.execute(db)
  const [first] = rows
  if (first === undefined) return null
  const { connection } = first
  const ids = rows.flatMap((row) => (row.connection === connection ? [row.id] : []))
  const reviews = allowed.has(connection) ? await storedReviews(db, connection, ids) : []
  return { connection, ids, reviews }
}

/** By themselves: joined with the marks, the planner would rather read the whole table. */
async function storedReviews(
  db: Database,
  connection: string,
  ids: readonly string[],
): Promise<readonly StoredReview[]> {
  const { rows } = await sql<Row>`
    ${reviewColumns} where connection = ${connection} and id = any(${ids}::text[]) and deleted_at is null
  `.execute(db)
  return rows.map(storedReview)
}

/** All live reviews of a connection, in the order in which they lie: to look each up would take several times as long. */
export async function* allReviews(db: Database, connection: string): AsyncIterable<StoredReview> {
  const rows = sql<Row>`(${reviewColumns} where connection = ${connection} and deleted_at is null)`
  const query = db.selectFrom(rows.as('stored')).selectAll()
  for await (const row of query.stream(rowsAtOnce)) yield storedReview(row)
}

const rowsAtOnce = 1_000

/** What tells authors apart: the certain first. */
const author = sql`coalesce(data->>'orderReference', data->>'authorEmail', data->>'author')`

const reviewColumns = sql`
    select id, data->>'placeId' as "placeId", (data->>'rating')::float8 as rating,
      (data->>'scaleMin')::float8 as "scaleMin", (data->>'scaleMax')::float8 as "scaleMax",
      data->>'createdAt' as "createdAt", data->>'editedAt' as "editedAt", data->>'repliedAt' as "repliedAt",
      round(date_part('epoch', first_seen_at) * 1000) as "firstSeenAt",
      round(date_part('epoch', reply_first_seen_at) * 1000) as "replySeenAt",
      data->>'replyState' = 'approved' as "isAnswered",
      coalesce(data->>'text', '') ~ '\\S' as "hasText", data->>'language' as language,
      case when ${author} <> '' then
        hashtextextended(concat_ws(chr(10), connection, data->>'placeId', data->>'createdAt', ${author}), 0)::text
      end as "copyKey"
    from review`

function storedReview({ createdAt, editedAt, repliedAt, ...row }: Row): StoredReview {
  return {
    ...row,
    createdAt: Date.parse(createdAt),
    editedAt: editedAt === null ? null : Date.parse(editedAt),
    repliedAt: repliedAt === null ? null : Date.parse(repliedAt),
  }
}

interface Row extends Omit<StoredReview, 'createdAt' | 'editedAt' | 'repliedAt'> {
  readonly createdAt: string
  readonly editedAt: string | null
  readonly repliedAt: string | null
}
