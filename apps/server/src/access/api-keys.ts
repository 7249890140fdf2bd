import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { digestOf, randomToken } from './digest.ts'
import { type Permission, permission } from './permissions.ts'

/** How every key begins: what finds secrets in texts, finds ours. */
export const keyBeginning = 'rapport_'

/** A key as it is shown: never the key itself. */
export interface ApiKey {
  readonly id: number
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly Permission[]
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

export interface KeyOwner {
  readonly workspace: string
  readonly userId: string
}

/** Makes a key. The key itself is returned once, and kept nowhere. */
export async function createApiKey(
  db: Database,
  { workspace, userId }: KeyOwner,
  given: { readonly name: string; readonly scopes: readonly Permission[]; readonly expiresAt: Date | null },
): Promise<{ readonly id: number; readonly key: string; readonly prefix: string }> {
  const key = `${keyBeginning}${randomToken()}`
  const prefix = key.slice(0, keyBeginning.length + 6)
  const { id } = await db
    .insertInto('rapport.api_key')
    .values({
      ...{ workspace, user_id: userId, prefix, name: given.name, key_hash: digestOf(key) },
      ...{ scopes: JSON.stringify(given.scopes), expires_at: given.expiresAt },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, key, prefix }
}

/** The keys of a member, the latest first. */
export async function listApiKeys(db: Database, owner: KeyOwner): Promise<readonly ApiKey[]> {
  const rows = await db
    .selectFrom('rapport.api_key')
    .selectAll()
    .where('workspace', '=', owner.workspace)
    .where('user_id', '=', owner.userId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, prefix: row.prefix, scopes: knownScopes(row.scopes) },
    ...{ createdAt: row.created_at, expiresAt: row.expires_at },
    ...{ lastUsedAt: row.last_used_at, revokedAt: row.revoked_at },
  }))
}

/** Revokes a member's own key; false where the member has none of this number that is in force. */
export async function revokeApiKey(db: Database, owner: KeyOwner, id: number): Promise<boolean> {
  const revoked = await db
    .updateTable('rapport.api_key')
    .set({ revoked_at: sql`now()` })
    .where('workspace', '=', owner.workspace)
    .where('user_id', '=', owner.userId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return revoked.numUpdatedRows > 0n
}

/** Whose key it is and what it may be used for; null where it is none that is in force. */
export async function findApiKey(
  db: Database,
  workspace: string,
  key: string,
  now: Date,
): Promise<{
  readonly userId: string
  readonly name: string
  readonly scopes: readonly Permission[]
} | null> {
  const row = await db
    .selectFrom('rapport.api_key')
    .select(['id', 'user_id', 'name', 'scopes', 'last_used_at'])
    .where('key_hash', '=', digestOf(key))
    .where('workspace', '=', workspace)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .executeTakeFirst()
  if (row === undefined) return null
  // A key in steady use must not write at every call.
  if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > 60_000) {
    await db.updateTable('rapport.api_key').set({ last_used_at: now }).where('id', '=', row.id).execute()
  }
  return { userId: row.user_id, name: row.name, scopes: knownScopes(row.scopes) }
}

/** API keys of an account that are in force, in every workspace. */
export async function countAllApiKeys(db: Database, userId: string, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from rapport.api_key
    where user_id = ${userId} and revoked_at is null and (expires_at is null or expires_at > ${now})
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** Revokes every API key of an account, in every workspace. Returns how many were in force. */
export async function revokeAllApiKeys(db: Database, userId: string, now: Date): Promise<number> {
  const inForce = await countAllApiKeys(db, userId, now)
  await db
    .updateTable('rapport.api_key')
    .set({ revoked_at: now })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute()
  return inForce
}

/** A scope that a later version took away counts for nothing. */
const knownScopes = (scopes: readonly string[]): readonly Permission[] =>
  scopes.flatMap((scope) => permission.safeParse(scope).data ?? [])
