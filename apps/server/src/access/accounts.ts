import type { Database } from '@rapport/store'
import type { Authentication } from './authentication.ts'

export interface NewAccount {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** The user of an e-mail address; null where nobody has it. */
export async function findUser(auth: Authentication, email: string): Promise<{ readonly id: string } | null> {
  const context = await auth.$context
  return (await context.internalAdapter.findUserByEmail(email.toLowerCase()))?.user ?? null
}

/** Makes an account with a password. There is no other way to one than an invitation. */
export async function createAccount(
  auth: Authentication,
  { name, email, password }: NewAccount,
): Promise<{ readonly id: string }> {
  const { internalAdapter, password: passwords } = await auth.$context
  const hash = await passwords.hash(password)
  // Who holds the link of an invitation to the address has it: nothing is left to be verified.
  const user = await internalAdapter.createUser(
    { name, email: email.toLowerCase(), emailVerified: true },
    { method: 'email-password' },
  )
  await internalAdapter.linkAccount({
    userId: user.id,
    accountId: user.id,
    providerId: 'credential',
    password: hash,
  })
  return user
}

/** Ends every session of a user, wherever it is signed in. */
export async function endSessions(auth: Authentication, userId: string): Promise<void> {
  await (await auth.$context).internalAdapter.deleteUserSessions(userId)
}

/** Holds an account until the transaction ends: neither is its password set meanwhile, nor does it join a workspace. */
export async function lockAccount(transaction: Database, userId: string): Promise<void> {
  await transaction
    .selectFrom('rapport.user')
    .select('id')
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** Sets the password of an account, by its hash. */
export async function setPasswordHash(
  transaction: Database,
  userId: string,
  hash: string,
  now: Date,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('rapport.account')
    .set({ password: hash, updatedAt: now })
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .executeTakeFirstOrThrow()
  if (numUpdatedRows !== 1n) throw new Error(`account ${userId} does not sign in with a password`)
}

/** Whether a password is that of an account, as it stands in the transaction. */
export async function isPasswordOf(
  transaction: Database,
  auth: Authentication,
  userId: string,
  password: string,
): Promise<boolean> {
  const account = await transaction
    .selectFrom('rapport.account')
    .select('password')
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .executeTakeFirst()
  if (account?.password == null) return false
  const { password: passwords } = await auth.$context
  return passwords.verify({ hash: account.password, password })
}
