import pg from 'pg'

const times = new Map<string, { n: number; ms: number; max: number }>()
const original = pg.Client.prototype.query as (...args: unknown[]) => unknown
// @ts-expect-error measuring
pg.Client.prototype.query = function (...args: unknown[]) {
  const text = typeof args[0] === 'string' ? args[0] : (args[0] as { text: string }).text
  const start = performance.now()
  const r = original.apply(this, args)
  const done = () => {
    const key = text.replace(/\s+/g, ' ').slice(0, 110)
    const t = times.get(key) ?? { n: 0, ms: 0, max: 0 }
    t.n++
    const d = performance.now() - start
    t.ms += d
    t.max = Math.max(t.max, d)
    times.set(key, t)
  }
  if (r instanceof Promise) r.then(done, done)
  return r
}
export function dump() {
  for (const [k, t] of [...times].sort((a, b) => b[1].ms - a[1].ms).slice(0, 9))
    console.log('   ', Math.round(t.ms), 'ms', t.n, 'x, max', Math.round(t.max), k)
  times.clear()
}
