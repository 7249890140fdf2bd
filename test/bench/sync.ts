// Measures the main job against the stand-in: calls, speed, memory. Prints one JSON object a run.
//   npm run bench -- --size sample|full|ten-times --limits off|professional
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { configuration } from '@rapport/config'
import { type BudgetSpecification, bucketFor } from '@rapport/connector'
import { hubspot } from '@rapport/hubspot'
import { openWorkspace, type RunResult, sync } from '@rapport/run'
import { startSandboxProcess } from '../../apps/cli/src/demo/sandbox-process.ts'
import { removeCluster } from '../support/cluster.ts'

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: 'full' },
    limits: { type: 'string', default: 'off' },
  },
})
const seeds = { sample: 'cdnow-sample', full: 'cdnow-full', 'ten-times': 'cdnow-ten-times' } as const
const size = options.size as keyof typeof seeds
const limits = options.limits === 'professional' ? 'professional' : 'off'

/** What a budget refills in a second, of which a reserve for other apps is taken off. */
const refillOf = (name: string, told: Partial<BudgetSpecification> = {}): number => {
  const budget = hubspot.budgets.find((declared) => declared.name === name)
  if (budget === undefined) throw new Error(`HubSpot has no budget ${name}`)
  return bucketFor({ ...budget, ...told }).refillPerMs * 1000
}
/** The headers of a portal of the professional tier tell 190 requests in 10 seconds; those of a search tell nothing. */
const refills = { general: refillOf('general', { requests: 190, perMs: 10_000 }), search: refillOf('search') }
/** Between two calls so far apart Rapport had other work. */
const workMs = 2_000

interface Call {
  readonly method: string
  readonly path: string
  readonly kind: string
  readonly status: number | null
  readonly at: number
}

const folder = await mkdtemp(path.join(tmpdir(), 'rapport-bench-'))
const sandbox = await startSandboxProcess({
  seed: seeds[size],
  journal: path.join(folder, 'journal'),
  limits,
})
const workspace = await openWorkspace({
  config: configuration.parse({
    workspace: 'bench',
    customer: 'contact',
    metrics: { asOf: '1998-06-30' },
    connections: {
      hubspot: {
        connector: 'hubspot',
        auth: { accessToken: 'env:TOKEN' },
        settings: { baseUrl: sandbox.baseUrl },
      },
    },
    writeBack: {
      hubspot: {
        contact: [
          'clv',
          'clv_low',
          'clv_high',
          'expected_orders',
          'probability_alive',
          'why',
          'scores_as_of',
        ],
      },
    },
  }),
  folder,
  connectors: [hubspot],
  environment: { TOKEN: sandbox.token },
})

try {
  await measure('backfill')
  await measure('after our own writes')
  await measure('unchanged')
  const changed = await changeOnePercent()
  await measure(`after ${changed} deals changed`)
} finally {
  await removeCluster(workspace.store, workspace)
  await sandbox.stop()
  await rm(folder, { recursive: true, force: true })
}

async function measure(name: string): Promise<RunResult> {
  await fetch(`${sandbox.baseUrl}/sandbox/log`, { method: 'DELETE' })
  const result = await sync(workspace, {
    dryRun: false,
    wait: false,
    confirm: true,
    connections: null,
    signal: new AbortController().signal,
  })
  const memory = { peakMb: Math.round(process.resourceUsage().maxRSS / 1024) }
  const calls = await readLog()
  const records = Object.values(result.read).reduce((sum, count) => sum + count, 0)
  console.log(
    JSON.stringify({
      run: name,
      state: result.state,
      records,
      seconds: round(result.seconds),
      secondsByStep: Object.fromEntries(
        Object.entries(result.secondsByStep).map(([step, s]) => [step, round(s)]),
      ),
      calls: result.calls,
      callsByPath: countBy(
        calls,
        ({ method, path: where }) => `${method} ${where.replace(/\/crm\/v\d\//, '')}`,
      ),
      allowedBackfillCalls: Math.floor(1.02 * Math.ceil(records / 100) + 25),
      written: result.written,
      tooMany: result.throttled,
      ...(limits === 'off' ? {} : { shareOfRefill: shareOfRefill(calls) }),
      // The highest of this run and those before it.
      peakMemoryMb: memory.peakMb,
      message: result.message,
    }),
  )
  return result
}

async function readLog(): Promise<readonly Call[]> {
  // Without what was written: that may be hundreds of megabytes, which are not Rapport's to hold.
  return (await (await fetch(`${sandbox.baseUrl}/sandbox/log?effects=none`)).json()) as Call[]
}

/** Gives every hundredth deal another amount, through the stand-in's own API. */
async function changeOnePercent(): Promise<number> {
  const send = async (where: string, body?: unknown) => {
    const response = await fetch(`${sandbox.baseUrl}${where}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`)
    return (await response.json()) as { results: { id: string }[]; paging?: { next?: { after: string } } }
  }
  const ids: string[] = []
  let after: string | undefined
  let row = 0
  do {
    const page = await send(`/crm/v3/objects/deals?limit=100${after === undefined ? '' : `&after=${after}`}`)
    for (const { id } of page.results) if (row++ % 100 === 0) ids.push(id)
    after = page.paging?.next?.after
    if (limits !== 'off') await new Promise((resolve) => setTimeout(resolve, 60))
  } while (after !== undefined)
  for (let start = 0; start < ids.length; start += 100) {
    await send('/crm/v3/objects/deals/batch/update', {
      inputs: ids.slice(start, start + 100).map((id) => ({ id, properties: { amount: '77.77' } })),
    })
  }
  return ids.length
}

/** How much of the refill of a budget was used while there were calls to make; what was saved up before comes on top. */
function shareOfRefill(calls: readonly Call[]): Record<string, number | null> {
  const share = (times: readonly number[], perSecond: number): number | null => {
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at))
    const ofWork = gaps.filter((gap) => gap <= workMs)
    const seconds = ofWork.reduce((sum, gap) => sum + gap, 0) / 1000
    return seconds < 1 ? null : round(ofWork.length / (seconds * perSecond))
  }
  const timesOf = (isOf: (call: Call) => boolean) =>
    calls
      .filter(isOf)
      .map(({ at }) => at)
      .sort((left, right) => left - right)
  return {
    general: share(
      timesOf(({ kind }) => kind !== 'search'),
      refills.general,
    ),
    search: share(
      timesOf(({ kind }) => kind === 'search'),
      refills.search,
    ),
  }
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const result: Record<string, number> = {}
  for (const item of items) result[key(item)] = (result[key(item)] ?? 0) + 1
  return result
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
