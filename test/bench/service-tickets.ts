import { analyzeTables, type Database } from '@rapport/store'
import { sql } from 'kysely'

/** One ticket has a question, an automatic answer, a reply and a solution; every fifth is asked again and answered. */
export async function seedTickets(db: Database, tickets: number): Promise<number> {
  const started = sql`timestamptz '2025-01-01' + make_interval(secs => floor(n::float8 * 31535000 / ${tickets}::float8))`
  const text = (expression: ReturnType<typeof sql>) =>
    sql`to_char((${expression}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
  const wait = sql`make_interval(secs => 60 + (('x' || substr(md5(n::text), 1, 6))::bit(24)::integer % 30000))`
  await sql`
    insert into customer (level, name) select 'contact', 'Customer ' || n from generate_series(1, 200000) as n
  `.execute(db)
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason)
    select 'desk', 'contact', 'c' || n, n, 'bench' from generate_series(1, 200000) as n
  `.execute(db)
  await sql`
    insert into ticket (connection, id, data, hash, revision)
    select 'desk', n::text, jsonb_build_object(
      'id', n::text, 'subject', 'Ticket ' || n, 'category', 'solved', 'status', 'solved',
      'channel', (array['email', 'chat', 'form'])[1 + n % 3], 'priority', (array['low', 'normal', 'high'])[1 + n % 3],
      'topic', (array['billing', 'delivery', 'product', 'account'])[1 + n % 4], 'initiator', 'customer',
      'contacts', jsonb_build_array(jsonb_build_object('id', 'c' || 1 + (n::bigint * 7919) % 200000, 'label', null, 'primary', true)),
      'companies', jsonb_build_array(), 'agentId', 'a' || n % 50, 'teamId', 't' || n % 8,
      'createdAt', ${text(started)}, 'closedAt', null, 'spam', false, 'vendorReported', '{}'::jsonb), '', nextval('revision')
    from generate_series(1, ${tickets}::integer) as n
  `.execute(db)
  const message = (id: string, at: ReturnType<typeof sql>, more: string) => sql`
    select 'desk', ${id} || n, jsonb_build_object(
      'id', ${id} || n, 'ticketId', n::text, 'at', ${text(at)}, 'visibility', 'public', 'kind', 'email', 'delivered', true,
      'authorId', case when ${id} in ('m1', 'm4') then null else 'a' || n % 50 end, 'sessionId', null, 'ringAt', null,
      'answeredAt', null, 'endedAt', null) || ${more}::jsonb, '', nextval('revision')
    from generate_series(1, ${tickets}::integer) as n`
  const askedAgain = sql`${started} + ${wait} + interval '1 day'`
  const customer = '{"direction":"in","author":"customer","automatic":false}'
  const automatic = '{"direction":"out","author":"automation","automatic":true}'
  const agent = '{"direction":"out","author":"agent","automatic":false}'
  await sql`
    insert into message (connection, id, data, hash, revision)
    ${message('m1', started, customer)}
    union all ${message('m2', sql`${started} + interval '1 minute'`, automatic)}
    union all ${message('m3', sql`${started} + ${wait}`, agent)}
    union all ${message('m4', askedAgain, customer)} where n % 5 = 0
    union all ${message('m5', sql`${askedAgain} + ${wait}`, agent)} where n % 5 = 0
  `.execute(db)
  await sql`
    insert into status_change (connection, id, data, hash, revision)
    select 'desk', 's' || n, jsonb_build_object('id', 's' || n, 'ticketId', n::text,
      'at', ${text(sql`${started} + ${wait} + interval '5 minutes'`)}, 'from', 'open', 'to', 'solved', 'category', 'solved', 'by', null),
      '', nextval('revision')
    from generate_series(1, ${tickets}::integer) as n
    union all
    select 'desk', 'r' || n, jsonb_build_object('id', 'r' || n, 'ticketId', n::text,
      'at', ${text(sql`${started} + ${wait} + interval '1 day'`)}, 'from', 'solved',
      'to', case when n % 5 = 0 then 'open' else 'closed' end, 'category', case when n % 5 = 0 then 'open' else 'closed' end, 'by', null),
      '', nextval('revision')
    from generate_series(1, ${tickets}::integer) as n
  `.execute(db)
  await analyzeTables(db, ['ticket', 'message', 'status_change', 'identity_link', 'customer'])
  return tickets * 6 + Math.floor(tickets / 5) * 2
}

/** One ticket in a hundred gets another message. */
export async function changeOneInHundred(db: Database): Promise<void> {
  await sql`
    update message set revision = nextval('revision') where id like 'm3%' and right(id, 2) = '00'
  `.execute(db)
}
