// Measures the HTTP API on generated data in a real Postgres: answers from the cache at a steady rate, and answers made anew.
//   npm run bench:api -- --tickets 1000000 --deals 1000000 [--folder DIR]
// With --folder the data stay there, and the next measuring begins with them.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { configuration } from '@rapport/config'
import { Redactor } from '@rapport/connector'
import { refreshCustomerList, type Workspace } from '@rapport/run'
import {
  saveCustomerService,
  scoreCustomers,
  scoreService,
  scoreSettings,
  serviceScoreSettings,
} from '@rapport/score'
import { createLog, startServer } from '@rapport/server'
import { analyzeTables, openStore, type Store } from '@rapport/store'
import autocannon from 'autocannon'
import { createAccount } from '../../apps/server/src/access/accounts.ts'
import { saveMembership } from '../../apps/server/src/access/membership.ts'
import { seedDeals } from './served-data.ts'
import { seedTickets } from './service-tickets.ts'

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '1000000' },
    deals: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '20' },
    folder: { type: 'string' },
  },
})
const requestsPerSecond = 50
/** How many different ones of each question are asked at the steady rate. */
const steadyTurns = 6
const asOf = new Date('2025-12-31T23:59:59Z')
const day = '2025-12-31'
const config = configuration.parse({ workspace: 'bench', metrics: { asOf: day } })
const signal = new AbortController().signal

/** What the pages ask for, with what changes from one request to the next. */
const questions: readonly ((turn: number) => string)[] = [
  (turn) => `/api/customers?sort=-clv&limit=${20 + (turn % 30)}`,
  (turn) => `/api/customers?q=Customer%20${1000 + turn}&sort=-clv`,
  (turn) => `/api/customers?churnRisk=high&sort=-clv&limit=${20 + (turn % 30)}`,
  (turn) => `/api/customers/${1 + ((turn * 7919) % 200_000)}`,
  (turn) => `/api/service/report?from=2025-${month(turn)}-01&to=2025-12-31&by=agent`,
  (turn) => `/api/service/report?from=2025-10-${month(turn)}&to=2025-12-31&by=day`,
  (turn) => `/api/service/distribution?from=2025-10-${month(turn)}&to=2025-12-31`,
  (turn) => `/api/tickets?from=2025-10-${month(turn)}&to=2025-12-31&limit=50`,
  (turn) => `/api/overview?turn=${turn}`,
]
const month = (turn: number): string => String(1 + (turn % 12)).padStart(2, '0')

const folder = options.folder ?? (await mkdtemp(path.join(tmpdir(), 'rapport-bench-')))
const isSeeded = existsSync(path.join(folder, 'postgres'))
const store = await openStore({ workspace: 'bench', folder: path.join(folder, 'postgres') })
try {
  if (!isSeeded) await seed(store)
  const { url, cookie, stop } = await serve(store)
  try {
    await coldAnswers(url, cookie)
    await steadyRate(url, cookie)
  } finally {
    await stop()
  }
} finally {
  await store.close()
  if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
}

async function seed({ db }: Store): Promise<void> {
  await measure('tickets made', () => seedTickets(db, Number(options.tickets)))
  await measure('deals made', () => seedDeals(db, Number(options.deals)))
  await measure('tickets scored', () => scoreService(db, serviceScoreSettings(config, asOf), { signal }))
  await measure('tickets of customers', () => saveCustomerService(db, { asOf, today: day }))
  await measure('customers scored', () => scoreCustomers(db, scoreSettings(config, day, asOf), { signal }))
  await analyzeTables(db, ['ticket_metric', 'ticket_turn', 'score'])
}

async function serve(opened: Store) {
  const workspace: Workspace = {
    ...{ config, store: opened, connectors: new Map(), redactor: new Redactor(), folder },
    ...{ tokens: new Map(), environment: {}, close: async () => {} },
  }
  const log = createLog((text) => text, { level: 'error' })
  const running = await startServer({ workspace, log, secret: randomBytes(32).toString('base64') })
  const email = `bench-${randomBytes(4).toString('hex')}@example.com`
  const password = randomBytes(12).toString('hex')
  const { id: userId } = await createAccount(running.server.auth, { name: 'Bench', email, password })
  await saveMembership(opened.db, opened.workspace, { userId, role: 'owner', agents: null })
  const answer = await fetch(`${running.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: running.url, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  await measure('customer list built', () => refreshCustomerList(workspace))
  return { url: running.url, cookie, stop: () => running.stop(10_000) }
}

/** Every answer is made anew: no two requests ask the same. */
async function coldAnswers(url: string, cookie: string): Promise<void> {
  const times: number[] = []
  for (const question of questions) {
    const own: number[] = []
    for (let turn = 0; turn < 12; turn += 1) {
      const started = performance.now()
      const answer = await fetch(`${url}${question(turn)}`, { headers: { cookie } })
      const body = await answer.text()
      if (!answer.ok) throw new Error(`${question(turn)}: ${answer.status} ${body.slice(0, 300)}`)
      own.push(performance.now() - started)
    }
    times.push(...own)
    print(`made anew: ${question(0)}`, { p50Ms: quantile(own, 0.5), maxMs: quantile(own, 1) })
  }
  print('made anew: all', { p95Ms: quantile(times, 0.95), maxMs: quantile(times, 1), requests: times.length })
}

/**
 * The same questions at a steady rate, as many people with their pages open ask them: each was asked once since the data changed. A time
 * counts from the moment that its request was due, so that whoever waits for those before is counted too.
 */
async function steadyRate(url: string, cookie: string): Promise<void> {
  const asked = questions.flatMap((question) =>
    Array.from({ length: steadyTurns }, (_, turn) => question(turn)),
  )
  const ask = async (path: string): Promise<boolean> => {
    const answer = await fetch(`${url}${path}`, { headers: { cookie } })
    await answer.arrayBuffer()
    return answer.ok
  }
  for (const path of asked) await ask(path)
  const started = performance.now()
  const times: number[] = []
  let failed = 0
  await Promise.all(
    Array.from({ length: Number(options.seconds) * requestsPerSecond }, async (_, index) => {
      const due = started + (index * 1_000) / requestsPerSecond
      await pause(Math.max(1, due - performance.now()))
      if (!(await ask(asked[(index * 7) % asked.length] ?? ''))) failed += 1
      times.push(performance.now() - due)
    }),
  )
  const figures = { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95), maxMs: quantile(times, 1) }
  print(`${requestsPerSecond} requests a second, evenly`, { requests: times.length, failed, ...figures })
  await inBursts(url, cookie, asked)
}

/** As many, but ten at once and all of them at the beginning of each second. */
async function inBursts(url: string, cookie: string, asked: readonly string[]): Promise<void> {
  const { latency, requests, non2xx, errors, timeouts } = await autocannon({
    url,
    connections: 10,
    overallRate: requestsPerSecond,
    duration: Number(options.seconds),
    headers: { cookie },
    requests: asked.map((path) => ({ method: 'GET' as const, path })),
  })
  print(`${requestsPerSecond} requests a second, in bursts`, {
    ...{ requests: requests.total, non2xx, errors, timeouts },
    ...{ p50Ms: latency.p50, p97_5Ms: latency.p97_5, p99Ms: latency.p99, maxMs: latency.max },
  })
}

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now()
  await work()
  print(name, { seconds: Math.round((performance.now() - started) / 100) / 10 })
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN)
}

function print(name: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ name, ...figures }))
}
