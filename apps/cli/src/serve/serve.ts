import { hkdfSync } from 'node:crypto'
import process from 'node:process'
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
import { loadFor } from '../configuration.ts'
import { connectors } from '../connectors.ts'
import { interruption } from '../interruption.ts'
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
  const { promise: asked, resolve: stopNow } = Promise.withResolvers<void>()
  using stop = interruption(() => {
    tell('', 'rapport: stopping; what is under way may end (again to end at once)')
    stopNow()
  }, drainMs + 5_000)
  const workspace = await openWorkspace({
    ...{ config: loaded.configuration, folder: loaded.folder, connectors, redactor },
    environment: process.env,
  })
  const log = createLog((text) => redactor.redact(text))
  try {
    const load = () => loadFor({ ...options, config: loaded.file })
    const work =
      options.role === 'web' ? null : await startWork({ workspace, load, log, signal: stop.signal })
    const running = options.role === 'worker' ? null : await startWeb(options, workspace, load, log)
    await asked
    await Promise.all([running?.stop(drainMs), work?.stop()])
  } finally {
    await workspace.close()
  }
}

async function startWeb(
  options: ServeOptions,
  workspace: Workspace,
  load: () => ReturnType<typeof loadFor>,
  log: Log,
): Promise<RunningServer> {
  const { host, port, publicUrl, allowHost = [], behindProxy = false } = options
  const running = await startServer({
    ...{ workspace, load, log, host, port, behindProxy, allowedHosts: allowHost },
    ...(publicUrl === undefined ? {} : { publicUrl }),
    secret: await sessionSecret(workspace),
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
