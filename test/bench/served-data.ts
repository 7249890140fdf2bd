import type { Database } from '@rapport/store'
import { analyzeTables } from '@rapport/store'
import { sql } from 'kysely'

/** Customers that the tickets are of, as `seedTickets` makes them. */
const customers = 200_000

/** Names and purchases for the customers of `seedTickets`: won deals of the two years before 2026, most of them with few customers. */
export async function seedDeals(db: Database, deals: number): Promise<number> {
  await sql`
    insert into contact (connection, id, data, hash, revision)
    select 'desk', 'c' || n, jsonb_build_object('id', 'c' || n, 'name', 'Customer ' || n,
      'emails', jsonb_build_array('c' || n || '@example.com'), 'phones', jsonb_build_array(), 'companies', jsonb_build_array()),
      '', nextval('revision')
    from generate_series(1, ${customers}::integer) as n
  `.execute(db)
  // A square leaves most customers with a few deals and some with many.
  const buyer = sql`('c' || 1 + floor(power((('x' || substr(md5('b' || n), 1, 7))::bit(28)::integer / 268435456.0), 2) * ${customers})::integer)`
  const closed = sql`(timestamptz '2024-01-01' + make_interval(secs => ('x' || substr(md5('d' || n), 1, 7))::bit(28)::integer % 63072000))`
  await sql`
    insert into deal (connection, id, data, hash, revision, state, closed_at)
    select 'desk', n::text, jsonb_build_object('id', n::text, 'name', 'Order ' || n, 'state', 'won', 'kind', 'sale',
      'amount', (10 + ('x' || substr(md5('a' || n), 1, 5))::bit(20)::integer % 20000)::text, 'currency', 'USD',
      'closedAt', to_char(${closed} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'contacts', jsonb_build_array(), 'companies', jsonb_build_array()), '', nextval('revision'), 'won', ${closed}
    from generate_series(1, ${deals}::integer) as n
  `.execute(db)
  await sql`
    insert into deal_party (connection, deal_id, entity, party_id, reason)
    select 'desk', n::text, 'contact', ${buyer}, 'bench' from generate_series(1, ${deals}::integer) as n
  `.execute(db)
  await analyzeTables(db, ['contact', 'deal', 'deal_party'])
  return deals
}
