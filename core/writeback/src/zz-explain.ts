import { sql } from 'kysely'
import { openTestWorkspace } from './test-workspace.ts'

const w = await openTestWorkspace()
const db = w.db
const n = 23570
await sql`insert into customer (level) select 'contact' from generate_series(1, ${n}::int)`.execute(db)
await sql`insert into contact (connection,id,data,hash,revision) select 'crm', (100000+id)::text, '{}', '', id from customer`.execute(
  db,
)
await sql`insert into identity_link select 'crm','contact',(100000+id)::text, id, 'itself' from customer`.execute(
  db,
)
for (let d = 0; d < Number(process.argv[2] ?? 1); d++)
  await sql`insert into score select id, 'auto@1', '2026-03-01'::timestamptz - ${d}::int * interval '1 day', 3, '{"clv":{"value":1,"low":null,"high":2},"orders":{"value":1,"low":null,"high":2},"a":{"value":1,"low":null,"high":2},"b":{"value":1,"low":null,"high":2}}', 'why so', '{}' from customer`.execute(
    db,
  )
for (const t of ['fresh', 'analyzed']) {
  if (t === 'analyzed') await sql`analyze score, identity_link, contact, customer`.execute(db)
  const { rows } = await sql<{
    'QUERY PLAN': string
  }>`explain (analyze, buffers) select page.record_id as "recordId", page.customer_id as "customerId", score.as_of as "asOf",
        score.policy, score.values, score.why
      from (
        select link.record_id, link.customer_id,
          (select max(as_of) from score where score.customer_id = link.customer_id) as latest
        from identity_link link
        join contact record
          on record.connection = link.connection and record.id = link.record_id and record.deleted_at is null
        where link.connection = ${'crm'} and link.entity = ${'contact'} and link.record_id > ${'110000'}
        order by link.record_id
        limit ${1000}
      ) page
      left join score on score.customer_id = page.customer_id and score.as_of = page.latest
      order by page.record_id, score.policy`.execute(db)
  console.log(t + '\n' + rows.map((r) => r['QUERY PLAN']).join('\n'))
}
await w.close()
