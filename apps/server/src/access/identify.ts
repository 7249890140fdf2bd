import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { Server } from '../server.ts'
import { findApiKey } from './api-keys.ts'
import { type Membership, membershipOf } from './membership.ts'
import { type Permission, permissionsOf } from './permissions.ts'
import type { Principal } from './principal.ts'

/** Who is behind a request, and the cookies by which a session that is used lasts longer. */
export interface Identified {
  readonly principal: Principal | null
  /** Why there is none. */
  readonly reason: 'nobody' | 'bad-key' | 'no-member' | null
  readonly cookies: readonly string[]
}

const nobody: Identified = { principal: null, reason: 'nobody', cookies: [] }

/** Finds out who asks: by an API key where one is given, else by the session of the cookie. */
export async function identify(server: Server, headers: Headers): Promise<Identified> {
  const authorization = headers.get('authorization')
  if (authorization !== null) return byApiKey(server, authorization)
  if (headers.get('cookie') === null) return nobody
  const { store } = server.workspace
  const { headers: answered, response } = await server.auth.api
    .getSession({ headers, returnHeaders: true })
    .catch((error) => withTrueCause(store.db, error))
  if (response === null) return nobody
  const cookies = answered.getSetCookie()
  const member = await membershipOf(store.db, store.workspace, response.user.id)
  if (member === null) return { principal: null, reason: 'no-member', cookies }
  return {
    principal: principalOf(member, permissionsOf[member.role], { sessionId: response.session.id }),
    reason: null,
    cookies,
  }
}

/** Why sessions cannot be read is not told by what reads them: where the database is gone, a query of our own says so. */
async function withTrueCause(db: Database, error: unknown): Promise<never> {
  await sql`select 1`.execute(db)
  throw error
}

async function byApiKey(server: Server, authorization: string): Promise<Identified> {
  const [, key] = /^Bearer (\S+)$/i.exec(authorization) ?? []
  const { store } = server.workspace
  const found = key === undefined ? null : await findApiKey(store.db, store.workspace, key, server.now())
  const member = found === null ? null : await membershipOf(store.db, store.workspace, found.userId)
  if (found === null || member === null) return { principal: null, reason: 'bad-key', cookies: [] }
  // A key never can more than its owner, whatever became of the owner since it was made.
  const allowed = permissionsOf[member.role].filter((one) => found.scopes.includes(one))
  return { principal: principalOf(member, allowed, { key: found.name }), reason: null, cookies: [] }
}

function principalOf(
  { userId, name, email, role, agents }: Membership,
  allowed: readonly Permission[],
  by: { readonly sessionId: string } | { readonly key: string },
): Principal {
  return {
    ...{ userId, name, email, role },
    agents: role === 'agent' ? (agents ?? []) : null,
    permissions: new Set(allowed),
    ...('key' in by
      ? { by: 'api-key', sessionId: null, actor: `${email} (API key ${JSON.stringify(by.key)})` }
      : { by: 'session', sessionId: by.sessionId, actor: email }),
  }
}
