import { createHash } from 'node:crypto'
import { type Configuration, type ConnectionSettings, resolveSecret } from '@rapport/config'
import {
  type AnyConnector,
  type CallRecord,
  type CheckResult,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
  createContext,
  exchangeRefreshToken,
  noCredentials,
  Redactor,
  refreshingToken,
  staticToken,
} from '@rapport/connector'
import { countRecords, openStore, type Store } from '@rapport/store'
import { accountBudgets } from './account-budgets.ts'

/** An open workspace: its set-up, its data, and the connectors it may use. */
export interface Workspace {
  readonly config: Configuration
  readonly store: Store
  readonly connectors: ReadonlyMap<string, AnyConnector>
  readonly redactor: Redactor
  /** The folder of `rapport.yaml`; secrets by `file:` are relative to it. */
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  /** OAuth tokens in use, by account: all steps of a run share one, so that a refresh token that rotates is spent once. */
  readonly tokens: Map<string, Credentials>
  close(): Promise<void>
}

export interface OpenWorkspaceOptions {
  readonly config: Configuration
  readonly folder: string
  readonly connectors: readonly AnyConnector[]
  /** Default: `DATABASE_URL` of the environment; without it the embedded Postgres in `<folder>/.rapport`. */
  readonly databaseUrl?: string
  readonly environment: NodeJS.ProcessEnv
  readonly redactor?: Redactor
}

/** Opens a workspace and its database. */
export async function openWorkspace(options: OpenWorkspaceOptions): Promise<Workspace> {
  const redactor = options.redactor ?? new Redactor()
  const databaseUrl = options.databaseUrl ?? options.environment.DATABASE_URL
  const store = await openStore({
    workspace: options.config.workspace,
    folder: `${options.folder}/.rapport/postgres`,
    ...(databaseUrl ? { databaseUrl } : {}),
  })
  redactor.add(decodeURIComponent(new URL(store.url).password))
  return {
    config: options.config,
    store,
    connectors: new Map(options.connectors.map((connector) => [connector.id, connector])),
    redactor,
    folder: options.folder,
    environment: options.environment,
    tokens: new Map(),
    close: () => store.close(),
  }
}

/** A connection of the set-up with its connector and parsed settings. */
export interface OpenConnection {
  readonly name: string
  readonly connector: AnyConnector
  readonly ctx: ConnectorContext
}

/**
 * The way to one connection's vendor.
 * @throws ConnectorError of kind `config` for an unknown connection, connector or setting.
 */
export async function openConnection(
  workspace: Workspace,
  name: string,
  options: { signal: AbortSignal; onCall?: (call: CallRecord) => void },
): Promise<OpenConnection> {
  const connection = workspace.config.connections[name]
  if (connection === undefined) {
    const known = Object.keys(workspace.config.connections).join(', ') || 'none'
    throw new ConnectorError('config', `there is no connection "${name}" in rapport.yaml (there: ${known})`)
  }
  const connector = workspace.connectors.get(connection.connector)
  if (connector === undefined) {
    const known = [...workspace.connectors.keys()].join(', ')
    throw new ConnectorError(
      'config',
      `${name}: there is no connector "${connection.connector}" (there: ${known})`,
    )
  }
  const settings = parseSettings(name, connector, connection)
  const { credentials, account } = await signIn(workspace, name, connector, connection, settings)
  const ctx = createContext({
    connector,
    connection: name,
    settings,
    credentials,
    budgets: accountBudgets(workspace.store.db, account),
    redactor: workspace.redactor,
    signal: options.signal,
    countStored: (entity, range) => countRecords(workspace.store.db, name, entity, range),
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
  })
  return { name, connector, ctx }
}

function parseSettings(name: string, connector: AnyConnector, connection: ConnectionSettings): unknown {
  const parsed = connector.settings.safeParse(connection.settings)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const setting = ['connections', name, 'settings', ...(issue?.path ?? [])].join('.')
  throw new ConnectorError('config', `${setting}: ${issue?.message ?? 'does not fit the connector'}`, {
    cause: parsed.error,
  })
}

async function signIn(
  workspace: Workspace,
  name: string,
  connector: AnyConnector,
  connection: ConnectionSettings,
  settings: unknown,
): Promise<{ credentials: Credentials; account: string }> {
  const secret = async (reference: string): Promise<string> => {
    const value = await resolveSecret(reference, {
      folder: workspace.folder,
      environment: workspace.environment,
    })
    workspace.redactor.add(value)
    return value
  }
  for (const method of connector.authentication) {
    const given = method.schema.safeParse(connection.auth)
    if (!given.success) continue
    if (method.type === 'none') return { credentials: noCredentials, account: accountKey(connector.id, name) }
    if (method.type === 'accessToken') {
      const { accessToken } = given.data as { accessToken: string }
      const token = await secret(accessToken)
      return { credentials: staticToken(token, accessToken), account: accountKey(connector.id, token) }
    }
    const auth = given.data as { clientId: string; clientSecret: string; refreshToken: string }
    const [clientSecret, refreshToken] = [await secret(auth.clientSecret), await secret(auth.refreshToken)]
    const exchange = () =>
      exchangeRefreshToken({
        url: new URL(method.tokenPath, connector.baseUrl(settings) ?? undefined),
        clientId: auth.clientId,
        clientSecret,
        refreshToken,
        redactor: workspace.redactor,
      })
    const account = accountKey(connector.id, refreshToken)
    const credentials = workspace.tokens.get(account) ?? refreshingToken(exchange, Date.now)
    workspace.tokens.set(account, credentials)
    return { credentials, account }
  }
  const ways = connector.authentication.map((method) => method.type).join(' or ')
  throw new ConnectorError('auth', `${name}: sign-in is missing: set connections.${name}.auth (${ways})`)
}

/** Names an account by the secret that opens it, without revealing that: what its budgets are kept under. */
export function accountKey(connector: string, secret: string): string {
  return `${connector}:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`
}

/** Tests a connection check by check. */
export async function* checkConnection(
  workspace: Workspace,
  name: string,
  signal: AbortSignal,
): AsyncIterable<CheckResult> {
  const { connector, ctx } = await openConnection(workspace, name, { signal })
  yield* connector.check(ctx)
}
