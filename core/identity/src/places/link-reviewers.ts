import type { CustomerLevel } from '@rapport/model'
import { type Database, loadStageState, saveStageState, storableForScores } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'

const stage = 'reviewers'

interface StoredState {
  readonly revision: number
  readonly level: CustomerLevel
  /** Reviews of addresses that several contacts have: whether these are one customer may change without any of them. */
  readonly shared?: readonly ReviewKey[]
}

interface ReviewKey {
  readonly connection: string
  readonly id: string
}

/**
 * Brings up to date who wrote reviews, where that is certain: by the order that the review names, which one deal alone has as its id,
 * else by an e-mail address that its site vouches for and a contact has, or several of one customer. Never by a name. Looks at reviews
 * that changed and at those that changed deals and contacts may belong to. Returns how many of these have an author now.
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
    const isSame = stored?.level === level
    const since = isSame ? stored.revision : 0
    const again = isSame ? (stored.shared ?? []) : []
    if (since === revision && again.length === 0) return { reviews: 0, known: 0 }
    const { reviews, known, shared } = await link(transaction, level, { since, again })
    await saveStageState(transaction, stage, { revision, level, shared })
    return { reviews, known }
  })
}

const order = sql`review.data->>'orderReference'`
const email = sql`lower(btrim(review.data->>'authorEmail'))`

async function link(
  transaction: Database,
  level: CustomerLevel,
  { since, again }: { readonly since: number; readonly again: readonly ReviewKey[] },
): Promise<Linked> {
  const { rows } = await sql<Linked>`
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
      union
      select connection, id from json_to_recordset(${JSON.stringify(again)}::json) as again(connection text, id text)
    ), written as materialized (
      select review.connection, review.id, ${order} as order_id, ${email} as email from changed
      join review on review.connection = changed.connection and review.id = changed.id
      where review.deleted_at is null and review.expires_at is null and ${storableForScores('review.connection')}
    ), by_order as (
      select written.connection, written.id, min(deal.connection) as party_connection, 'deal' as party_entity,
        min(deal.id) as party_id, 'its order is ' || min(deal.connection) || '/deal:' || min(deal.id) as reason
      from written join deal on deal.id = written.order_id and deal.deleted_at is null
      group by written.connection, written.id having count(*) = 1
    ), owned as materialized (
      select distinct written.connection, written.id, contact.connection as party_connection, contact.id as party_id,
        ${ownerOf(level)} as owner
      from written join ${contactEmails(level)} as known on known.email = written.email
      join contact on contact.connection = known.connection and contact.id = known.id and contact.deleted_at is null
    ), by_email as (
      select distinct on (connection, id) connection, id, party_connection, 'contact' as party_entity, party_id,
        'its verified e-mail is that of ' || party_connection || '/contact:' || party_id as reason
      from owned where (connection, id) in (
        select connection, id from owned group by connection, id having count(distinct owner) = 1
      )
      order by connection, id, party_connection, length(party_id), party_id
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
    select (select count(*) from changed) as reviews, (select count(*) from wanted) as known, coalesce((
      select json_agg(json_build_object('connection', connection, 'id', id)) from (
        select connection, id from owned group by connection, id having count(*) > 1
      ) as several
    ), '[]') as shared
  `.execute(transaction)
  return rows[0] ?? { reviews: 0, known: 0, shared: [] }
}

interface Linked {
  readonly reviews: number
  readonly known: number
  readonly shared: readonly ReviewKey[]
}

/** The customer of a contact, where companies are customers that of its leading company; without one the record itself. */
function ownerOf(level: CustomerLevel): RawBuilder<unknown> {
  const itself = sql`contact.connection || '/contact:' || contact.id`
  const customerOf = (entity: CustomerLevel, id: RawBuilder<unknown>) => sql`(
    select 'customer ' || customer_id from identity_link as link
    where link.connection = contact.connection and link.entity = ${entity} and link.record_id = ${id}
  )`
  if (level === 'contact') return sql`coalesce(${customerOf('contact', sql`contact.id`)}, ${itself})`
  const company = sql`(
    select company->>'id' from jsonb_array_elements(contact.data->'companies') with ordinality as of(company, place)
    order by company->'primary' = 'true' desc nulls last, place limit 1
  )`
  return sql`coalesce(${customerOf('company', company)}, contact.connection || '/company:' || ${company}, ${itself})`
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
