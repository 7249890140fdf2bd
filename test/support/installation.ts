import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { ConfigurationInput } from '@rapport/config'
import { dropWorkspace, openStore, type Store } from '@rapport/store'
import { testDatabaseVariable } from '@rapport/store/testing'
import { stringify } from 'yaml'

const program = fileURLToPath(new URL('../../apps/cli/bin/rapport.js', import.meta.url))

/** What a finished command left. */
export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
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
  start(...parameters: readonly string[]): Running
  run(...parameters: readonly string[]): Promise<Finished>
  openStore(): Promise<Store>
}

const written = ['clv', 'clv_low', 'clv_high', 'expected_orders', 'probability_alive', 'why', 'scores_as_of']

/** Sets up Rapport for a HubSpot at `baseUrl`. `change` may alter the configuration before it is written. */
export async function install(
  baseUrl: string,
  options: {
    readonly token?: string
    readonly change?: (input: ConfigurationInput) => ConfigurationInput
  } = {},
): Promise<Installation> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-installation-'))
  const workspace = `test_${randomUUID().replaceAll('-', '')}`
  const input: ConfigurationInput = {
    workspace,
    customer: 'contact',
    currency: 'USD',
    timezone: 'UTC',
    metrics: { asOf: '2024-12-31' },
    connections: {
      hubspot: { connector: 'hubspot', auth: { accessToken: 'env:HUBSPOT_TOKEN' }, settings: { baseUrl } },
    },
    writeBack: { hubspot: { contact: written } },
  }
  await writeFile(path.join(folder, 'rapport.yaml'), stringify(options.change?.(input) ?? input))
  const databaseUrl = process.env[testDatabaseVariable]
  const environment = {
    ...process.env,
    HUBSPOT_TOKEN: options.token ?? 'sandbox-token',
    DATABASE_URL: databaseUrl,
  }
  const start = (...parameters: readonly string[]): Running => {
    const child = spawn(process.execPath, [program, ...parameters], { cwd: folder, env: environment })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        output[name] += chunk.toString('utf8')
      })
    }
    const finished = new Promise<Finished>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => resolve({ code, signal, ...output }))
    })
    return { process: child, finished }
  }
  const open = (): Promise<Store> => openStore({ workspace, databaseUrl, folder })
  return {
    folder,
    workspace,
    start,
    run: (...parameters) => start(...parameters).finished,
    openStore: open,
    [Symbol.asyncDispose]: async () => {
      const store = await open()
      await dropWorkspace(store)
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
