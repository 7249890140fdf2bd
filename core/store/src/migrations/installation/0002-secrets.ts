import { type Kysely, sql } from 'kysely'

/** Secrets that people gave on the page or the command line, each sealed with the installation's key (AES-256-GCM). */
const secrets = `
create table rapport.secret (
  workspace text not null references rapport.workspace on delete cascade,
  name text not null,
  sealed text not null,
  stored_by text not null,
  stored_at timestamptz not null default now(),
  primary key (workspace, name)
);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(secrets).execute(db)
}
