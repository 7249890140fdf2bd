// Measures how fast webhooks are taken in: signed batches over HTTP, and whether every record that they name is in the queue.
//   npm run bench:webhooks -- --events 10000 --batch 100 --connections 10
// With --spread 60 the events come over so many seconds, as they do from HubSpot; without it, as fast as they are answered.
import { createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { configuration } from '@rapport/config'
import { hubspot } from '@rapport/hubspot'
import { openWorkspace } from '@rapport/run'
import { createLog, startServer } from '@rapport/server'
import { sql } from 'kysely'
import { removeCluster } from '../support/cluster.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    batch: { type: 'string', default: '100' },
    connections: { type: 'string', default: '10' },
    spread: { type: 'string', default: '0' },
  },
})
const [events, batch, connections, spread] = [
  values.events,
  values.batch,
  values.connections,
  values.spread,
].map(Number)
if (events === undefined || batch === undefined || connections === undefined || spread === undefined)
  process.exit(2)

const clientSecret = 'the client secret of the app'
const folder = await mkdtemp(path.join(tmpdir(), 'rapport-bench-'))
const workspace = await openWorkspace({
  config: configuration.parse({
    workspace: 'bench',
    connections: {
      hubspot: {
        connector: 'hubspot',
        auth: { accessToken: 'env:TOKEN' },
        settings: { webhookSecret: 'env:SECRET' },
      },
    },
  }),
  folder,
  connectors: [hubspot],
  environment: { TOKEN: 'none', SECRET: clientSecret },
})
const running = await startServer({
  workspace,
  log: createLog((line) => line, { level: 'error' }),
  secret: randomBytes(32).toString('base64'),
})
const url = `${running.url}/api/webhooks/hubspot`

try {
  await measure()
} finally {
  await running.stop(1_000)
  await removeCluster(workspace.store, workspace)
  await rm(folder, { recursive: true, force: true })
}

async function measure(): Promise<void> {
  const bodies = payloads()
  const named = new Set(bodies.flatMap(({ names }) => names))
  const times: number[] = []
  const refused: number[] = []
  const started = performance.now()
  let next = 0
  const send = async (): Promise<void> => {
    for (;;) {
      const index = next++
      const one = bodies[index]
      if (one === undefined) return
      const due = (index / bodies.length) * (spread ?? 0) * 1_000 - (performance.now() - started)
      if (due > 0) await pause(due)
      const at = String(Date.now())
      const signature = createHmac('sha256', clientSecret)
        .update(`POST${url}${one.body}${at}`)
        .digest('base64')
      const sent = performance.now()
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'x-hubspot-request-timestamp': at, 'x-hubspot-signature-v3': signature },
        body: one.body,
      })
      await response.arrayBuffer()
      times.push(performance.now() - sent)
      if (response.status !== 204) refused.push(response.status)
    }
  }
  await Promise.all(Array.from({ length: connections ?? 1 }, send))
  const seconds = (performance.now() - started) / 1_000
  const { rows } = await sql<{
    name: string
  }>`select entity || ':' || id as name from webhook_record`.execute(workspace.store.db)
  const queued = new Set(rows.map(({ name }) => name))
  const missing = [...named].filter((name) => !queued.has(name))
  const tallied = await sql<{ events: number }>`select sum(events)::int as events from webhook_tally`.execute(
    workspace.store.db,
  )
  times.sort((one, other) => one - other)
  console.log(
    JSON.stringify({
      events,
      requests: bodies.length,
      seconds: round(seconds),
      acceptedPerSecond: round((events ?? 0) / seconds),
      acceptedPerMinute: Math.round(((events ?? 0) / seconds) * 60),
      p50Ms: round(at(times, 0.5)),
      p95Ms: round(at(times, 0.95)),
      slowestMs: round(at(times, 1)),
      refused: refused.length,
      distinctRecords: named.size,
      queued: queued.size,
      missing: missing.length,
      tallied: tallied.rows[0]?.events ?? 0,
    }),
  )
  if (missing.length > 0 || refused.length > 0 || queued.size !== named.size) process.exitCode = 1
}

/** Batches of events, in which a third of the events are of records that were told of before. */
function payloads(): { body: string; names: string[] }[] {
  const types = ['contact', 'company', 'deal', 'ticket'] as const
  const all = Array.from({ length: events ?? 0 }, (_, index) => {
    const type = types[index % types.length] ?? 'contact'
    const objectId = index % 3 === 2 ? 1_000_000 + (index % 97) : 2_000_000 + index
    const event = {
      eventId: index,
      subscriptionId: 1,
      portalId: 1,
      appId: 1,
      occurredAt: Date.now(),
      subscriptionType: `${type}.propertyChange`,
      attemptNumber: 0,
      objectId,
      propertyName: 'lastname',
      propertyValue: 'a value of usual length, and no more',
      changeSource: 'CRM_UI',
    }
    return { name: `${type}:${objectId}`, event }
  })
  const size = batch ?? 100
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => {
    const some = all.slice(index * size, (index + 1) * size)
    return { body: JSON.stringify(some.map(({ event }) => event)), names: some.map(({ name }) => name) }
  })
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

function round(value: number): number {
  return Number(value.toFixed(2))
}
