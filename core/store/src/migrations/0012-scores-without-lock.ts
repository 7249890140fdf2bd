import { type Kysely, sql } from 'kysely'

/**
 * The foreign key looked up and locked a customer for every score that is stored, which was a fifth of the time. Scores still go
 * with their customer, all those of a statement at once.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table score drop constraint score_customer_id_fkey`.execute(db)
  await sql`
    create function delete_scores() returns trigger language plpgsql as $$
    begin
      delete from score using gone where score.customer_id = gone.id;
      return null;
    end $$
  `.execute(db)
  await sql`
    create trigger customer_scores after delete on customer
    referencing old table as gone for each statement execute function delete_scores()
  `.execute(db)
}
