import { openTestWorkspace, give } from '/work/main/core/identity/src/test-workspace.ts'
import { resolve, addOverride, explainIdentity } from '/work/main/core/identity/src/index.ts'
const N = Number(process.argv[2] ?? 23570), D = Number(process.argv[3] ?? 69659), bs = Number(process.argv[4] ?? 1000)
const ws = await openTestWorkspace()
try {
const { store } = ws
let rows: any[] = []
const t0 = performance.now()
for (let i = 1; i <= N; i++) {
  rows.push({ id: String(i), name: `Person ${i}`, emails: [`p${i % 10 === 0 ? i - 1 : i}@example.com`], phones: i % 3 ? [`+1 212 55${String(i % 100000).padStart(5, '0')}`] : ['n/a'], foreignKeys: i % 2 ? [{ system: 'salesforce', entity: 'contact', id: `003${i}` }] : [], companies: [] })
  if (rows.length === 1000) { await give(store, 'hubspot', 'contact', rows); rows = [] }
}
if (rows.length) await give(store, 'hubspot', 'contact', rows)
rows = []
for (let i = 1; i <= D; i++) {
  rows.push({ id: String(i), state: 'won', amount: '10.00', closedAt: '1998-01-01T00:00:00.000Z', contacts: [{ id: String(1 + (i * 7919) % N), label: null, primary: false }], companies: [] })
  if (rows.length === 1000) { await give(store, 'hubspot', 'deal', rows); rows = [] }
}
if (rows.length) await give(store, 'hubspot', 'deal', rows)
console.log('loaded', Math.round(performance.now() - t0))
const settings = { level: 'contact' as const, defaultCountry: 'US', associationLabels: {} }
let last = performance.now(), peak = 0, prev: any = {}
const phases: any = {}
const t1 = performance.now()
const counts = await resolve(store.db, settings, { batchSize: bs, onProgress: (c) => { const now = performance.now(); const ph = c.deals !== (prev.deals ?? 0) ? 'deals' : c.links !== (prev.links ?? 0) ? 'customers' : 'keys'; phases[ph] = (phases[ph] ?? 0) + now - last; last = now; prev = c; peak = Math.max(peak, process.memoryUsage().rss) } })
console.log('resolve', Math.round(performance.now() - t1), phases, counts, 'peak rss', Math.round(peak / 1e6))
for (let k = 0; k < 3; k++) { const t = performance.now(); await resolve(store.db, settings); console.log('unchanged ms', (performance.now() - t).toFixed(1)) }
await give(store, 'hubspot', 'contact', Array.from({ length: 100 }, (_, k) => ({ id: String(k + 1), name: 'New', emails: [`p${k + 1}@example.com`], phones: [], foreignKeys: [] })))
{ const t = performance.now(); const c = await resolve(store.db, settings); console.log('100 changed ms', (performance.now() - t).toFixed(1), c) }
{ const t = performance.now(); const c = await resolve(store.db, { ...settings, level: 'company' }); console.log('level change ms', (performance.now() - t).toFixed(1), c) }
} finally { await ws[Symbol.asyncDispose]() }
