import type { EntityName, RetentionClass } from '@rapport/model'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from './open.ts'

/** The classes whose content may be kept for long, and so be scored and searched for keywords. */
const scoredClasses: readonly RetentionClass[] = ['full', 'revocable']

const dayInMs = 86_400_000

/** The entities whose content can expire; a source that allows its content for a day only has no others. */
export const expiringEntities = ['review', 'place'] as const

/** For how long the content of a source may be kept after it was fetched, ms; null: without end. */
export function keptForMs(retention: RetentionClass): number | null {
  return retention === 'ttl24h' ? dayInMs : null
}

/** The moment at which content that is stored now expires, by the database's clock; null where it may be kept without end. */
export function expiresAt(remainingMs: number | null): RawBuilder<Date | null> {
  if (remainingMs === null) return sql<null>`null::timestamptz`
  return sql<Date>`clock_timestamp() + make_interval(secs => ${remainingMs / 1000}::float8)`
}

/** The column `expires_at` in an upsert that calls what it replaces `held`: nothing for entities that do not have it. */
export function expiryColumn(entity: EntityName, remainingMs: number | null) {
  if (!expiringEntities.some((expiring) => expiring === entity)) {
    return { name: sql``, value: sql``, assignment: sql``, isNew: sql`` }
  }
  return {
    name: sql`, expires_at`,
    value: sql`, ${expiresAt(remainingMs)}`,
    assignment: sql`, expires_at = excluded.expires_at`,
    // Content that came again may be kept for longer, also where it is as before.
    isNew: sql`or held.expires_at is distinct from excluded.expires_at`,
  }
}

/**
 * The condition that the connection in a column belongs to a source whose terms allow scores and keywords of its content:
 * `full` or `revocable`. A connection of which nothing is known was read before classes were kept, and is `full`.
 * @example
 * db.selectFrom('review').where(storableForScores('review.connection'))
 */
export function storableForScores(column = 'connection'): RawBuilder<boolean> {
  const allowed = sql.join(scoredClasses.map((retention) => sql.lit(retention)))
  return sql<boolean>`not exists (
    select from connection_retention as terms
    where terms.connection = ${sql.ref(column)} and terms.retention not in (${allowed})
  )`
}

/** What the terms of a connection's source allow, as they were when it was read last. */
export async function retentionOf(db: Database, connection: string): Promise<RetentionClass> {
  const row = await db
    .selectFrom('connection_retention')
    .select('retention')
    .where('connection', '=', connection)
    .executeTakeFirst()
  return row?.retention ?? 'full'
}

/**
 * Notes what the terms of a connection's source allow. What is stored of it already falls under new terms too, in the same
 * transaction: its content expires a day after it last came, or at once where nothing may be stored.
 */
export async function rememberRetention(
  db: Database,
  connection: string,
  retention: RetentionClass,
): Promise<void> {
  const remember = (transaction: Database) => rememberWithin(transaction, connection, retention)
  await (db.isTransaction ? remember(db) : db.transaction().execute(remember))
}

async function rememberWithin(
  transaction: Database,
  connection: string,
  retention: RetentionClass,
): Promise<void> {
  const { numInsertedOrUpdatedRows: changed = 0n } = await transaction
    .insertInto('connection_retention')
    .values({ connection, retention })
    .onConflict((conflict) =>
      conflict
        .column('connection')
        .doUpdateSet({ retention, since: sql`now()` })
        .where('connection_retention.retention', '<>', retention),
    )
    .executeTakeFirst()
  if (changed === 0n) return
  await expireUnder(transaction, connection, retention)
  // Whether its reviews count, and are linked to their authors, may be another now.
  await sql`
    insert into dirty_review (connection, review_id) select connection, id from review where connection = ${connection}
    order by connection, id on conflict (connection, review_id) do update set number = excluded.number
  `.execute(transaction)
  await transaction.deleteFrom('stage_state').where('stage', '=', 'reviewers').execute()
}

/** When content came is known by its last change: earlier classes did not note when it was fetched again. */
async function expireUnder(db: Database, connection: string, retention: RetentionClass): Promise<void> {
  const seconds = (keptForMs(retention) ?? 0) / 1000
  const isLimited = retention === 'ttl24h' || retention === 'id_only'
  for (const [table, cameAt] of [
    ['review', 'changed_at'],
    ['place', 'changed_at'],
    ['reject', 'last_at'],
  ] as const) {
    // What was to expire sooner still does.
    const expiry = isLimited
      ? sql`least(expires_at, ${sql.ref(cameAt)} + make_interval(secs => ${seconds}::float8))`
      : sql`null`
    await sql`
      update ${sql.table(table)} set expires_at = ${expiry}
      where connection = ${connection} and expires_at is distinct from ${expiry}
    `.execute(db)
  }
}
