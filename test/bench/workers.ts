// Measures how workers share runs against slow vendors: eight connections by one worker against the slowest of them alone, one
// worker against four, and how soon the steps of a killed worker go on. Prints one JSON object a measure.
//   npm run bench:workers -- --latency 250 --contacts 200
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ConfigurationInput } from '@rapport/config'
import { accountKey, listRequests, requestRun, showRun } from '@rapport/run'
import { dropWorkspace, openStore, type Store } from '@rapport/store'
import { sql } from 'kysely'
import { stringify } from 'yaml'
import { removeCluster } from '../support/cluster.ts'
import { openPortal, type Portal, seedShop } from '../support/portal.ts'
import { startWorkerProcess, type WorkerProcess } from '../support/worker-processes.ts'

const { values: options } = parseArgs({
  options: { latency: { type: 'string', default: '250' }, contacts: { type: 'string', default: '200' } },
})
const connections = 8
const latencyMs = Number(options.latency)
const folder = await mkdtemp(path.join(tmpdir(), 'rapport-bench-workers-'))
const portals: Portal[] = []
for (let index = 0; index < connections; index += 1) {
  const portal = await openPortal({ seed: seedShop(Number(options.contacts)) })
  portal.server.control.change({ latencyMs })
  portals.push(portal)
}
const tokens = Object.fromEntries(portals.map(({ token }, index) => [`TOKEN_${index}`, token]))
// One database for all measures: the first opens it, and holds it open to the end.
const base = await openStore({ workspace: 'bench', folder: path.join(folder, '.rapport', 'postgres') })
const environment = { ...process.env, ...tokens, DATABASE_URL: base.url }

try {
  const alone: number[] = []
  for (const index of [0, 1]) alone.push((await measure([index], 1)).seconds)
  const slowest = Math.max(...alone)
  const all = Array.from({ length: connections }, (_, index) => index)
  const byOne = await measure(all, 1)
  const byFour = await measure(all, 4)
  const [oneAgain, fourAgain] = [await measureAgain(all, 1), await measureAgain(all, 4)]
  print('eight connections by one worker', {
    slowestAloneSeconds: round(slowest),
    seconds: round(byOne.seconds),
    timesTheSlowest: round(byOne.seconds / slowest),
    extractSeconds: round(byOne.extractSeconds),
  })
  print('eight connections by four workers', {
    seconds: round(byFour.seconds),
    timesOneWorker: round(byFour.seconds / byOne.seconds),
    extractSeconds: round(byFour.extractSeconds),
    workers: byFour.workers,
  })
  print('the same, by workers that have done such a run before', {
    oneWorkerSeconds: round(oneAgain.seconds),
    fourWorkersSeconds: round(fourAgain.seconds),
    timesOneWorker: round(fourAgain.seconds / oneAgain.seconds),
  })
  const killed = await measure(all, 2, { isKilled: true })
  print('a worker is killed in mid-run', {
    stepsGoOnAfterSeconds: killed.takeoverSeconds === null ? null : round(killed.takeoverSeconds),
    state: killed.state,
    seconds: round(killed.seconds),
  })
} finally {
  for (const portal of portals) await portal[Symbol.asyncDispose]()
  await removeCluster(base, base)
  await rm(folder, { recursive: true, force: true })
}

/** As `measure`, once the workers are warm: what is read was forgotten to have been read. */
function measureAgain(of: readonly number[], workers: number) {
  return measure(of, workers, { isRepeated: true })
}

/** One run of some connections, all read from the start, by so many workers that have just started. */
async function measure(
  of: readonly number[],
  workers: number,
  {
    isKilled = false,
    isRepeated = false,
  }: { readonly isKilled?: boolean; readonly isRepeated?: boolean } = {},
) {
  const workspace = `bench_${randomUUID().slice(0, 8)}`
  const where = path.join(folder, workspace)
  const input: ConfigurationInput = {
    workspace,
    metrics: { asOf: '2024-12-31', value: { model: 'historic' } },
    connections: Object.fromEntries(
      of.map((index) => [
        `crm${index}`,
        {
          connector: 'hubspot',
          auth: { accessToken: `env:TOKEN_${index}` },
          settings: { baseUrl: portals[index]?.server.baseUrl },
          streams: ['company', 'contact', 'deal'],
        },
      ]),
    ),
  }
  const store = await openStore({ workspace, databaseUrl: base.url, folder: where })
  await mkdir(where, { recursive: true })
  await writeFile(path.join(where, 'rapport.yaml'), stringify(input))
  await liftSearchLimits(store)
  const running: WorkerProcess[] = await Promise.all(
    Array.from({ length: workers }, () => startWorkerProcess(where, environment)),
  )
  try {
    // Each has looked for work in vain: none is favoured.
    await pause(1_500)
    const request = () =>
      requestRun(store.db, { connections: null, dryRun: true, confirm: false, requestedBy: 'bench' })
    await request()
    if (isRepeated) {
      await untilEnded(store)
      await sql`delete from checkpoint`.execute(store.db)
      await request()
    }
    const takeoverSeconds = isKilled ? await killOne(store, running) : null
    const { run, request: ended } = await untilEnded(store)
    const steps = run?.steps ?? []
    const at = (moment: Date | null | undefined): number => moment?.getTime() ?? 0
    const extracts = steps.filter(({ name }) => name.startsWith('extract'))
    return {
      state: ended.outcome,
      seconds: (at(run?.finished_at) - at(run?.started_at)) / 1000,
      extractSeconds:
        (Math.max(...extracts.map((step) => at(step.finished_at))) - at(run?.started_at)) / 1000,
      workers: new Set(steps.map(({ worker }) => worker)).size,
      takeoverSeconds,
    }
  } finally {
    await Promise.all(running.map((worker) => worker[Symbol.asyncDispose]()))
    await dropWorkspace(store)
    await store.close()
  }
}

/** Kills the worker that does not lead, once it works on steps. Returns after how many seconds all of these are worked on again. */
async function killOne(store: Store, workers: readonly WorkerProcess[]): Promise<number> {
  for (;;) {
    const { run } = await latest(store)
    const lead = Number(run?.owner?.pid)
    const follower = workers.find(({ pid }) => run !== undefined && pid !== lead)
    const of = (run?.steps ?? []).filter(
      ({ worker, state }) => state === 'running' && worker?.startsWith(`${follower?.pid}@`),
    )
    if (follower === undefined || of.length === 0) {
      await pause(50)
      continue
    }
    await follower.kill()
    const killedAt = performance.now()
    for (;;) {
      const now = (await latest(store)).run?.steps ?? []
      if (
        of.every(({ position }) => (now[position]?.attempts ?? 0) > 1 || now[position]?.state === 'succeeded')
      ) {
        return (performance.now() - killedAt) / 1000
      }
      await pause(50)
    }
  }
}

async function latest(store: Store) {
  const [request] = await listRequests(store.db, 1)
  const run = await showRun(store.db, request?.run_id ?? 0)
  return { request, run }
}

async function untilEnded(store: Store) {
  for (;;) {
    const { request, run } = await latest(store)
    if (request !== undefined && request.finished_at !== null) return { request, run }
    await pause(100)
  }
}

/** Search answers carry no headers, so that nothing tells that these vendors have no limit. */
async function liftSearchLimits(store: Store): Promise<void> {
  for (const { token } of portals) {
    await sql`
      insert into rapport.budget (account, name, requests, per_ms, tokens, updated_at)
      values (${accountKey('hubspot', token)}, 'search', 10000, 1000, 1, clock_timestamp())
      on conflict do nothing
    `.execute(store.db)
  }
}

function print(measureOf: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(
    JSON.stringify({ measure: measureOf, latencyMs, contacts: Number(options.contacts), ...figures }),
  )
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
