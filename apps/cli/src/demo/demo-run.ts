import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ConfigurationInput } from '@rapport/config'
import { countCopiedDeals } from '@rapport/identity'
import type { RunResult, Workspace } from '@rapport/run'
import { ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import type { DemoChoice } from './demo-choices.ts'
import { type DemoSystem, demoSystems, type ReadBack, standIns, written } from './demo-systems.ts'
import { type DemoSetting, demoSchedules, syncDemo } from './demo-workspace.ts'
import { pageConfiguration, pageEvaluations, pageStandIns } from './page-systems.ts'
import { type SandboxProcess, type SandboxProcessOptions, startSandboxProcess } from './sandbox-process.ts'

export interface DemoOptions {
  /** The systems whose stand-ins are read and written. */
  readonly crm: DemoChoice
  /** All 23,570 customers instead of the sample of 2,357. */
  readonly full: boolean
  /** Forget what earlier demos did. */
  readonly reset: boolean
  /** The rate limits of the stand-ins: those of HubSpot Professional and Salesforce Enterprise, or none. */
  readonly limits: 'professional' | 'off'
  /** Where the demo keeps its database and the stand-in's journal. */
  readonly folder: string
  /** The page is shown afterwards. */
  readonly served: boolean
  readonly signal: AbortSignal
}

/** One of the most valuable customers. */
export interface TopCustomer {
  readonly id: number
  readonly record: string
  readonly name: string | null
  readonly clv: number | null
  readonly low: number | null
  readonly high: number | null
  readonly why: string | null
}

/** What a demo did and found. */
export interface DemoOutcome {
  readonly crm: DemoChoice
  /** The last day of the data. */
  readonly until: string
  readonly result: RunResult
  readonly firstRun: boolean
  /** The fewest calls that the page sizes of the API allow for what was read and written; null where jobs read in bulk. */
  readonly floor: number | null
  readonly top: readonly TopCustomer[]
  /** How many deals stand in both systems and count once; null where there is one system. */
  readonly dealsInBoth: number | null
  /** The most valuable customer's record in each system, read back over HTTP. */
  readonly readBack: readonly ReadBack[]
  readonly configFile: string
}

/**
 * Starts the stand-ins, runs a whole sync against them, and reads back what they now hold. `look` is told of it while they still
 * answer; then everything is ended that was started.
 */
export async function runDemo(
  options: DemoOptions,
  look: (outcome: DemoOutcome, workspace: Workspace) => Promise<void>,
): Promise<void> {
  const journalOf = (name: string): string => path.join(options.folder, `${name}.journal`)
  const isPage = showsPage(options)
  const wanted = isPage
    ? pageStandIns(options.limits, journalOf)
    : standIns(options.crm, { ...options, journalOf })
  await mkdir(options.folder, { recursive: true })
  if (options.reset) for (const journal of journalsOf(wanted)) await rm(journal, { force: true })
  const sandbox = await startSandboxProcess(wanted)
  try {
    const systems = demoSystems(options.crm, sandbox)
    const setting = isPage ? pageSetting(options, sandbox, systems) : purchasesSetting(options, systems)
    await syncDemo(setting, async ({ workspace, result, firstRun, configFile }) => {
      const top = await mostValuable(workspace)
      const best = top[0]
      const outcome: DemoOutcome = {
        crm: options.crm,
        until: isPage ? '30 June 2026' : '30 June 1998',
        result,
        firstRun,
        floor: options.crm === 'hubspot' && !isPage ? fewestCalls(result, firstRun) : null,
        top,
        dealsInBoth: options.crm === 'both' ? await countCopiedDeals(workspace.store.db) : null,
        readBack: best === undefined ? [] : await readBack(workspace, systems, best),
        configFile,
      }
      await look(outcome, workspace)
    })
  } finally {
    await sandbox.stop()
  }
}

/** Whether it is the demo that has something for every part of the page: what only the purchases are asked for has only these. */
const showsPage = ({ served, crm, full }: DemoOptions): boolean => served && crm === 'hubspot' && !full

function journalsOf({ journal, salesforce, reviewSites }: SandboxProcessOptions): readonly string[] {
  return [
    journal,
    ...(salesforce === undefined ? [] : [salesforce.journal]),
    ...(reviewSites === undefined ? [] : Object.values(reviewSites.journals)),
  ]
}

function purchasesSetting(options: DemoOptions, systems: Readonly<Record<string, DemoSystem>>): DemoSetting {
  return {
    ...options,
    ...{ file: 'rapport.yaml', keepsChanges: false, evaluations: ['1998-06-30'] },
    input: demoConfiguration(options, systems),
    variables: Object.assign({}, ...Object.values(systems).map(({ variables }) => variables)),
    afterwards: 'explain, plan, runs, rejects, doctor and customers',
  }
}

function pageSetting(
  options: DemoOptions,
  sandbox: SandboxProcess,
  { hubspot }: Readonly<Record<string, DemoSystem>>,
): DemoSetting {
  if (hubspot === undefined) throw new Error('the demo behind the page has a HubSpot')
  return {
    ...options,
    ...{ file: 'page.yaml', keepsChanges: true, evaluations: pageEvaluations },
    ...pageConfiguration(sandbox, hubspot),
    afterwards: 'explain, plan, runs, rejects, doctor, customers, reviews, places and the reports',
  }
}

function demoConfiguration(
  { crm, full, served }: DemoOptions,
  systems: Readonly<Record<string, DemoSystem>>,
): ConfigurationInput {
  const forEach = <T>(of: (system: DemoSystem) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(systems).map(([name, system]) => [name, of(system)]))
  return {
    workspace: ['demo', ...(crm === 'hubspot' ? [] : [crm]), ...(full ? ['full'] : [])].join('_'),
    timezone: 'UTC',
    currency: 'USD',
    customer: 'contact',
    connections: forEach(({ connection }) => connection),
    // The stand-ins run here.
    allowPrivateAddresses: ['127.0.0.1'],
    // The purchases end on this day: value is what is still to come from then on.
    metrics: { asOf: '1998-06-30', value: { model: 'auto', horizonMonths: 12, discount: 0.1, margin: 0.3 } },
    writeBack: forEach(() => ({ contact: written })),
    ...(served ? { schedules: demoSchedules } : {}),
  }
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
    select customer.id, link.connection || '/' || link.entity || ':' || link.record_id as record, customer.name,
      (score.values->'clv'->>'value')::float8 as clv,
      (score.values->'clv'->>'low')::float8 as low,
      (score.values->'clv'->>'high')::float8 as high,
      score.why
    from (
      select distinct on (customer_id) customer_id, values, why from score
      where ${ofFamily('value')} order by customer_id, as_of desc
    ) as score
    join customer on customer.id = score.customer_id
    join lateral (
      select * from identity_link where identity_link.customer_id = score.customer_id and entity = 'contact'
      order by connection, record_id limit 1
    ) as link on true
    order by clv desc nulls last limit 10
  `.execute(store.db)
  return rows
}

/** The customer's record in each system, as it stands there now. */
async function readBack(
  { store }: Workspace,
  systems: Readonly<Record<string, DemoSystem>>,
  { id }: TopCustomer,
): Promise<readonly ReadBack[]> {
  const records = await store.db
    .selectFrom('identity_link')
    .select(['connection', 'record_id'])
    .where('customer_id', '=', id)
    .where('entity', '=', 'contact')
    .orderBy('connection')
    .execute()
  const found = await Promise.all(
    records.map(async ({ connection, record_id }) => systems[connection]?.readBack(record_id) ?? null),
  )
  return found.filter((one) => one !== null)
}
