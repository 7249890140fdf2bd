import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type ConfigurationInput, configuration } from '@rapport/config'
import { openWorkspace, type RunResult, sync, type Workspace } from '@rapport/run'
import { sql } from 'kysely'
import { stringify } from 'yaml'
import { commandName } from '../command-name.ts'
import { connectors } from '../connectors.ts'
import { redactor } from '../redactor.ts'
import { stageNames } from '../steps.ts'
import { watchRun } from '../watch-run.ts'

/** What a demo syncs, and how it is begun. */
export interface DemoSetting {
  readonly input: ConfigurationInput
  /** The secrets that the connections refer to. */
  readonly variables: Readonly<Record<string, string>>
  /** Commands that work without the stand-ins, as a sentence names them. */
  readonly afterwards: string
  /** Where the demo keeps its database and its configuration. */
  readonly folder: string
  /** Forget what earlier demos did. */
  readonly reset: boolean
  readonly signal: AbortSignal
}

/** What runs by itself while a demo is served. */
export const demoSchedules: ConfigurationInput['schedules'] = {
  hourly: { cron: '0 * * * *', timezone: 'UTC' },
}

/** A workspace that was just synced, open. */
export interface SyncedDemo {
  readonly workspace: Workspace
  readonly result: RunResult
  readonly firstRun: boolean
  readonly configFile: string
}

/** Writes the configuration, runs a whole sync, shows how it goes, and has `look` look at what came of it. */
export async function syncDemo<T>(
  setting: DemoSetting,
  look: (synced: SyncedDemo) => Promise<T>,
): Promise<T> {
  const { input, folder, signal } = setting
  await mkdir(folder, { recursive: true })
  const configFile = path.join(folder, 'rapport.yaml')
  await writeFile(configFile, `${aboutConfiguration(configFile, setting.afterwards)}${stringify(input)}`)
  const config = configuration.parse(input)
  const workspace = await openWorkspace({
    config,
    folder,
    connectors,
    environment: { ...process.env, ...setting.variables },
    redactor,
  })
  try {
    if (setting.reset) await forget(workspace)
    const firstRun = await neverRan(workspace)
    const result = await watchRun(
      { config, connectors: workspace.connectors, stages: stageNames, connections: null },
      (onEvent) =>
        sync(workspace, { dryRun: false, wait: false, confirm: false, connections: null, signal, onEvent }),
    )
    return await look({ workspace, result, firstRun, configFile })
  } finally {
    await workspace.close()
  }
}

function aboutConfiguration(configFile: string, afterwards: string): string {
  return `# Written by rapport demo. Look around with ${commandName} --config ${configFile} …
# The stand-in runs only during the demo, so check and sync fail with this file (the secrets that it refers to are not set).
# ${afterwards} work without it.
`
}

async function neverRan({ store }: Workspace): Promise<boolean> {
  const first = await store.db.selectFrom('checkpoint').select('stream').limit(1).executeTakeFirst()
  return first === undefined
}

/** Empties the workspace's tables; its schema stays. */
async function forget({ store }: Workspace): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = ${`ws_${store.workspace}`}::regnamespace and relkind = 'r' and relname not like 'kysely_%'
  `.execute(store.db)
  await sql`truncate ${sql.join(rows.map(({ name }) => sql.table(name)))} restart identity cascade`.execute(
    store.db,
  )
}
