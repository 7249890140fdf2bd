import type { Database } from '@rapport/store'
import { isPasswordOf, lockAccount, setPasswordHash } from './accounts.ts'
import { countAllApiKeys, revokeAllApiKeys } from './api-keys.ts'
import { audit } from './audit.ts'
import type { Authentication } from './authentication.ts'
import { revokeOpenResets } from './password-resets.ts'

/** A person who sets another password, and knows the one before. */
export interface PasswordChange {
  readonly userId: string
  readonly actor: string
  readonly currentPassword: string
  readonly newPassword: string
  readonly revokesApiKeys: boolean
  readonly now: Date
}

/** What a change of the password left of the API keys. */
export interface ChangedPassword {
  readonly apiKeys: number
  readonly apiKeysRevoked: number
}

/**
 * Changes the own password, ends all sessions, takes open links back and where it is asked for revokes the API keys: all of it, or nothing,
 * so that none of these outlives a password that was given up. Null where the current password is another one.
 */
export async function changeOwnPassword(
  db: Database,
  auth: Authentication,
  { userId, actor, currentPassword, newPassword, revokesApiKeys, now }: PasswordChange,
): Promise<ChangedPassword | null> {
  const hash = await (await auth.$context).password.hash(newPassword)
  return db.transaction().execute(async (transaction) => {
    await lockAccount(transaction, userId)
    if (!(await isPasswordOf(transaction, auth, userId, currentPassword))) return null
    await setPasswordHash(transaction, userId, hash, now)
    await transaction.deleteFrom('rapport.session').where('userId', '=', userId).execute()
    await revokeOpenResets(transaction, userId, now)
    const apiKeysRevoked = revokesApiKeys ? await revokeAllApiKeys(transaction, userId, now) : 0
    await audit(transaction, actor, 'user.change-password', `user:${userId}`, { apiKeysRevoked })
    return { apiKeysRevoked, apiKeys: await countAllApiKeys(transaction, userId, now) }
  })
}
