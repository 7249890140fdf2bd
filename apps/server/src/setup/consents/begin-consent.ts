import { createHash } from 'node:crypto'
import { SecretError } from '@rapport/config'
import { ConnectorError } from '@rapport/connector'
import { secretOf, type Workspace } from '@rapport/run'
import { randomToken } from '../../access/digest.ts'
import type { Principal } from '../../access/principal.ts'
import { ProblemError } from '../../http/problem.ts'
import type { Server } from '../../server.ts'
import { type ConnectionDraft, invalid, placePasted, workspaceWithDraft } from '../connection-draft.ts'
import { beginConsent, type ConsentOwner } from './consent-store.ts'
import { consentCallback, consentsOf } from './offered-consents.ts'

/** A sign-in that was begun. */
export interface BegunConsent {
  readonly id: string
  /** Where the person signs in. */
  readonly address: string
  readonly redirectUri: string
  readonly expiresAt: Date
}

/**
 * Begins a sign-in in a browser for a draft, which is checked as for a test of it: what may not be named is not sent to a vendor either.
 * @throws ProblemError 422 where the connector has no such sign-in, the draft does not fit, or a secret that it names is not there.
 */
export async function beginSignIn(
  server: Server,
  draft: ConnectionDraft,
  wanted: { readonly signIn: string; readonly principal: Principal; readonly owner: ConsentOwner },
): Promise<BegunConsent> {
  const connector = (await server.current()).connectors.get(draft.connector)
  const consent = connector && consentsOf(connector).find(({ flow }) => flow.type === wanted.signIn)
  if (connector === undefined || consent === undefined)
    throw new ProblemError(422, 'invalid', `signIn: ${draft.connector} has no sign-in "${wanted.signIn}"`)
  const { flow, method, key } = consent
  // What the sign-in is to give stands for itself while the rest is checked.
  const whole = { ...draft, auth: { ...draft.auth, [key]: { secret: randomToken() } } }
  const workspace = await workspaceWithDraft(server, placePasted(whole), wanted.principal)
  const { auth, settings: written } = workspace.config.connections[draft.name] ?? { auth: {}, settings: {} }
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(auth)) {
    if (name === key) continue
    given[name] = method.secrets.includes(name) ? await secretAt(workspace, name, value) : value
  }
  const settings = connector.settings.parse(written)
  const redirectUri = consentCallback(server.origin)
  const [state, verifier] = [randomToken(), randomToken()]
  // BASE64URL(SHA256(verifier)): RFC 7636, section 4.2.
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const address = flow.address(settings, given, { redirectUri, state, challenge })
  const begun = await beginConsent(
    workspace,
    wanted.owner,
    connector.id,
    { flow: flow.type, settings: written, given, redirectUri, verifier, token: null },
    { state, now: server.now() },
  )
  return { ...begun, redirectUri, address: address.href }
}

/** @throws ProblemError 422 that says which secret cannot be had, and why. */
async function secretAt(workspace: Workspace, key: string, reference: string): Promise<string> {
  try {
    return await secretOf(workspace, reference)
  } catch (error) {
    if (!(error instanceof SecretError || error instanceof ConnectorError)) throw error
    throw invalid(`auth.${key}`, workspace.redactor.redact(error.message))
  }
}
