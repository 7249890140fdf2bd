import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { digestOf, randomToken } from './digest.ts'
import { hasOwner } from './membership.ts'
import type { Role } from './permissions.ts'

const hourMs = 3_600_000

/** How long a link holds: the first owner's is printed where others may read it later. */
export const firstOwnerHours = 24
export const invitationHours = 7 * 24

/** What an invitation makes of who takes it up. */
export interface Invited {
  /** Null: of the first owner, who says so. */
  readonly email: string | null
  readonly role: Role
  readonly agents: readonly string[] | null
}

export interface Invitation extends Invited {
  readonly id: number
  readonly invitedBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

interface NewInvitation extends Invited {
  readonly workspace: string
  readonly invitedBy: string
  readonly expiresAt: Date
}

/** Makes an invitation. Its token is returned once, and kept nowhere. */
export async function invite(
  db: Database,
  { workspace, email, role, agents, invitedBy, expiresAt }: NewInvitation,
): Promise<{ readonly id: number; readonly token: string }> {
  const token = randomToken()
  const { id } = await db
    .insertInto('rapport.invitation')
    .values({
      ...{ workspace, role, email: email?.toLowerCase() ?? null, invited_by: invitedBy },
      ...{ token_hash: digestOf(token), expires_at: expiresAt },
      agents: role === 'agent' ? JSON.stringify(agents ?? []) : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, token }
}

/** Where a token is taken up. It stands behind the `#`, which no browser sends: it is in no log of a server or proxy. */
export const welcomeLink = (origin: string, token: string): string => `${origin}/welcome#token=${token}`

/**
 * The link by which the first owner makes an account; null where the workspace has an owner. A new link takes the place of the one before.
 */
export async function firstOwnerLink(
  db: Database,
  { workspace, origin, now }: { readonly workspace: string; readonly origin: string; readonly now: Date },
): Promise<string | null> {
  if (await hasOwner(db, workspace)) return null
  await db
    .updateTable('rapport.invitation')
    .set({ revoked_at: now })
    .where('workspace', '=', workspace)
    .where('email', 'is', null)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  const { token } = await invite(db, {
    ...{ workspace, email: null, role: 'owner', agents: null, invitedBy: 'first run' },
    expiresAt: new Date(now.getTime() + firstOwnerHours * hourMs),
  })
  return welcomeLink(origin, token)
}

/** Invitations that can still be taken up, the latest first. */
export async function openInvitations(
  db: Database,
  workspace: string,
  now: Date,
): Promise<readonly Invitation[]> {
  const { rows } = await sql<Invitation>`
    select id, email, role, agents, invited_by as "invitedBy", created_at as "createdAt", expires_at as "expiresAt"
    from rapport.invitation
    where workspace = ${workspace} and email is not null and used_at is null and revoked_at is null and expires_at > ${now}
    order by id desc
  `.execute(db)
  return rows
}

/** Revokes an open invitation; null where the workspace has none of this number. */
export async function revokeInvitation(
  db: Database,
  { workspace, id, now }: { readonly workspace: string; readonly id: number; readonly now: Date },
): Promise<Invited | null> {
  const { rows } = await sql<Invited>`
    update rapport.invitation set revoked_at = ${now}
    where workspace = ${workspace} and id = ${id} and email is not null and used_at is null and revoked_at is null
    returning email, role, agents
  `.execute(db)
  return rows[0] ?? null
}

/**
 * Takes back what stays open of a member whose place was changed or taken: every invitation to the member, and those to `roles` that the
 * member made. Whoever is no admin any more would come back by them.
 */
export async function revokeInvitationsOf(
  transaction: Database,
  {
    workspace,
    email,
    roles,
    now,
  }: {
    readonly workspace: string
    readonly email: string
    readonly roles: readonly Role[]
    readonly now: Date
  },
): Promise<readonly (Invited & { readonly id: number })[]> {
  const { rows } = await sql<Invited & { id: number }>`
    update rapport.invitation set revoked_at = ${now}
    where workspace = ${workspace} and used_at is null and revoked_at is null and expires_at > ${now}
      and (email = ${email} or (invited_by = ${email} and role = any(${roles}::text[])))
    returning id, email, role, agents
  `.execute(transaction)
  return rows
}

/**
 * What a token invites to; null where it is none, used, revoked or too old. Inside a transaction the invitation stays locked until its
 * end, so that it is taken up once.
 */
export async function findInvitation(
  db: Database,
  { workspace, token, now }: { readonly workspace: string; readonly token: string; readonly now: Date },
): Promise<Invitation | null> {
  const { rows } = await sql<Invitation>`
    select id, email, role, agents, invited_by as "invitedBy", created_at as "createdAt", expires_at as "expiresAt"
    from rapport.invitation
    where token_hash = ${digestOf(token)} and workspace = ${workspace}
      and used_at is null and revoked_at is null and expires_at > ${now}
    for update
  `.execute(db)
  return rows[0] ?? null
}

/** Notes that an invitation was taken up. */
export async function markUsed(db: Database, id: number, now: Date): Promise<void> {
  await db.updateTable('rapport.invitation').set({ used_at: now }).where('id', '=', id).execute()
}
