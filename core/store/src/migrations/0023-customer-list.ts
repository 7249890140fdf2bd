import { type Kysely, sql } from 'kysely'

/**
 * One row for every customer with the numbers in force that lists are sorted and filtered by: looked up in `score`, a page sorted by a
 * number would read the history of all customers. It is derived, brought up to date after the scores changed, and can be emptied at any
 * time. An index for each sort: a page of any depth reads its own rows only, and backwards it serves the other direction.
 */
const customerList = `
create table customer_list (
  customer_id bigint primary key,
  name text,
  segment text,
  churn_risk text,
  clv double precision,
  clv_low double precision,
  clv_high double precision,
  probability_alive double precision,
  expected_orders double precision,
  orders double precision,
  last_order_at text,
  health double precision,
  why text
);
create index customer_list_clv on customer_list (clv, customer_id);
create index customer_list_name on customer_list ((lower(name) collate "C"), customer_id);
create index customer_list_alive on customer_list (probability_alive, customer_id);
create index customer_list_last_order on customer_list ((last_order_at collate "C"), customer_id);
create index customer_list_health on customer_list (health, customer_id);
create index run_step_finished on run_step (finished_at);
-- As before, and a customer that is gone is named nowhere.
create or replace function delete_scores() returns trigger language plpgsql as $$
begin
  delete from score using gone where score.customer_id = gone.id;
  delete from customer_list using gone where customer_list.customer_id = gone.id;
  return null;
end $$;
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(customerList).execute(db)
}
