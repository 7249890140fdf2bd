import { type Kysely, sql } from 'kysely'

/**
 * A part of a ticket that moves marks the ticket it left, as before, now without a join: the plan of a trigger is kept, and one made for
 * a few rows would hold each against all others of many.
 */
const marks = `
create or replace function mark_ticket_before() returns trigger language plpgsql as $$
begin
  insert into dirty_ticket (connection, ticket_id)
  select distinct connection, ticket_id from (
    select connection, id, ticket_id from before where ticket_id is not null
    except select connection, id, ticket_id from after
  ) as moved
  order by 1, 2 on conflict do nothing;
  return null;
end
$$;
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(marks).execute(db)
}
