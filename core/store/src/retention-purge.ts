import { sql } from 'kysely'
import type { Database } from './open.ts'

/** What was purged of a connection: how many reviews, places and records that were set aside lost their content. */
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

/** What is left of the content of an expired record, and of what else is kept of it. */
const expiring = [
  { table: 'review', left: sql`purged_review(data)` },
  { table: 'place', left: sql`purged_place(data)` },
] as const

/**
 * Deletes the content of all that expired up to now, by the database's clock: of reviews and places, of records that were set
 * aside, and copies elsewhere. Ids and moments stay. A record that comes again has its content again. Records that another
 * transaction is storing are left to the next purge.
 */
export function purgeExpired(db: Database): Promise<readonly Purged[]> {
  return db.transaction().execute(purgeWithin)
}

/** As `purgeExpired`, as a part of a transaction; up to its beginning. */
export async function purgeWithin(transaction: Database): Promise<readonly Purged[]> {
  const purged: Purged[] = []
  for (const { table, left } of expiring) {
    const { rows } = await sql<Purged>`
      with due as (
        select connection, id from ${sql.table(table)} where expires_at <= now() for update skip locked
      ), done as (
        update ${sql.table(table)} as held
        set data = ${left}, raw = null, hash = '', expires_at = null, revision = nextval('revision'), changed_at = now()
        from due where held.connection = due.connection and held.id = due.id
        returning held.connection, held.id
      ), keys as (
        delete from identity_key using done
        where identity_key.connection = done.connection and entity = ${table} and record_id = done.id
      ), metrics as (
        delete from review_metric as told using done
        where ${table} = 'review' and told.connection = done.connection and told.review_id = done.id
      ), parties as (
        delete from review_party as told using done
        where ${table} = 'review' and told.connection = done.connection and told.review_id = done.id
      )
      select connection, ${table} as entity, count(*) as records from done group by connection order by connection
    `.execute(transaction)
    purged.push(...rows)
  }
  purged.push(...(await purgeRejects(transaction)))
  await purgePlans(transaction)
  for (const { connection, entity, records } of purged) {
    const detail = JSON.stringify({ entity, records })
    await transaction
      .insertInto('audit')
      .values({ actor: 'rapport', action: 'retention.purge', subject: connection, detail })
      .execute()
  }
  return purged
}

/** The reason may quote the record, and the id of one without an id is its content. */
async function purgeRejects(transaction: Database): Promise<readonly Purged[]> {
  const { rows } = await sql<Purged>`
    with due as (
      select readable.* from reject join readable_reject as readable using (id)
      where reject.expires_at <= now() for update of reject skip locked
    ), done as (
      update reject as held set record_id = due.record_id, reason = due.reason, raw = due.raw, expires_at = null
      from due where held.id = due.id
      returning held.connection
    )
    select connection, 'reject' as entity, count(*) as records from done group by connection order by connection
  `.execute(transaction)
  return rows
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
