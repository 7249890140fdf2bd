import { randomBytes } from 'node:crypto'
import { SalesforceError } from './errors.ts'
import type { OrgState } from './state.ts'

/** An access token and whose it is. */
export interface Session {
  token: string
  userId: string
  consumerKey: string
  issuedAt: number
  /** Epoch milliseconds of the last call: a session ends when it is not used. */
  usedAt: number
  lifetimeMs: number
  revoked: boolean
  /** Refresh token it came from, if any: revoking one revokes the other. */
  refreshToken: string | null
}

/** Opens a session. */
export function openSession(
  org: OrgState,
  parts: Pick<Session, 'userId' | 'consumerKey' | 'lifetimeMs' | 'refreshToken'>,
): Session {
  const now = org.now()
  const token = `${org.organizationId.slice(0, 15)}!AQ${randomBytes(48).toString('base64url').replaceAll('-', '.')}`
  const session: Session = { ...parts, token, issuedAt: now, usedAt: now, revoked: false }
  org.sessions.set(token, session)
  return session
}

/** The live session of an `Authorization` header. @throws {SalesforceError} 401 INVALID_SESSION_ID, 401 INVALID_AUTH_HEADER */
export function authenticate(org: OrgState, header: string | undefined): Session {
  const token = /^(?:Bearer|OAuth) (\S+)$/i.exec(header ?? '')?.[1]
  if (token === undefined) {
    if (header !== undefined) throw new SalesforceError(401, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE')
    throw expired()
  }
  const session = org.sessions.get(token)
  if (session === undefined || !isLive(org, session)) throw expired()
  session.usedAt = org.now()
  return session
}

/** Whether a session can still be used. */
export function isLive(org: OrgState, session: Session): boolean {
  return !session.revoked && org.now() < session.usedAt + session.lifetimeMs
}

function expired(): SalesforceError {
  return new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
}
