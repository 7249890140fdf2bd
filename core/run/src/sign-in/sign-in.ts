import { createHash } from 'node:crypto'
import type { ConnectionSettings } from '@rapport/config'
import {
  type AnyConnector,
  ConnectorError,
  type Credentials,
  noCredentials,
  outboundWays,
  type Redactor,
  refreshingToken,
  staticToken,
  type TokenExchange,
} from '@rapport/connector'
import { outboundGuard } from '../outbound-guard.ts'
import type { Workspace } from '../workspace.ts'
import { exchangeKept } from './kept-refresh-token.ts'
import { secretOf } from './secret-of.ts'

/** A connection of the set-up that is about to be opened. */
export interface SignInRequest {
  readonly workspace: Workspace
  readonly name: string
  readonly connector: AnyConnector
  readonly connection: ConnectionSettings
  /** The connector's settings, parsed. */
  readonly settings: unknown
}

/** What opens an account, and what its calls are counted under. */
export interface SignedIn {
  readonly credentials: Credentials
  readonly account: string
}

/**
 * Signs in by the first way of the connector that what is set up fits. Nothing is asked of the vendor yet: a token is fetched
 * when the first call needs it.
 * @throws ConnectorError of kind `auth` where no way fits; SecretError where a secret cannot be had.
 */
export async function signIn(request: SignInRequest): Promise<SignedIn> {
  const { name, connector, connection, settings } = request
  const accountOf = (secret: string): string =>
    accountKey(connector.id, connector.accountOf?.(settings) ?? secret)
  for (const method of connector.authentication) {
    if ('exchange' in method) {
      const given = method.schema.safeParse(connection.auth)
      if (!given.success) continue
      const secrets = await resolveGiven(request, method, given.data)
      // The one that is renewed stands for the account: an app's secret may serve several.
      const standing =
        method.rotates === undefined ? Object.values(secrets).join('\n') : secrets[method.rotates]
      return {
        credentials: sharedCredentials(request, method, secrets),
        account: accountOf(standing ?? ''),
      }
    }
    if (method.type === 'none') {
      if (!method.schema.safeParse(connection.auth).success) continue
      return { credentials: noCredentials, account: accountOf(name) }
    }
    const given = method.schema.safeParse(connection.auth)
    if (!given.success) continue
    const { accessToken: reference } = given.data
    const token = await lookUp(request, reference)
    return { credentials: staticToken(token, reference), account: accountOf(token) }
  }
  const ways = connector.authentication.map((method) => method.type).join(' or ')
  throw new ConnectorError('auth', `${name}: sign-in is missing: set connections.${name}.auth (${ways})`)
}

/** Names an account by what opens it, without revealing that: what its budgets are kept under. */
export function accountKey(connector: string, secret: string): string {
  return `${connector}:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`
}

/** All steps of a run share one token: it is fetched once, and renewed once where several find it refused. */
function sharedCredentials(
  request: SignInRequest,
  method: TokenExchange<unknown>,
  given: Readonly<Record<string, string>>,
): Credentials {
  const { workspace, name, connector, settings } = request
  const key = accountKey(connector.id, JSON.stringify([method.type, settings, given]))
  const known = workspace.tokens.get(key)
  if (known !== undefined) return known
  const ownKey = method.key === undefined ? undefined : given[method.key]
  const { rotates } = method
  const [rememberSpent, rememberGranted] = [
    recentSecrets(workspace.redactor),
    recentSecrets(workspace.redactor),
  ]
  const exchange = async (from: Readonly<Record<string, string>>) => {
    // Before it is spent: what the vendor answers may name it.
    rememberSpent(rotates === undefined ? [] : [from[rotates] ?? ''])
    const grant = await method.exchange(settings, from, Date.now(), outboundWays(outboundGuard(workspace)))
    const { accessToken, refreshToken } = grant
    rememberGranted(refreshToken == null ? [accessToken] : [accessToken, refreshToken])
    return grant
  }
  const person = refreshingToken(
    rotates === undefined
      ? () => exchange(given)
      : () =>
          exchangeKept(
            {
              db: workspace.store.db,
              connection: name,
              account: accountKey(connector.id, JSON.stringify([method.type, given])),
              configured: given[rotates] ?? '',
              setting: `connections.${name}.auth.${rotates}`,
              sources: workspace,
            },
            (refreshToken) => exchange({ ...given, [rotates]: refreshToken }),
          ),
    Date.now,
  )
  const credentials =
    ownKey === undefined
      ? person
      : { ...person, key: staticToken(ownKey, `connections.${name}.auth.${method.key}`) }
  workspace.tokens.set(key, credentials)
  return credentials
}

/** Of an account, whose tokens are renewed for months, those of so many renewals are remembered: what runs may still tell of them. */
const renewalsRemembered = 2

/** Keeps secrets that are replaced again and again out of all text, as long as they may be in use. */
function recentSecrets(redactor: Redactor): (secrets: readonly string[]) => void {
  const told: (readonly string[])[] = []
  return (secrets) => {
    for (const secret of secrets) redactor.add(secret)
    told.push(secrets)
    if (told.length > renewalsRemembered) for (const secret of told.shift() ?? []) redactor.forget(secret)
  }
}

async function resolveGiven(
  request: SignInRequest,
  method: TokenExchange<unknown>,
  given: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const resolved: Record<string, string> = { ...given }
  for (const key of method.secrets) {
    const reference = given[key]
    if (reference !== undefined) resolved[key] = await lookUp(request, reference)
  }
  return resolved
}

async function lookUp({ workspace }: SignInRequest, reference: string): Promise<string> {
  return secretOf(workspace, reference)
}
