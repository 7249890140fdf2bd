// Measures Salesforce against its stand-in, which runs in a process of its own: speed, memory, calls. Prints one JSON object a run.
//   npm run bench:salesforce -- --part read|write [--only-deals]
// `read`: 1,000,000 opportunities by Bulk API 2.0. `write`: scores to 200,000 accounts by one ingest job, then runs that find nothing or little new.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { configuration } from '@rapport/config'
import { openWorkspace, type RunResult, runStages, type StageName } from '@rapport/run'
import { salesforce } from '@rapport/salesforce'
import { sql } from 'kysely'
import { startSandboxProcess } from '../../apps/cli/src/demo/sandbox-process.ts'
import { removeCluster } from '../support/cluster.ts'
import { type CpuSeconds, cpuSecondsSince, readCpu } from './cpu.ts'

const { values: options } = parseArgs({
  options: {
    part: { type: 'string', default: 'read' },
    // Leaves the accounts and contacts out, so that the opportunities are all that is read.
    'only-deals': { type: 'boolean', default: false },
  },
})

interface Call {
  readonly method: string
  readonly path: string
}

const part = options.part === 'write' ? 'write' : 'read'
const folder = await mkdtemp(path.join(tmpdir(), 'rapport-bench-'))
const sandbox = await startSandboxProcess({
  seed: 'empty',
  journal: path.join(folder, 'journal'),
  limits: 'off',
  salesforce: {
    seed: part === 'read' ? 'opportunities-million' : 'accounts-two-hundred-thousand',
    journal: path.join(folder, 'salesforce-journal'),
    limits: 'off',
  },
})
const org = sandbox.salesforce
if (org === null) throw new Error('the stand-in for Salesforce did not start')
const workspace = await openWorkspace({
  config: configuration.parse({
    workspace: 'bench',
    customer: 'company',
    metrics: { asOf: '2025-12-31' },
    connections: {
      salesforce: {
        connector: 'salesforce',
        auth: { accessToken: 'env:TOKEN' },
        // The stand-in's jobs take no time: how long the next look waits is not what is measured.
        settings: {
          instanceUrl: org.instanceUrl,
          sales: 'opportunities',
          currency: 'USD',
          bulkPollMs: 250,
        },
        ...(options['only-deals'] ? { streams: ['deal'] } : {}),
      },
    },
    writeBack:
      part === 'read'
        ? {}
        : {
            salesforce: {
              company: ['clv', 'clv_low', 'clv_high', 'expected_orders', 'probability_alive', 'why'],
            },
          },
  }),
  folder,
  connectors: [salesforce],
  environment: { TOKEN: org.accessToken },
})

const { rows: settings } = await sql<{ data_directory: string }>`show data_directory`.execute(
  workspace.store.db,
)
const postgresFolder = settings[0]?.data_directory ?? folder
const everything: readonly StageName[] = ['extract', 'resolve', 'score', 'plan', 'write']
try {
  if (part === 'read') {
    await measure('first reading', ['extract'])
    await measure('unchanged', ['extract'])
  } else {
    await measure('first sync', everything)
    await measure('after our own writes', everything)
    await measure('unchanged', everything)
    await measure(`after ${await changeSome()} accounts have a new sale`, everything)
  }
} finally {
  await removeCluster(workspace.store, workspace)
  await sandbox.stop()
  await rm(folder, { recursive: true, force: true })
}

async function measure(name: string, stages: readonly StageName[]): Promise<RunResult> {
  await sandboxCall('DELETE', '/sandbox/log')
  const before: CpuSeconds = await readCpu(postgresFolder)
  const result = await runStages(workspace, {
    stages,
    dryRun: false,
    wait: false,
    confirm: true,
    connections: null,
    signal: new AbortController().signal,
  })
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
  const cpuSeconds = cpuSecondsSince(before, await readCpu(postgresFolder))
  const records = Object.values(result.read).reduce((sum, count) => sum + count, 0)
  const deals = result.secondsByStep['extract salesforce deal'] ?? 0
  console.log(
    JSON.stringify({
      run: name,
      state: result.state,
      read: result.read,
      written: result.written,
      seconds: round(result.seconds),
      secondsByStep: Object.fromEntries(
        Object.entries(result.secondsByStep).map(([step, seconds]) => [step, round(seconds)]),
      ),
      rowsPerSecond: Math.round(records / result.seconds),
      dealsPerSecond: Math.round((result.read['salesforce/deal'] ?? 0) / deals),
      calls: result.calls,
      callsByPath: await callsByPath(),
      // Of Rapport, the stand-in and Postgres; null where the system does not tell.
      cpuSeconds,
      // The highest of this run and those before it.
      peakMemoryMb: peakMb,
      message: result.message,
    }),
  )
  return result
}

async function callsByPath(): Promise<Readonly<Record<string, number>>> {
  // Without what was written: that is much, and not Rapport's to hold.
  const log = (await (await fetch(`${org?.instanceUrl}/sandbox/log?effects=none`)).json()) as Call[]
  const counts: Record<string, number> = {}
  for (const { method, path: where } of log) {
    const call = `${method} ${where.replace(/^.*\/v[\d.]+\//, '').replace(/\/750\w+/, '/{job}')}`
    counts[call] = (counts[call] ?? 0) + 1
  }
  return counts
}

async function sandboxCall(method: string, where: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${org?.instanceUrl}${where}`, {
    method,
    headers: { authorization: `Bearer ${org?.accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`)
  return response.status === 204 ? null : response.json()
}

/** Gives 10,000 accounts a further won opportunity, through the stand-in's own API. */
async function changeSome(): Promise<number> {
  const soql = encodeURIComponent('SELECT Id FROM Account ORDER BY Id LIMIT 10000')
  const ids: string[] = []
  let next: string | undefined = `/services/data/v68.0/query?q=${soql}`
  while (next !== undefined) {
    const page = (await sandboxCall('GET', next)) as { records: { Id: string }[]; nextRecordsUrl?: string }
    ids.push(...page.records.map(({ Id }) => Id))
    next = page.nextRecordsUrl
  }
  for (let start = 0; start < ids.length; start += 200) {
    const records = ids.slice(start, start + 200).map((AccountId) => ({
      attributes: { type: 'Opportunity' },
      ...{ Name: 'One more', AccountId, Amount: 77.77, CloseDate: '2025-12-30', StageName: 'Closed Won' },
    }))
    await sandboxCall('POST', '/services/data/v68.0/composite/sobjects', { allOrNone: true, records })
  }
  return ids.length
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
