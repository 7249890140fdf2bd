import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { ProblemError } from '../http/problem.ts'
import { lockAccount, setPasswordHash } from './accounts.ts'
import { revokeAllApiKeys } from './api-keys.ts'
import { audit } from './audit.ts'
import type { Authentication } from './authentication.ts'
import { digestOf, randomToken } from './digest.ts'
import { permissionsOf, type Role } from './permissions.ts'

/** How long a link holds. */
export const passwordResetHours = 24

/** Where a token is used. It stands behind the `#`, which no browser sends: it is in no log of a server or proxy. */
export const passwordResetLink = (origin: string, token: string): string =>
  `${origin}/reset-password#token=${token}`

interface NewReset {
  readonly workspace: string
  readonly userId: string
  /** Who makes it; `userId` null: the command line, on the machine. */
  readonly by: { readonly userId: string | null; readonly actor: string }
  readonly now: Date
}

/** A link that was not used yet. */
interface OpenReset {
  readonly id: number
  readonly userId: string
  readonly email: string
  readonly madeByUser: string | null
  readonly madeBy: string
}

/** What using a link ended. */
export interface PasswordReset {
  readonly email: string
  readonly apiKeysRevoked: number
}

/**
 * Makes a link by which a person sets a new password. Its token is returned once, and kept nowhere. An earlier one that was not used works
 * no more.
 * @throws ProblemError 403 where whoever makes it has no right over every workspace that the account belongs to.
 */
export async function createPasswordReset(
  transaction: Database,
  { workspace, userId, by, now }: NewReset,
): Promise<{ readonly id: number; readonly token: string; readonly expiresAt: Date }> {
  const { email } = await transaction
    .selectFrom('rapport.user')
    .select('email')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  if (by.userId !== null) await mustHaveRightOver(transaction, by.userId, userId)
  await revokeOpenResets(transaction, userId, now, workspace)
  const token = randomToken()
  const expiresAt = new Date(now.getTime() + passwordResetHours * 3_600_000)
  const { id } = await transaction
    .insertInto('rapport.password_reset')
    .values({
      ...{ workspace, user_id: userId, token_hash: digestOf(token), expires_at: expiresAt },
      ...{ made_by_user: by.userId, made_by: by.actor },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await audit(transaction, by.actor, 'user.make-password-reset', `user:${userId}`, { email, reset: id })
  return { id, token, expiresAt }
}

/** Whose password a token sets; null where it is none, used, replaced or too old. Inside a transaction the link stays locked. */
export async function findPasswordReset(
  db: Database,
  { workspace, token, now }: { readonly workspace: string; readonly token: string; readonly now: Date },
): Promise<OpenReset | null> {
  const { rows } = await sql<OpenReset>`
    select reset.id, reset.user_id as "userId", person.email, reset.made_by_user as "madeByUser", reset.made_by as "madeBy"
    from rapport.password_reset as reset join rapport."user" as person on person.id = reset.user_id
    where reset.token_hash = ${digestOf(token)} and reset.workspace = ${workspace}
      and reset.used_at is null and reset.revoked_at is null and reset.expires_at > ${now}
    for update of reset
  `.execute(db)
  return rows[0] ?? null
}

/**
 * Sets the password by a link, ends all sessions of the account and revokes its API keys, in every workspace. Null where the link works no
 * more. Whether who made it has the right is asked again: the account may have joined another workspace since.
 * @throws ProblemError 403 where who made the link has no right over the account any more.
 */
export async function usePasswordReset(
  db: Database,
  auth: Authentication,
  given: {
    readonly workspace: string
    readonly token: string
    readonly password: string
    readonly now: Date
  },
): Promise<PasswordReset | null> {
  const { workspace, token, password, now } = given
  // Hashing takes long on purpose: a token that is none costs nothing.
  if ((await findPasswordReset(db, { workspace, token, now })) === null) return null
  const hash = await (await auth.$context).password.hash(password)
  return db.transaction().execute(async (transaction) => {
    const reset = await findPasswordReset(transaction, { workspace, token, now })
    if (reset === null) return null
    const { id, userId, email, madeByUser, madeBy } = reset
    await lockAccount(transaction, userId)
    if (madeByUser !== null) await mustHaveRightOver(transaction, madeByUser, userId)
    await setPasswordHash(transaction, userId, hash, now)
    await transaction.deleteFrom('rapport.session').where('userId', '=', userId).execute()
    const apiKeysRevoked = await revokeAllApiKeys(transaction, userId, now)
    await transaction
      .updateTable('rapport.password_reset')
      .set({ used_at: now })
      .where('id', '=', id)
      .execute()
    await revokeOpenResets(transaction, userId, now)
    await audit(transaction, email, 'user.reset-password', `user:${userId}`, {
      ...{ email, reset: id, madeBy, apiKeysRevoked },
    })
    return { email, apiKeysRevoked }
  })
}

/** Takes back the links of an account that were not used: all, or those of one workspace. */
export async function revokeOpenResets(
  db: Database,
  userId: string,
  now: Date,
  workspace?: string,
): Promise<void> {
  await db
    .updateTable('rapport.password_reset')
    .set({ revoked_at: now })
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .$if(workspace !== undefined, (query) => query.where('workspace', '=', workspace ?? ''))
    .execute()
}

/**
 * An account belongs to the installation: who sets its password comes into all of its workspaces. So one must be allowed to in each of them.
 */
async function mustHaveRightOver(db: Database, makerId: string, userId: string): Promise<void> {
  const { rows } = await sql<{ role: Role; maker: Role | null }>`
    select held.role, makers.role as maker from rapport.membership as held
    left join rapport.membership as makers on makers.workspace = held.workspace and makers.user_id = ${makerId}
    where held.user_id = ${userId}
  `.execute(db)
  const mayReset = ({ role, maker }: (typeof rows)[number]): boolean =>
    maker !== null && permissionsOf[maker].includes('users:write') && (role !== 'owner' || maker === 'owner')
  if (rows.length > 0 && rows.every(mayReset)) return
  throw new ProblemError(
    403,
    'account-elsewhere',
    'This account also belongs to a workspace in which who makes the link may not do this. Its password can be set by an owner of all its workspaces, or on the machine, with "npx rapport users reset-password".',
  )
}
