import { hkdfSync } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import process from 'node:process'
import { parseConfiguration } from '@rapport/config'
import { buildDashboard } from '@rapport/dashboard/build'
import { obtainSealingKey, openWorkspace, refreshCustomerList, type Workspace } from '@rapport/run'
import {
  addressProblem,
  createLog,
  firstOwnerHours,
  firstOwnerLink,
  type Log,
  type RunningServer,
  startServer,
} from '@rapport/server'
import { UsageError } from '../command-error.ts'
import { configurationContext, loadFor } from '../configuration.ts'
import { connectors } from '../connectors.ts'
import { type Interruption, interruption } from '../interruption.ts'
import { type GlobalOptions, tell } from '../output.ts'
import { redactor } from '../redactor.ts'
import type { ServeRole } from './serve-role.ts'
import { startWork } from './start-work.ts'

export interface ServeOptions extends GlobalOptions {
  readonly role: ServeRole
  readonly host: string
  readonly port: number
  readonly publicUrl?: string
  readonly allowHost?: readonly string[]
  readonly behindProxy?: boolean
  /** Seconds. */
  readonly statementTimeout?: number
}

/** How long what is under way may take to end after a signal, in milliseconds. */
const drainMs = 30_000

/** Serves until a signal comes, then ends in good order. */
export async function serve(options: ServeOptions): Promise<void> {
  const problem = addressProblem({ ...options, allowedHosts: options.allowHost ?? [] })
  if (problem !== null) throw new UsageError(problem)
  const loaded = await loadFor(options)
  // Paths in a configuration start at its folder, wherever the command was called.
  process.chdir(loaded.folder)
  using stop = servingInterruption()
  const workspace = await openWorkspace({
    ...{ config: loaded.configuration, folder: loaded.folder, connectors, redactor },
    environment: process.env,
  })
  try {
    await serveWorkspace({ ...options, config: loaded.file }, workspace, stop.signal)
  } finally {
    await workspace.close()
  }
}

/** Listens for Ctrl-C and SIGTERM, with the patience that what is under way needs to end. */
export function servingInterruption(): Interruption {
  return interruption(
    () => tell('', 'rapport: stopping; what is under way may end (again to end at once)'),
    drainMs + 5_000,
  )
}

/** Serves an open workspace, whose configuration is the file that `config` names, until the signal. */
export async function serveWorkspace(
  options: ServeOptions,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<void> {
  const log = createLog((text) => redactor.redact(text))
  const load = () => loadFor(options)
  const work = options.role === 'web' ? null : await startWork({ workspace, load, log, signal })
  const running = options.role === 'worker' ? null : await startWeb(options, workspace, load, log)
  if (!signal.aborted) await once(signal, 'abort')
  await Promise.all([running?.stop(drainMs), work?.stop()])
}

async function startWeb(
  options: ServeOptions,
  workspace: Workspace,
  load: () => ReturnType<typeof loadFor>,
  log: Log,
): Promise<RunningServer> {
  const { host, port, publicUrl, allowHost = [], behindProxy = false, statementTimeout } = options
  const running = await startServer({
    ...{ workspace, load, log, host, port, behindProxy, allowedHosts: allowHost },
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(statementTimeout === undefined ? {} : { statementTimeoutMs: statementTimeout * 1_000 }),
    secret: await sessionSecret(workspace),
    configuration: {
      file: path.resolve(options.config),
      parse: (text) => parseConfiguration(text, path.basename(options.config), configurationContext),
    },
    dashboard: await buildDashboard(),
  })
  // A long list takes seconds: begun now, it is there when the first person looks.
  refreshCustomerList(workspace).catch((error) =>
    log.warn({ err: error }, 'the customer list could not be brought up to date'),
  )
  const { origin } = running.server
  tell(`rapport: serving at ${running.url}${origin === running.url ? '' : `, reached at ${origin}`}`)
  const { db, workspace: name } = workspace.store
  const link = await firstOwnerLink(db, { origin, workspace: name, now: new Date() })
  if (link !== null)
    tell(
      '',
      'Nobody owns this workspace yet. Open this link to make the first account:',
      `  ${link}`,
      `It works once, for ${firstOwnerHours} hours; a restart prints a new one.`,
    )
  return running
}

/** The key of the installation signs sessions too, by a key of its own made from it: every process that shares it knows them. */
async function sessionSecret({ folder, environment }: Workspace): Promise<string> {
  const key = await obtainSealingKey({ folder, environment, redactor })
  const secret = Buffer.from(hkdfSync('sha256', key.toText(), '', 'rapport sessions', 32)).toString('base64')
  redactor.add(secret)
  return secret
}
