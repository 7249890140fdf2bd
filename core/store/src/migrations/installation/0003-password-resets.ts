import { type Kysely, sql } from 'kysely'

/**
 * Links by which a person sets a new password. Of a link only the digest is kept. Old rows of failed sign-ins are found by their time: they
 * are removed as new ones come.
 */
const passwordResets = `
create table rapport.password_reset (
  id bigint generated always as identity primary key,
  -- Where it was made, and where alone it can be used.
  workspace text not null references rapport.workspace on delete cascade,
  user_id text not null references rapport."user" on delete cascade,
  token_hash bytea not null unique,
  -- Null: made on the machine by the command line, which may do everything.
  made_by_user text references rapport."user" on delete cascade,
  made_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index password_reset_user on rapport.password_reset (user_id);
create index sign_in_failure_last on rapport.sign_in_failure (last_at);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(passwordResets).execute(db)
}
