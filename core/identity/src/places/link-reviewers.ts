import type { CustomerLevel } from '@rapport/model'
import { type Database, loadStageState, saveStageState, storableForScores } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'

const stage = 'reviewers'

interface StoredState {
  readonly revision: number
  readonly level: CustomerLevel
}

/**
 * Brings up to date who wrote reviews, where that is certain: by the order that the review names, which one deal alone has as its id,
 * else by an e-mail address that its site vouches for and a contact has. Never by a name. Looks at reviews that changed and at those
 * that changed deals and contacts may belong to. Returns how many of these have an author now.
 */
export async function linkReviewers(
  db: Database,
  level: CustomerLevel,
): Promise<{ readonly reviews: number; readonly known: number }> {
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ revision: number }>`select last_value as revision from revision`.execute(
      transaction,
    )
    const revision = rows[0]?.revision ?? 0
    // Written by this stage alone, in this shape.
    const stored = (await loadStageState(transaction, stage)) as StoredState | null
    const since = stored?.level === level ? stored.revision : 0
    if (since === revision) return { reviews: 0, known: 0 }
    const changed = await link(transaction, level, since)
    await saveStageState(transaction, stage, { revision, level })
    return changed
  })
}

const order = sql`review.data->>'orderReference'`
const email = sql`lower(btrim(review.data->>'authorEmail'))`

async function link(
  transaction: Database,
  level: CustomerLevel,
  since: number,
): Promise<{ reviews: number; known: number }> {
  const { rows } = await sql<{ reviews: number; known: number }>`
    with changed as materialized (
      select connection, id from review
      where revision > ${since} and (${order} is not null or data->>'authorEmail' is not null)
      union
      select review.connection, review.id from deal join review on ${order} = deal.id
      where deal.revision > ${since} and ${order} is not null
      union
      select review.connection, review.id from contact
      cross join lateral jsonb_array_elements_text(contact.data->'emails') as address
      join review on ${email} = lower(btrim(address))
      where contact.revision > ${since} and review.data->>'authorEmail' is not null
    ), written as materialized (
      select review.connection, review.id, ${order} as order_id, ${email} as email from changed
      join review on review.connection = changed.connection and review.id = changed.id
      where review.deleted_at is null and review.expires_at is null and ${storableForScores('review.connection')}
    ), by_order as (
      select written.connection, written.id, min(deal.connection) as party_connection, 'deal' as party_entity,
        min(deal.id) as party_id, 'its order is ' || min(deal.connection) || '/deal:' || min(deal.id) as reason
      from written join deal on deal.id = written.order_id and deal.deleted_at is null
      group by written.connection, written.id having count(*) = 1
    ), by_email as (
      select distinct on (written.connection, written.id) written.connection, written.id,
        contact.connection as party_connection, 'contact' as party_entity, contact.id as party_id,
        'its verified e-mail is that of ' || contact.connection || '/contact:' || contact.id as reason
      from written join ${contactEmails(level)} as known on known.email = written.email
      join contact on contact.connection = known.connection and contact.id = known.id and contact.deleted_at is null
      order by written.connection, written.id, contact.connection, length(contact.id), contact.id
    ), wanted as materialized (
      select * from by_order
      union all
      select * from by_email where not exists (
        select from by_order where by_order.connection = by_email.connection and by_order.id = by_email.id
      )
    ), gone as (
      delete from review_party as held using changed
      where held.connection = changed.connection and held.review_id = changed.id
        and not exists (select from wanted where wanted.connection = held.connection and wanted.id = held.review_id)
    ), linked as (
      insert into review_party as held (connection, review_id, party_connection, party_entity, party_id, reason)
      select connection, id, party_connection, party_entity, party_id, reason from wanted
      on conflict (connection, review_id) do update set party_connection = excluded.party_connection,
        party_entity = excluded.party_entity, party_id = excluded.party_id, reason = excluded.reason
      where held.reason <> excluded.reason
    )
    select (select count(*) from changed) as reviews, (select count(*) from wanted) as known
  `.execute(transaction)
  return rows[0] ?? { reviews: 0, known: 0 }
}

/** Addresses of contacts, `email, connection, id`. Where customers are contacts they are among the keys already. */
function contactEmails(level: CustomerLevel): RawBuilder<unknown> {
  return level === 'contact'
    ? sql`(
        select value as email, connection, record_id as id from identity_key where kind = 'email' and entity = 'contact'
      )`
    : sql`(
        select lower(btrim(address)) as email, connection, id from contact
        cross join lateral jsonb_array_elements_text(data->'emails') as address where deleted_at is null
      )`
}
