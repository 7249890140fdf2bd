import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Principal } from '../../access/principal.ts'
import type { ApiEnv } from '../../http/api-env.ts'
import type { ConsentOwner } from './consent-store.ts'

/** Whose sign-in at a vendor it is: the person's, in the session of this browser alone. */
export function consentOwner(c: Context<ApiEnv>, { userId }: Pick<Principal, 'userId'>): ConsentOwner {
  const cookies = Object.entries(getCookie(c))
  const [, cookie = ''] = cookies.find(([name]) => /^(__Secure-)?rapport\.session_token$/.test(name)) ?? []
  // What follows the last dot is the signature.
  return { userId, session: cookie.slice(0, cookie.lastIndexOf('.')) }
}
