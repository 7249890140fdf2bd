import type { Workspace } from '@rapport/run'
import { ProblemError } from '../../http/problem.ts'
import type { Server } from '../../server.ts'
import type { ConnectionDraft, GivenDraft } from '../connection-draft.ts'
import { type ConsentOwner, findConsent, openConsent } from './consent-store.ts'
import { consentsOf } from './offered-consents.ts'

/** A draft in which what came of a sign-in in a browser stands as if it had been pasted. */
export interface ConsentedDraft {
  readonly draft: ConnectionDraft
  /** The sign-ins that were put in. */
  readonly consents: readonly string[]
}

/** @throws ProblemError 422 where a sign-in is not of this session, of another connector, or over. */
export async function withConsented(
  { now }: Server,
  workspace: Workspace,
  given: GivenDraft,
  owner: ConsentOwner,
): Promise<ConsentedDraft> {
  const auth: ConnectionDraft['auth'] = {}
  const consents: string[] = []
  for (const [key, value] of Object.entries(given.auth)) {
    if (!('consent' in value)) {
      auth[key] = value
      continue
    }
    const consent = await findConsent(workspace, owner, { id: value.consent, now: now() })
    const connector = workspace.connectors.get(given.connector)
    const isItsKey = connector !== undefined && consentsOf(connector).some((one) => one.key === key)
    const held = consent === null || !isItsKey ? null : await openHeld(workspace, consent)
    if (held === null || consent?.connector !== given.connector) throw signInAgain(key)
    auth[key] = { secret: held }
    consents.push(value.consent)
  }
  return { draft: { ...given, auth }, consents }
}

async function openHeld(
  workspace: Workspace,
  consent: NonNullable<Awaited<ReturnType<typeof findConsent>>>,
): Promise<string | null> {
  return consent.state === 'given' ? ((await openConsent(workspace, consent))?.token ?? null) : null
}

function signInAgain(key: string): ProblemError {
  const message = 'the sign-in in the browser is over, or was never made: sign in again'
  return new ProblemError(422, 'invalid', `auth.${key}: ${message}`, {
    errors: [{ path: `auth.${key}`, message }],
  })
}
