import { sql } from 'kysely'
import { applyPlan } from './apply.ts'
import { targetFields } from './fields.ts'
import { createPlan } from './plan.ts'
import { planRevert } from './revert.ts'
import { testContext, testCrm } from './test-crm.ts'
import { openTestWorkspace } from './test-workspace.ts'
import { wantedFromScores } from './wanted.ts'

const n = 23570
const w = await openTestWorkspace()
const db = w.db
await sql`insert into customer (level) select 'contact' from generate_series(1, ${n}::int)`.execute(db)
await sql`insert into contact (connection,id,data,hash,revision) select 'crm', (100000+id)::text, '{}', '', id from customer`.execute(
  db,
)
await sql`insert into identity_link select 'crm','contact',(100000+id)::text, id, 'itself' from customer`.execute(
  db,
)
const score = (day: string, f: number) =>
  sql`insert into score select id, 'auto@1', ${day}::timestamptz, 3, jsonb_build_object(
 'clv', jsonb_build_object('value', id * ${f}::float8, 'low', 1, 'high', 2),'clv_low', jsonb_build_object('value', id * ${f}::float8*0.9, 'low', 1, 'high', 2),'clv_high', jsonb_build_object('value', id * ${f}::float8*1.1, 'low', 1, 'high', 2),
 'expected_orders', jsonb_build_object('value', 1.25, 'low', 1, 'high', 2),'probability_alive', jsonb_build_object('value', 0.75, 'low', 1, 'high', 2),
 'historic_value', jsonb_build_object('value', id*2, 'low', 1, 'high', 2),'average_order_value', jsonb_build_object('value', id/7.0, 'low', 1, 'high', 2),'orders', jsonb_build_object('value', 3, 'low', 1, 'high', 2),'last_order_at', jsonb_build_object('value', '2026-01-01', 'low', null, 'high', null)),
 'Bought 3 times, last in January; expected to buy 1.25 times in the next 12 months, worth about a lot.', '{"a":"some explanation that is fairly long"}' from customer`.execute(
    db,
  )
await score('2026-03-01', 1)
if (process.argv[2] === 'history')
  for (let d = 1; d < 60; d++)
    await sql`insert into score select customer_id, policy, as_of - ${d}::int * interval '1 day', n, values, why, explanation from score where as_of = '2026-03-01'`.execute(
      db,
    )
const fields = targetFields([
  'clv',
  'clv_low',
  'clv_high',
  'expected_orders',
  'probability_alive',
  'historic_value',
  'average_order_value',
  'orders',
  'last_order_at',
  'scores_as_of',
  'why',
])
const crm = testCrm(
  Array.from({ length: n }, (_, i) => String(100001 + i)),
  100,
)
const t = async <T>(name: string, f: () => Promise<T>) => {
  const s = performance.now()
  const r = await f()
  dump()
  console.log(
    name,
    Math.round(performance.now() - s),
    'ms',
    JSON.stringify(r),
    Math.round(process.memoryUsage().rss / 1e6),
    'MB',
  )
  return r
}
const plan = () =>
  createPlan(db, {
    runId: null,
    connection: 'crm',
    entity: 'contact',
    fields,
    onDrift: 'keep',
    materiality: 0.01,
    wanted: wantedFromScores(db, { connection: 'crm', entity: 'contact', fields }),
  })
const go = (id: number) =>
  applyPlan(db, testContext(), crm.target, id, {
    onDrift: 'keep',
    fields,
    signal: new AbortController().signal,
  })
await t('scan wanted', async () => {
  let k = 0
  for await (const _ of wantedFromScores(db, { connection: 'crm', entity: 'contact', fields })) k++
  return k
})
const p1 = await t('plan first', plan)
await t('apply first', () => go(p1.planId))
await t('plan nothing', plan)
await score('2026-03-02', 1.5)
const p2 = await t('plan changed', plan)
await t('apply changed', () => go(p2.planId))
const r = await t('plan revert', () => planRevert(db, p2.planId))
await t('apply revert', () => go(r.planId))
await t('plan after (held back)', plan)
await w.close()
