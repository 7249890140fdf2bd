import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { type ConfigurationInput, configuration } from '@rapport/config'
import { openWorkspace, type RunResult, sync, type Workspace } from '@rapport/run'
import { sql } from 'kysely'
import { parse, parseDocument, stringify } from 'yaml'
import { commandName } from '../command-name.ts'
import { connectors } from '../connectors.ts'
import { tell } from '../output.ts'
import { redactor } from '../redactor.ts'
import { replaceFile } from '../replace-file.ts'
import { stageNames } from '../steps.ts'
import { watchRun } from '../watch-run.ts'

/** What a demo syncs, and how it is begun. */
export interface DemoSetting {
  readonly input: ConfigurationInput
  /** The secrets that the connections refer to. */
  readonly variables: Readonly<Record<string, string>>
  /** The name of the configuration in the folder. */
  readonly file: string
  /** What was changed in the configuration since an earlier demo stays; only where the stand-ins are is written anew. */
  readonly keepsChanges: boolean
  /** The days of the evaluations, the last of which the configuration names. A later demo has the last alone. */
  readonly evaluations: readonly string[]
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
  /** Of the last evaluation; what was read, and how long it took, of all. */
  readonly result: RunResult
  readonly firstRun: boolean
  readonly configFile: string
}

/** Writes the configuration, runs a whole sync, shows how it goes, and has `look` look at what came of it. */
export async function syncDemo<T>(
  setting: DemoSetting,
  look: (synced: SyncedDemo) => Promise<T>,
): Promise<T> {
  const { folder } = setting
  await mkdir(folder, { recursive: true })
  const configFile = path.join(folder, setting.file)
  const before = setting.keepsChanges && !setting.reset ? await textOf(configFile) : null
  const text =
    before === null
      ? `${aboutConfiguration(configFile, setting.afterwards)}${stringify(setting.input)}`
      : withAddresses(before, setting.input)
  await replaceFile(configFile, text)
  const config = configuration.parse(parse(text))
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
    const results: RunResult[] = []
    for (const asOf of setting.evaluations.slice(firstRun ? 0 : -1)) {
      if (setting.evaluations.length > 1) tell(`evaluated on ${asOf}:`)
      results.push(await evaluate(workspace, { asOf, isMeant: results.length > 0, signal: setting.signal }))
      if (!['succeeded', 'partial'].includes(results.at(-1)?.state ?? '')) break
    }
    return await look({ workspace, result: together(results), firstRun, configFile })
  } finally {
    await workspace.close()
  }
}

/** A whole sync as of the end of a day, shown as it goes. `isMeant`: numbers may jump, as they do over a quarter. */
function evaluate(
  workspace: Workspace,
  {
    asOf,
    isMeant,
    signal,
  }: { readonly asOf: string; readonly isMeant: boolean; readonly signal: AbortSignal },
): Promise<RunResult> {
  const config = { ...workspace.config, metrics: { ...workspace.config.metrics, asOf } }
  return watchRun(
    { config, connectors: workspace.connectors, stages: stageNames, connections: null },
    (onEvent) =>
      sync(
        { ...workspace, config },
        { dryRun: false, wait: false, confirm: isMeant, connections: null, signal, onEvent },
      ),
  )
}

/** The last result, with what was read and called, and the seconds, of all of them. */
function together(results: readonly RunResult[]): RunResult {
  const last = results.at(-1)
  if (last === undefined) throw new Error('the demo has no day to be evaluated on')
  const read: Record<string, number> = {}
  for (const result of results)
    for (const [stream, records] of Object.entries(result.read))
      read[stream] = Math.max(read[stream] ?? 0, records)
  const sum = (of: (result: RunResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0)
  return {
    ...last,
    read,
    seconds: sum(({ seconds }) => seconds),
    calls: {
      made: sum(({ calls }) => calls.made),
      reads: sum(({ calls }) => calls.reads),
      writes: sum(({ calls }) => calls.writes),
    },
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The stand-ins have other ports each time. A connection that somebody took out stays out. */
function withAddresses(text: string, { connections = {} }: ConfigurationInput): string {
  const document = parseDocument(text)
  for (const [name, { settings = {} }] of Object.entries(connections)) {
    for (const [key, value] of Object.entries(settings)) {
      const at = ['connections', name, 'settings', key]
      if (typeof value === 'string' && URL.canParse(value) && document.hasIn(at)) document.setIn(at, value)
    }
  }
  return document.toString({ lineWidth: 0 })
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
