import { namelessAuthors } from '@rapport/model'
import { type Database, loadStageState, saveStageState, storableForScores } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { countAllNext } from './place-parts.ts'
import type { StoredReview } from './review-row.ts'

const stage = 'reputation'
/** Goes up with every change of what is kept of a review: all rows are made again then. */
const stateShape = 2

const storedState = z.object({
  stateShape: z.literal(stateShape),
  connections: z.array(z.string()),
  /** Those whose rows are being made: their reviews are marked too, as what changes meanwhile may have been read before. */
  beingMeasured: z.array(z.string()).default([]),
  /** Rows were made since copies were last looked for. */
  seekCopies: z.boolean(),
})
/** From so many reviews on, copies are looked for once, at the end. */
const manyReviews = 20_000

/** Some reviews that changed, of one connection. */
export interface ReviewBatch {
  readonly connection: string
  readonly ids: readonly string[]
  /** Of the mark of each; one that another change raised since is left. */
  readonly numbers: readonly number[]
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

/**
 * Looks at the terms of all sources: of those that allow scores no more, all rows are taken away. Of those that allow them now, or of
 * which all rows are to be made again, changes are marked from here on.
 */
export async function reviewWork(db: Database): Promise<ReviewWork> {
  const work = await db.transaction().execute(async (transaction) => {
    const allowed = await scorableConnections(transaction)
    const stored = storedState.safeParse(await loadStageState(transaction, stage)).data
    const before = stored?.connections ?? []
    const added = allowed.filter((connection) => !before.includes(connection))
    const removed = before.filter((connection) => !allowed.includes(connection))
    if (removed.length > 0)
      await transaction.deleteFrom('review_party').where('connection', 'in', removed).execute()
    const remade = [...removed, ...added]
    if (remade.length > 0) {
      await transaction.deleteFrom('review_metric').where('connection', 'in', remade).execute()
    }
    // All of their reviews are looked at, marked or not.
    if (added.length > 0) await takeOff(transaction, sql`connection = any(${added}::text[])`)
    const marked = await countDirtyReviews(transaction)
    if (added.length > 0 || marked >= manyReviews) await countAllNext(transaction)
    const seekCopies = stored?.seekCopies === true || marked >= manyReviews
    const connections = before.filter((connection) => allowed.includes(connection))
    await saveStageState(transaction, stage, { stateShape, connections, seekCopies })
    return { marked, allowed: new Set(allowed), added, copiesAtEnd: seekCopies }
  })
  if (work.added.length > 0) await markFromNowOn(db, work.added)
  return work
}

/** What was written before is stored when this ends, and is read; what is written later is marked. */
async function markFromNowOn(db: Database, beingMeasured: readonly string[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`lock table review in share mode`.execute(transaction)
    const stored = storedState.parse(await loadStageState(transaction, stage))
    await saveStageState(transaction, stage, { ...stored, beingMeasured })
  })
}

/** Remembers that the rows of all reviews of a connection are made. */
export async function connectionIsMeasured(transaction: Database, connection: string): Promise<void> {
  const stored = storedState.parse(await loadStageState(transaction, stage))
  await saveStageState(transaction, stage, {
    ...stored,
    connections: [...stored.connections, connection],
    beingMeasured: stored.beingMeasured.filter((other) => other !== connection),
  })
}

/** Takes marks off, in the order in which writers set them: in another, each could wait for the other. */
export async function takeOff(transaction: Database, condition: RawBuilder<unknown>): Promise<void> {
  await sql`
    with done as materialized (
      select connection, review_id from dirty_review where ${condition} order by connection, review_id for update
    )
    delete from dirty_review as held using done
    where held.connection = done.connection and held.review_id = done.review_id
  `.execute(transaction)
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
  const { rows } = await sql<{ connection: string; id: string; number: number }>`
    select connection, review_id as id, number from dirty_review
    where (connection, review_id) > (${after?.connection ?? ''}, ${after?.ids.at(-1) ?? ''})
    order by connection, review_id limit ${limit}
  `.execute(db)
  const [first] = rows
  if (first === undefined) return null
  const { connection } = first
  const own = rows.filter((row) => row.connection === connection)
  const ids = own.map(({ id }) => id)
  // Read behind the marks: what changed in between raised them.
  const reviews = allowed.has(connection) ? await storedReviews(db, connection, ids) : []
  return { connection, ids, numbers: own.map(({ number }) => number), reviews }
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

/**
 * What tells authors apart: the certain first. A name does not where the site shows it for people without one, or where the source tells
 * the day alone, on which several people of one name may have written.
 */
const author = sql`coalesce(
      'order ' || nullif(btrim(data->>'orderReference'), ''),
      'e-mail ' || nullif(lower(btrim(data->>'authorEmail')), ''),
      case when extract(epoch from (data->>'createdAt')::timestamptz) % 86400 <> 0
        and data->>'anonymous' is distinct from 'true' and data->>'author' !~* ${sql.lit(namelessAuthors)}
      then nullif(btrim(data->>'author'), '') end
    )`

/** The key of a copy is null where one of its parts is. */
const reviewColumns = sql`
    select id, data->>'placeId' as "placeId", (data->>'rating')::float8 as rating,
      (data->>'scaleMin')::float8 as "scaleMin", (data->>'scaleMax')::float8 as "scaleMax",
      data->>'createdAt' as "createdAt", data->>'editedAt' as "editedAt", data->>'repliedAt' as "repliedAt",
      round(date_part('epoch', first_seen_at) * 1000) as "firstSeenAt",
      round(date_part('epoch', reply_first_seen_at) * 1000) as "replySeenAt",
      data->>'replyState' = 'approved' as "isAnswered", reply_was_pending as "replyWasPending",
      coalesce(data->>'text', '') ~ '\\S' as "hasText", data->>'language' as language,
      case when coalesce(data->>'language', '') = '' then data->>'text' end as "textAlone",
      hashtextextended(
        connection || chr(10) || (data->>'placeId') || chr(10) || (data->>'createdAt') || chr(10) || ${author}, 0
      )::text as "copyKey"
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
