import { type Kysely, sql } from 'kysely'

/** What `rapport.yaml` said at each change that was made on the page, and what it said before the first of them. */
const configurationVersions = `
create table configuration_version (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  -- What was done, such as "schedule.edit nightly".
  reason text not null,
  -- SHA-256 of the text, in hex.
  digest text not null,
  text text not null
);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(configurationVersions).execute(db)
}
