import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { ConfigurationInput } from '@rapport/config'
import { accountKey } from '@rapport/run'
import { dropWorkspace, openStore, type Store } from '@rapport/store'
import {
  newWorkspaceName,
  returnWorkspace,
  takeWorkspaceName,
  testDatabaseVariable,
} from '@rapport/store/testing'
import { sql } from 'kysely'
import { stringify } from 'yaml'
import { runWarm } from '../../apps/cli/src/testing/warm-command.ts'
import { removeCluster } from './cluster.ts'
import type { Portal } from './portal.ts'

const program = fileURLToPath(new URL('../../apps/cli/bin/rapport.js', import.meta.url))

/** What a finished command left. */
export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** What was printed with `--json`. */
  json<T>(): T
}

/** A command that runs. */
export interface Running {
  readonly process: ChildProcess
  readonly finished: Promise<Finished>
}

/** A folder with a rapport.yaml, and the command run in it as a person would. Ends, with its data, with `await using`. */
export interface Installation extends AsyncDisposable {
  readonly folder: string
  readonly workspace: string
  /** The variables that the command sees. */
  readonly environment: NodeJS.ProcessEnv
  /** Starts the command in a process of its own. */
  start(...parameters: readonly string[]): Running
  /** What the command leaves, run in a process that has loaded it already: most of what a short one takes is to load it. */
  run(...parameters: readonly string[]): Promise<Finished>
  /** Replaces rapport.yaml by what `change` makes of the configuration that was set up. */
  configure(change: (input: ConfigurationInput) => ConfigurationInput): Promise<void>
  openStore(): Promise<Store>
}

export interface InstallOptions {
  /** The value of HUBSPOT_TOKEN; null leaves the variable away. Default: the stand-in's token. */
  readonly token?: string | null
  /** More variables. */
  readonly environment?: Readonly<Record<string, string>>
  /** `embedded`: no DATABASE_URL, so that the command starts a Postgres of its own in the folder. Default: the tests' server. */
  readonly database?: 'given' | 'embedded'
  /** Alters the configuration before it is written. */
  readonly change?: (input: ConfigurationInput) => ConfigurationInput
}

const written = ['clv', 'clv_low', 'clv_high', 'expected_orders', 'probability_alive', 'why', 'scores_as_of']

/** Sets up Rapport for a HubSpot at `baseUrl`. */
export async function install(baseUrl: string, options: InstallOptions = {}): Promise<Installation> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-installation-'))
  const embedded = options.database === 'embedded'
  const workspace = embedded ? newWorkspaceName() : await takeWorkspaceName()
  const input: ConfigurationInput = {
    workspace,
    customer: 'contact',
    currency: 'USD',
    timezone: 'UTC',
    metrics: { asOf: '2024-12-31' },
    allowPrivateAddresses: [new URL(baseUrl).hostname],
    connections: {
      hubspot: { connector: 'hubspot', auth: { accessToken: 'env:HUBSPOT_TOKEN' }, settings: { baseUrl } },
    },
    writeBack: { hubspot: { contact: written } },
  }
  const initial = options.change?.(input) ?? input
  const configure = (change: (before: ConfigurationInput) => ConfigurationInput): Promise<void> =>
    writeFile(path.join(folder, 'rapport.yaml'), stringify(change(initial)))
  await configure((before) => before)
  const databaseUrl = embedded ? undefined : process.env[testDatabaseVariable]
  const environment = environmentOf(options, databaseUrl)
  const undone = new Set<Running>()
  const start = (...parameters: readonly string[]): Running => {
    const running = startCommand(folder, environment, parameters)
    undone.add(running)
    running.finished.then(
      ({ signal }) => signal === null && undone.delete(running),
      () => {},
    )
    return running
  }
  const open = (): Promise<Store> =>
    openStore({ workspace, databaseUrl, folder: path.join(folder, '.rapport', 'postgres') })
  return {
    folder,
    workspace,
    environment,
    start,
    run: (...parameters) =>
      embedded ? start(...parameters).finished : runLoaded(folder, environment, parameters),
    configure,
    openStore: open,
    [Symbol.asyncDispose]: async () => {
      try {
        // The server may still do what a killed command asked of it last: nobody else gets that workspace.
        if (databaseUrl !== undefined && undone.size === 0) await returnWorkspace(workspace)
        // Where the tests have no server, each set-up started one of its own.
        else await drop(await open(), databaseUrl === undefined)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

async function drop(store: Store, embedded: boolean): Promise<void> {
  await dropWorkspace(store)
  if (embedded) await removeCluster(store, store)
  else await store.close()
}

/** Sets up Rapport for a portal, with the portal's own token. */
export async function connect(portal: Portal, options: InstallOptions = {}): Promise<Installation> {
  const installation = await install(portal.server.baseUrl, { token: portal.token, ...options })
  if (!portal.limited && options.database !== 'embedded') await liftSearchLimit(installation, portal.token)
  return installation
}

/** Search answers carry no headers, so Rapport cannot see that a portal has no limit, and would pace itself for nothing. */
async function liftSearchLimit(installation: Installation, token: string): Promise<void> {
  const store = await installation.openStore()
  await sql`
    insert into rapport.budget (account, name, requests, per_ms, tokens, updated_at)
    values (${accountKey('hubspot', token)}, 'search', 10000, 1000, 1, clock_timestamp())
  `.execute(store.db)
  await store.close()
}

function environmentOf(options: InstallOptions, databaseUrl: string | undefined): NodeJS.ProcessEnv {
  const { HUBSPOT_TOKEN: _token, DATABASE_URL: _url, ...inherited } = process.env
  const token = options.token === undefined ? 'sandbox-token' : options.token
  return {
    ...inherited,
    ...(token === null ? {} : { HUBSPOT_TOKEN: token }),
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...options.environment,
  }
}

async function runLoaded(
  folder: string,
  environment: NodeJS.ProcessEnv,
  parameters: readonly string[],
): Promise<Finished> {
  const end = await runWarm({ folder, environment, parameters })
  return { ...end, signal: null, json: () => JSON.parse(end.stdout) }
}

function startCommand(folder: string, env: NodeJS.ProcessEnv, parameters: readonly string[]): Running {
  const child = spawn(process.execPath, [program, ...parameters], { cwd: folder, env })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      output[name] += chunk.toString('utf8')
    })
  }
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({ code, signal, ...output, json: () => JSON.parse(output.stdout) }),
    )
  })
  return { process: child, finished }
}
