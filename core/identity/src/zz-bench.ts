import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import pg from 'pg'

async function cpu(db: any) {
  const { rows } =
    await sql<any>`select pid from pg_stat_activity where application_name = 'rapport' and usename = current_user and query like '%ws_%' or pid in (select pid from pg_stat_activity where application_name='rapport')`.execute(
      db,
    )
  let t = 0
  for (const r of rows) {
    try {
      const f = readFileSync(`/proc/${r.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
      t += (Number(f[11]) + Number(f[12])) * 10
    } catch {}
  }
  const u = process.cpuUsage()
  return [Math.round((u.user + u.system) / 1000), t]
}
const stat = new Map<string, number[]>()
const orig = (pg.Client.prototype as any).query
;(pg.Client.prototype as any).query = async function (...a: any[]) {
  const t = performance.now()
  try {
    return await orig.apply(this, a)
  } finally {
    const k = (typeof a[0] === 'string' ? a[0] : (a[0]?.text ?? '')).replace(/\s+/g, ' ').slice(0, 90)
    const d = performance.now() - t
    const e = stat.get(k) ?? [0, 0, 0]
    e[0]++
    e[1] += d
    e[2] = Math.max(e[2], d)
    stat.set(k, e)
  }
}
function dump() {
  for (const [k, e] of [...stat].sort((a, b) => b[1][1] - a[1][1]).slice(0, 9))
    console.log(e[0], Math.round(e[1]), Math.round(e[2]), k)
  stat.clear()
}

import { addOverride, explainIdentity, resolve } from '/work/main/core/identity/src/index.ts'
import { give, openTestWorkspace } from '/work/main/core/identity/src/test-workspace.ts'

const N = Number(process.argv[2] ?? 23570),
  D = Number(process.argv[3] ?? 69659),
  bs = Number(process.argv[4] ?? 1000)
const ws = await openTestWorkspace()
try {
  const { store } = ws
  let rows: any[] = []
  const t0 = performance.now()
  for (let i = 1; i <= N; i++) {
    rows.push({
      id: String(i),
      name: `Person ${i}`,
      emails: [`p${i % 10 === 0 ? i - 1 : i}@example.com`],
      phones: i % 3 ? [`+1 212 55${String(i % 100000).padStart(5, '0')}`] : ['n/a'],
      foreignKeys: i % 2 ? [{ system: 'salesforce', entity: 'contact', id: `003${i}` }] : [],
      companies: [],
    })
    if (rows.length === 1000) {
      await give(store, 'hubspot', 'contact', rows)
      rows = []
    }
  }
  if (rows.length) await give(store, 'hubspot', 'contact', rows)
  rows = []
  for (let i = 1; i <= D; i++) {
    rows.push({
      id: String(i),
      state: 'won',
      amount: '10.00',
      closedAt: '1998-01-01T00:00:00.000Z',
      contacts: [{ id: String(1 + ((i * 7919) % N)), label: null, primary: false }],
      companies: [],
    })
    if (rows.length === 1000) {
      await give(store, 'hubspot', 'deal', rows)
      rows = []
    }
  }
  if (rows.length) await give(store, 'hubspot', 'deal', rows)
  console.log('loaded', Math.round(performance.now() - t0))
  stat.clear()
  const settings = { level: 'contact' as const, defaultCountry: 'US', associationLabels: {} }
  let last = performance.now(),
    peak = 0,
    prev: any = {}
  const phases: any = {}
  const c0 = await cpu(store.db)
  const t1 = performance.now()
  const counts = await resolve(store.db, settings, {
    batchSize: bs,
    onProgress: (c) => {
      const now = performance.now()
      const ph =
        c.deals !== (prev.deals ?? 0) ? 'deals' : c.links !== (prev.links ?? 0) ? 'customers' : 'keys'
      phases[ph] = (phases[ph] ?? 0) + now - last
      last = now
      prev = c
      peak = Math.max(peak, process.memoryUsage().rss)
    },
  })
  console.log(
    'resolve',
    Math.round(performance.now() - t1),
    phases,
    counts,
    'peak rss',
    Math.round(peak / 1e6),
  )
  const c1 = await cpu(store.db)
  console.log('cpu ms node', c1[0]! - c0[0]!, 'postgres', c1[1]! - c0[1]!)
  dump()
  for (let k = 0; k < 3; k++) {
    const t = performance.now()
    await resolve(store.db, settings)
    console.log('unchanged ms', (performance.now() - t).toFixed(1))
  }
  await give(
    store,
    'hubspot',
    'contact',
    Array.from({ length: 100 }, (_, k) => ({
      id: String(k + 1),
      name: 'New',
      emails: [`p${k + 1}@example.com`],
      phones: [],
      foreignKeys: [],
    })),
  )
  {
    const t = performance.now()
    const c = await resolve(store.db, settings)
    console.log('100 changed ms', (performance.now() - t).toFixed(1), c)
  }
  {
    const t = performance.now()
    const c = await resolve(store.db, { ...settings, level: 'company' })
    console.log('level change ms', (performance.now() - t).toFixed(1), c)
  }
  dump()
} finally {
  await ws[Symbol.asyncDispose]()
}
