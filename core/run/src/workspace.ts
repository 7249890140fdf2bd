import type { LookupFunction } from 'node:net'
import type { Configuration } from '@rapport/config'
import { type AnyConnector, type Credentials, Redactor } from '@rapport/connector'
import { openStore, type Store } from '@rapport/store'

/** An open workspace: its set-up, its data, and the connectors it may use. */
export interface Workspace {
  readonly config: Configuration
  readonly store: Store
  readonly connectors: ReadonlyMap<string, AnyConnector>
  readonly redactor: Redactor
  /** The folder of `rapport.yaml`; secrets by `file:` are relative to it. */
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  /**
   * Whether connections to private addresses are refused unless the set-up allows them. So it is where the set-up can be changed by
   * people who could not reach those addresses themselves: at the page.
   */
  readonly refusesPrivateAddresses?: boolean
  /** How names of hosts are resolved. Default: as the system does. */
  readonly lookup?: LookupFunction
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
