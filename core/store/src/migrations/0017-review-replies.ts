import { type Kysely, sql } from 'kysely'

/**
 * What was sent to reviews as replies, or taken away from there, and what became of it. A row is written before anything is sent: one
 * that never ended may have taken effect, and is read back before anything else is sent to that review. Reviews are listed the newest
 * first.
 */
const replies = `
create table review_reply (
  id bigint generated always as identity primary key,
  connection text not null,
  review_id text not null,
  text text,
  sent_by text not null,
  begun_at timestamptz not null default now(),
  ended_at timestamptz,
  state text not null check (state in ('sending', 'none', 'pending', 'approved', 'rejected', 'refused')),
  problem text,
  checked_at timestamptz
);
create index review_reply_review on review_reply (connection, review_id, id);
create index review_reply_open on review_reply (connection) where state in ('sending', 'pending');
create unique index review_reply_sending on review_reply (connection, review_id) where state = 'sending';
create index review_created on review ((data->>'createdAt') desc) where deleted_at is null;
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(replies).execute(db)
}
