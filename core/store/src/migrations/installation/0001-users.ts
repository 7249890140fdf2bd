import { type Kysely, sql } from 'kysely'

/**
 * Who may sign in. The first four tables are those that better-auth expects, column for column as its own generator writes them, in our
 * schema; what follows is ours. Of invitations and API keys only digests are kept: nobody who reads the table can use one.
 */
const users = `
create table rapport."user" (
  "id" text primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create table rapport."session" (
  "id" text primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references rapport."user" on delete cascade
);
create index session_of_user on rapport."session" ("userId");
create table rapport."account" (
  "id" text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references rapport."user" on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null
);
create index account_of_user on rapport."account" ("userId");
create table rapport."verification" (
  "id" text primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_identifier on rapport."verification" ("identifier");

create table rapport.membership (
  workspace text not null references rapport.workspace on delete cascade,
  user_id text not null references rapport."user" on delete cascade,
  role text not null check (role in ('owner', 'admin', 'analyst', 'agent', 'viewer')),
  -- Of the role agent: the agents of the sources that this person is, each written connection/agent:id.
  agents jsonb,
  created_at timestamptz not null default now(),
  primary key (workspace, user_id)
);
create index membership_user on rapport.membership (user_id);
create table rapport.invitation (
  id bigint generated always as identity primary key,
  workspace text not null references rapport.workspace on delete cascade,
  token_hash bytea not null unique,
  -- Null: of the first owner, who says so on the page.
  email text,
  role text not null check (role in ('owner', 'admin', 'analyst', 'agent', 'viewer')),
  agents jsonb,
  invited_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index invitation_workspace on rapport.invitation (workspace, id);
create table rapport.api_key (
  id bigint generated always as identity primary key,
  workspace text not null,
  user_id text not null,
  name text not null,
  prefix text not null,
  key_hash bytea not null unique,
  scopes jsonb not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  -- Who leaves the workspace takes the keys along.
  foreign key (workspace, user_id) references rapport.membership on delete cascade
);
create index api_key_owner on rapport.api_key (workspace, user_id);
-- Wrong passwords, counted by every process together.
create table rapport.sign_in_failure (
  subject text primary key,
  failures integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null
);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(users).execute(db)
}
