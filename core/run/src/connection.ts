import type { Configuration, ConnectionSettings } from '@rapport/config'
import {
  type AnyConnector,
  type CallRecord,
  type CheckResult,
  type ConnectorContext,
  ConnectorError,
  createContext,
  type TargetDefinition,
} from '@rapport/connector'
import { countRecords, listRecordIds } from '@rapport/store'
import { accountBudgets } from './account-budgets.ts'
import { addressesBy, mustBePublic } from './address-guard.ts'
import { fieldSelection } from './field-selection.ts'
import { outboundGuard } from './outbound-guard.ts'
import { salesCountedTwice } from './sales-counted-twice.ts'
import { signIn } from './sign-in/sign-in.ts'
import type { Workspace } from './workspace.ts'

/**
 * The settings of a connection.
 * @throws ConnectorError of kind `config` that names those there are.
 */
export function settingsOf(config: Configuration, name: string): ConnectionSettings {
  const connection = Object.hasOwn(config.connections, name) ? config.connections[name] : undefined
  if (connection !== undefined) return connection
  const known = Object.keys(config.connections).join(', ') || 'none'
  throw new ConnectorError('config', `there is no connection "${name}" in rapport.yaml (there: ${known})`)
}

/**
 * The connector of a connection.
 * @throws ConnectorError of kind `config` that names those there are.
 */
export function connectorOf(workspace: Workspace, name: string): AnyConnector {
  const { connector: id } = settingsOf(workspace.config, name)
  const connector = workspace.connectors.get(id)
  if (connector !== undefined) return connector
  const known = [...workspace.connectors.keys()].join(', ')
  throw new ConnectorError('config', `${name}: there is no connector "${id}" (there: ${known})`)
}

/** A connection of the set-up with its connector and parsed settings. */
export interface OpenConnection {
  readonly name: string
  readonly connector: AnyConnector
  readonly ctx: ConnectorContext
  /** The vendor account whose budgets it spends. */
  readonly account: string
}

/** Under what the calls of a connection are made. */
export interface CallSettings {
  readonly signal: AbortSignal
  readonly onCall?: (call: CallRecord) => void
  /** What is left of the budget of the longest window, whenever the vendor says so. */
  readonly onLeft?: (left: number) => void
  /** Asked right before a write leaves; see `CallerOptions`. */
  readonly beforeWrite?: () => Promise<void>
  /** What stands for the run that they belong to; without it they are one of their own. */
  readonly run?: object
}

/**
 * The way to one connection's vendor.
 * @throws ConnectorError of kind `config` for an unknown connection, connector or setting.
 */
export async function openConnection(
  workspace: Workspace,
  name: string,
  options: CallSettings & {
    readonly attempts?: number
    /** What is fetched may only be shown, whatever else the connector reads. */
    readonly isShownOnly?: boolean
  },
): Promise<OpenConnection> {
  const connection = settingsOf(workspace.config, name)
  const connector = connectorOf(workspace, name)
  const settings = parseSettings(name, connector, connection)
  const guard = outboundGuard(workspace)
  if (guard !== undefined)
    await mustBePublic(workspace.config, { name, connector, settings }, addressesBy(workspace.lookup))
  const { credentials, account } = await signIn({ workspace, name, connector, connection, settings })
  const [longest] = connector.budgets.toSorted((one, other) => other.perMs - one.perMs)
  const ctx = createContext({
    connector,
    connection: name,
    settings,
    credentials,
    budgets: accountBudgets(workspace.store.db, account, (budget, left) => {
      if (budget === longest?.name) options.onLeft?.(left)
    }),
    redactor: workspace.redactor,
    signal: options.signal,
    guard,
    countStored: (entity, range) => countRecords(workspace.store.db, name, entity, range),
    storedIds: (entity, range, page) => listRecordIds(workspace.store.db, name, entity, range, page),
    ...(options.run === undefined ? {} : { run: options.run }),
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
    beforeWrite: options.beforeWrite,
    ...(options.attempts === undefined ? {} : { attempts: options.attempts }),
    isShownOnly: options.isShownOnly === true,
  })
  return { name, connector, ctx, account }
}

/**
 * The way to one connection's vendor and to the records of it that are written.
 * @throws ConnectorError of kind `config` as `openConnection`, and where the connector does not write these records.
 */
export async function openTarget(
  workspace: Workspace,
  name: string,
  entity: string,
  options: CallSettings,
): Promise<{ ctx: ConnectorContext; target: TargetDefinition<unknown>; account: string }> {
  const { connector, ctx, account } = await openConnection(workspace, name, options)
  const target = connector.targets.find((candidate) => candidate.entity === entity)
  if (target !== undefined) return { ctx, target, account }
  throw new ConnectorError(
    'config',
    `${name} has no ${entity} that could be written to: take writeBack.${name}.${entity} out of rapport.yaml`,
  )
}

/** The settings of a connection by its connector. @throws ConnectorError of kind `config` that names the one that does not fit. */
export function parseSettings(
  name: string,
  connector: AnyConnector,
  connection: ConnectionSettings,
): unknown {
  const parsed = connector.settings.safeParse(connection.settings)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const setting = ['connections', name, 'settings', ...(issue?.path ?? [])].join('.')
  throw new ConnectorError('config', `${setting}: ${issue?.message ?? 'does not fit the connector'}`, {
    cause: parsed.error,
  })
}

/** Somebody waits for the answer of a check: a second attempt gets past a hiccup, and an outage is told at once. */
const attemptsOfCheck = 2

/** Tests a connection check by check, the fields that its mapping names included. */
export async function* checkConnection(
  workspace: Workspace,
  name: string,
  signal: AbortSignal,
): AsyncIterable<CheckResult> {
  const { connector, ctx } = await openConnection(workspace, name, { signal, attempts: attemptsOfCheck })
  yield* connector.check(ctx, (entity) => fieldSelection(workspace.config, name, entity))
  const warning = salesCountedTwice(workspace.config.connections, name)
  if (warning !== null) yield warning
}
