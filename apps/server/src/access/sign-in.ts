import type { Database } from '@rapport/store'
import { isPasswordOf, lockAccount } from './accounts.ts'
import type { Authentication } from './authentication.ts'

/** Who signs in, and the headers of the request. */
export interface SignIn {
  readonly email: string
  readonly password: string
  readonly headers: Headers
}

/**
 * Begins a session, and returns its cookies. Null where the password was set anew while it was checked, which takes long on purpose: what
 * ended all sessions meanwhile knew nothing of this one, which would outlive the password that began it.
 * @throws APIError where the e-mail or the password is wrong.
 */
export async function signInByPassword(
  db: Database,
  auth: Authentication,
  { email, password, headers }: SignIn,
): Promise<readonly string[] | null> {
  const { headers: answered, response } = await auth.api.signInEmail({
    ...{ body: { email, password }, headers },
    returnHeaders: true,
  })
  const holds = await db.transaction().execute(async (transaction) => {
    await lockAccount(transaction, response.user.id)
    if (await isPasswordOf(transaction, auth, response.user.id, password)) return true
    await transaction.deleteFrom('rapport.session').where('token', '=', response.token).execute()
    return false
  })
  return holds ? answered.getSetCookie() : null
}

/** Whether a session has not been ended, as it stands in the transaction: while the account is locked, no new password ends it. */
export async function isOpenSession(transaction: Database, id: string): Promise<boolean> {
  const session = await transaction
    .selectFrom('rapport.session')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst()
  return session !== undefined
}
