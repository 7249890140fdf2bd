import { sql } from 'kysely'
import type { Database } from './open.ts'

/** A quotation is looked for by its beginning, in characters: explanations cut long texts. */
const quotedCharacters = 40

/**
 * Takes what quotes a connection out of what stays when its records go: explanations of scores, past ones too, that name one of
 * its records, and of customers that have records of it those that repeat a text of it; and what such a text was planned to say
 * in a CRM. The customers are marked to be scored again. Call it before the records are deleted.
 */
export async function eraseQuotations(transaction: Database, connection: string): Promise<void> {
  await sql`create temporary table concerned_customer (customer_id bigint primary key) on commit drop`.execute(
    transaction,
  )
  await sql`
    insert into concerned_customer
    select customer_id from identity_link where connection = ${connection}
    union select customer_id from ticket_metric where connection = ${connection} and customer_id is not null
    union select link.customer_id from review_party as author join identity_link as link
      on (link.connection, link.entity, link.record_id) = (author.party_connection, author.party_entity, author.party_id)
      where author.connection = ${connection}
    union select link.customer_id from place_link as place join identity_link as link
      on (link.connection, link.entity, link.record_id) = (place.company_connection, 'company', place.company_id)
      where place.connection = ${connection}
  `.execute(transaction)
  await sql`
    insert into dirty_customer (customer_id)
    select customer_id from concerned_customer join customer on customer.id = customer_id
    on conflict do nothing
  `.execute(transaction)
  await gatherQuotations(transaction, connection)
  await sql`
    update score set why = null, explanation = '{}'
    where ${namesConnection(connection)}
      or customer_id in (select customer_id from concerned_customer)
        and exists (
          select from quotation where position(quotation.text in coalesce(why, '')) > 0
            or position(quotation.in_json in explanation::text) > 0
        )
  `.execute(transaction)
  await sql`
    update plan_item set
      before = case when exists (select from quotation where position(in_json in before::text) > 0) then before - 'why' else before end,
      after = case when exists (select from quotation where position(in_json in after::text) > 0) then after - 'why' else after end
    where customer_id in (select customer_id from concerned_customer)
      and exists (select from quotation where position(in_json in before::text || after::text) > 0)
  `.execute(transaction)
  await sql`drop table concerned_customer, quotation`.execute(transaction)
}

/** What people wrote in the records of a connection, and how it stands inside of JSON. */
async function gatherQuotations(transaction: Database, connection: string): Promise<void> {
  await sql`create temporary table quotation (text text primary key, in_json text not null) on commit drop`.execute(
    transaction,
  )
  const texts = [
    ['review', ['text', 'title', 'reply']],
    ['survey_response', ['comment']],
  ] as const
  for (const [table, fields] of texts) {
    for (const field of fields) {
      await sql`
        insert into quotation
        select begun, btrim(to_jsonb(begun)::text, '"')
        from (select distinct left(data->>${field}::text, ${quotedCharacters}::integer) as begun from ${sql.table(table)}
          where connection = ${connection}) as written
        where begun <> '' on conflict do nothing
      `.execute(transaction)
    }
  }
}

/** A value anywhere in the explanation that is the connection's name or a record of it, written `connection/entity:id`. */
function namesConnection(connection: string) {
  return sql`jsonb_path_exists(explanation, '$.** ? (@ == $name || @ starts with $prefix)',
    jsonb_build_object('name', ${connection}::text, 'prefix', ${`${connection}/`}::text))`
}
