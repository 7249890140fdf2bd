import { sql } from 'kysely'
import type { Database } from './open.ts'

/** What was purged of a connection: how many reviews and records that were set aside went, and how many places lost their content. */
export interface Purged {
  readonly connection: string
  readonly entity: string
  readonly records: number
}

/** What is due to be purged, and when the first of it is. */
export interface PurgeDue extends Purged {
  readonly first: Date
  readonly last: Date
}

/**
 * Deletes what expired up to now, by the database's clock: reviews, what was set aside, all but the ids of places, and copies
 * elsewhere. What comes again is stored again. Records that another transaction is storing are left to the next purge. Replies that
 * were sent from here stay, with the ids of their reviews.
 */
export function purgeExpired(db: Database): Promise<readonly Purged[]> {
  return db.transaction().execute(purgeWithin)
}

/** As `purgeExpired`, as a part of a transaction; up to its beginning. */
export async function purgeWithin(transaction: Database): Promise<readonly Purged[]> {
  const reviews = await purgeReviews(transaction)
  const places = await purgePlaces(transaction)
  const rejects = await purgeRejects(transaction)
  await forgetReviewsRead(transaction, [...reviews, ...rejects])
  await purgePlans(transaction)
  const purged = [...reviews, ...places, ...rejects]
  for (const { connection, entity, records } of purged) {
    const detail = JSON.stringify({ entity, records })
    await transaction
      .insertInto('audit')
      .values({ actor: 'rapport', action: 'retention.purge', subject: connection, detail })
      .execute()
  }
  return purged
}

/** What was made of them goes with them: see the trigger of the table. */
async function purgeReviews(transaction: Database): Promise<readonly Purged[]> {
  const { rows } = await sql<Purged>`
    with due as (
      select connection, id from review where expires_at <= now() for update skip locked
    ), done as (
      delete from review using due where review.connection = due.connection and review.id = due.id
      returning review.connection, review.id
    ), keys as (
      delete from identity_key using done
      where identity_key.connection = done.connection and entity = 'review' and record_id = done.id
    )
    select connection, 'review' as entity, count(*) as records from done group by connection order by connection
  `.execute(transaction)
  return rows
}

/** Why a place belongs to a company may tell its domain; the next scoring says it again, from what there is then. */
async function purgePlaces(transaction: Database): Promise<readonly Purged[]> {
  const { rows } = await sql<Purged>`
    with due as (
      select connection, id from place where expires_at <= now() for update skip locked
    ), done as (
      update place as held
      set data = purged_place(data), raw = null, hash = '', modified_at = null, expires_at = null,
        revision = nextval('revision'), changed_at = now()
      from due where held.connection = due.connection and held.id = due.id
      returning held.connection, held.id
    ), keys as (
      delete from identity_key using done
      where identity_key.connection = done.connection and entity = 'place' and record_id = done.id
    ), links as (
      delete from place_link using done
      where place_link.connection = done.connection and place_link.place_id = done.id
    )
    select connection, 'place' as entity, count(*) as records from done group by connection order by connection
  `.execute(transaction)
  return rows
}

/** A record without an id is named by its content, and one with an id by what may not be kept either. */
async function purgeRejects(transaction: Database): Promise<readonly Purged[]> {
  const { rows } = await sql<Purged>`
    with due as (
      select id from reject where expires_at <= now() for update skip locked
    ), done as (
      delete from reject using due where reject.id = due.id returning reject.connection
    )
    select connection, 'reject' as entity, count(*) as records from done group by connection order by connection
  `.execute(transaction)
  return rows
}

/** How far reviews were read is a time of one of them; and what is not there any more must be read again. */
async function forgetReviewsRead(transaction: Database, purged: readonly Purged[]): Promise<void> {
  const connections = purged.map(({ connection }) => connection)
  if (connections.length === 0) return
  await transaction
    .deleteFrom('checkpoint')
    .where('stream', '=', 'review')
    .where('connection', 'in', connections)
    .execute()
}

/** What a source that allows its content for a day only was last known to hold, and what was to be written there. */
async function purgePlans(transaction: Database): Promise<void> {
  const ofTerms = sql`connection in (select connection from connection_retention where retention in ('ttl24h', 'id_only'))`
  await sql`
    with ended as (
      update plan set state = case when state in ('planned', 'applying', 'stopped') then 'discarded' else state end
      where ${ofTerms} and created_at <= now() - interval '24 hours'
      returning id
    )
    update plan_item set before = '{}', after = '{}', reason = null from ended
    where plan_item.plan_id = ended.id and (before <> '{}' or after <> '{}' or plan_item.reason is not null)
  `.execute(transaction)
  await sql`
    delete from remote_value
    where ${ofTerms} and greatest(read_at, written_at) <= now() - interval '24 hours'
  `.execute(transaction)
}

/** What will be purged, by connection and entity, the first due first. */
export async function duePurges(db: Database): Promise<readonly PurgeDue[]> {
  const parts = ['review', 'place', 'reject'].map(
    (table) => sql`
      select connection, ${table} as entity, count(*) as records, min(expires_at) as first, max(expires_at) as last
      from ${sql.table(table)} where expires_at is not null group by connection`,
  )
  const { rows } = await sql<PurgeDue>`
    select * from (${sql.join(parts, sql` union all `)}) as due order by first, connection, entity
  `.execute(db)
  return rows
}
