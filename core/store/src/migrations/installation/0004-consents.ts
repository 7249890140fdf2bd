import { type Kysely, sql } from 'kysely'

/** Sign-ins at a vendor that a person makes in a browser, from the page. They are short-lived; what belongs to one is sealed. */
const consents = `
create table rapport.consent (
  id text primary key,
  workspace text not null references rapport.workspace on delete cascade,
  -- What comes back with the answer, and the session that began: neither can be turned back.
  state_hash bytea not null unique,
  session_hash bytea not null,
  user_id text not null,
  connector text not null,
  sealed text not null,
  state text not null check (state in ('waiting', 'answered', 'given', 'refused')),
  problem text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index consent_workspace on rapport.consent (workspace);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(consents).execute(db)
}
