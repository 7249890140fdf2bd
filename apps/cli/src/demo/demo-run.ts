import { mkdir, rm, writeFile } from 'node:fs/promises'
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
import { startSandboxProcess } from './sandbox-process.ts'

export interface DemoOptions {
  /** All 23,570 customers instead of the sample of 2,357. */
  readonly full: boolean
  /** Forget what earlier demos did. */
  readonly reset: boolean
  /** The rate limits of the stand-in: HubSpot Professional's, or none. */
  readonly limits: 'professional' | 'off'
  /** Where the demo keeps its database and the stand-in's journal. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** One of the most valuable customers. */
export interface TopCustomer {
  readonly record: string
  readonly name: string | null
  readonly clv: number | null
  readonly low: number | null
  readonly high: number | null
  readonly why: string | null
}

/** What a demo did and found. */
export interface DemoOutcome {
  readonly result: RunResult
  readonly firstRun: boolean
  /** The fewest calls that the page sizes of the API allow for what was read and written. */
  readonly floor: number
  readonly top: readonly TopCustomer[]
  /** One record as HubSpot holds it, read back over HTTP. */
  readonly readBack: { readonly url: string; readonly properties: Readonly<Record<string, unknown>> } | null
  readonly configFile: string
}

const written = [
  'clv',
  'clv_low',
  'clv_high',
  'expected_orders',
  'probability_alive',
  'segment',
  'churn_risk',
  'why',
  'scores_as_of',
]

/** Starts the stand-in, runs a whole sync against it, and reads back what it now holds. Ends everything it started. */
export async function runDemo(options: DemoOptions): Promise<DemoOutcome> {
  const seed = options.full ? 'cdnow-full' : 'cdnow-sample'
  const journal = path.join(options.folder, `${seed}.journal`)
  await mkdir(options.folder, { recursive: true })
  if (options.reset) await rm(journal, { force: true })
  const sandbox = await startSandboxProcess({ seed, journal, limits: options.limits })
  try {
    const input = demoConfiguration(seed, sandbox.baseUrl)
    const configFile = path.join(options.folder, 'rapport.yaml')
    await writeFile(configFile, `${aboutConfiguration(configFile)}${stringify(input)}`)
    const config = configuration.parse(input)
    const workspace = await openWorkspace({
      config,
      folder: options.folder,
      connectors,
      environment: { ...process.env, RAPPORT_DEMO_TOKEN: sandbox.token },
      redactor,
    })
    try {
      if (options.reset) await forget(workspace)
      const firstRun = await neverRan(workspace)
      const result = await watchRun(
        { config, connectors: workspace.connectors, stages: stageNames, connections: null },
        (onEvent) =>
          sync(workspace, {
            dryRun: false,
            wait: false,
            confirm: false,
            connections: null,
            signal: options.signal,
            onEvent,
          }),
      )
      const top = await mostValuable(workspace)
      const best = top[0]
      return {
        result,
        firstRun,
        floor: fewestCalls(result, firstRun),
        top,
        readBack: best === undefined ? null : await readBack(sandbox.baseUrl, sandbox.token, best.record),
        configFile,
      }
    } finally {
      await workspace.close()
    }
  } finally {
    await sandbox.stop()
  }
}

function aboutConfiguration(configFile: string): string {
  return `# Written by rapport demo. Look around with ${commandName} --config ${configFile} …
# The stand-in for HubSpot runs only during the demo, so check and sync fail with this file (RAPPORT_DEMO_TOKEN is not set).
# explain, plan, runs, rejects, doctor and customers work without it.
`
}

function demoConfiguration(seed: string, baseUrl: string): ConfigurationInput {
  return {
    workspace: seed === 'cdnow-full' ? 'demo_full' : 'demo',
    timezone: 'UTC',
    currency: 'USD',
    customer: 'contact',
    connections: {
      hubspot: {
        connector: 'hubspot',
        auth: { accessToken: 'env:RAPPORT_DEMO_TOKEN' },
        settings: { baseUrl },
      },
    },
    // The purchases end on this day: value is what is still to come from then on.
    metrics: { asOf: '1998-06-30', value: { model: 'auto', horizonMonths: 12, discount: 0.1, margin: 0.3 } },
    writeBack: { hubspot: { contact: written } },
  }
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

/** HubSpot lists 100 records a page, finds 200 a page, and updates 100 at once. */
function fewestCalls(result: RunResult, firstRun: boolean): number {
  const page = firstRun ? 100 : 200
  const reads = Object.values(result.read).reduce(
    (sum, records) => sum + Math.max(1, Math.ceil(records / page)),
    0,
  )
  return reads + Math.ceil(result.written / 100)
}

async function mostValuable({ store }: Workspace): Promise<TopCustomer[]> {
  const { rows } = await sql<TopCustomer>`
    select link.connection || '/' || link.entity || ':' || link.record_id as record, customer.name,
      (score.values->'clv'->>'value')::float8 as clv,
      (score.values->'clv'->>'low')::float8 as low,
      (score.values->'clv'->>'high')::float8 as high,
      score.why
    from (
      select distinct on (customer_id) customer_id, values, why from score order by customer_id, as_of desc
    ) as score
    join customer on customer.id = score.customer_id
    join lateral (
      select * from identity_link where identity_link.customer_id = score.customer_id order by record_id limit 1
    ) as link on true
    order by clv desc nulls last limit 10
  `.execute(store.db)
  return rows
}

async function readBack(baseUrl: string, token: string, record: string): Promise<DemoOutcome['readBack']> {
  const id = record.split(':')[1] ?? ''
  const properties = ['email', ...written.map((name) => `rapport_${name}`)].join(',')
  const url = `${baseUrl}/crm/v3/objects/contacts/${id}?properties=${properties}`
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  const body = (await response.json()) as { properties?: Record<string, unknown> }
  return body.properties === undefined ? null : { url, properties: body.properties }
}
