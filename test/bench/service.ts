// Measures the scoring of tickets and the reports over them, on generated tickets in a real Postgres. Prints JSON.
//   node test/bench/service.ts --tickets 1000000
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { configuration } from '@rapport/config'
import { groupedFigures, SERVICE_GROUPINGS } from '@rapport/run'
import { saveCustomerService, scoreService, serviceScoreSettings } from '@rapport/score'
import { analyzeTables, type Database, openStore } from '@rapport/store'
import { sql } from 'kysely'
import '../../apps/cli/bin/memory.js'

const { values: options } = parseArgs({ options: { tickets: { type: 'string', default: '1000000' } } })
const tickets = Number(options.tickets)
const asOf = new Date('2025-12-31T23:59:59Z')
const config = configuration.parse({
  workspace: 'bench',
  metrics: {
    service: {
      schedules: [
        {
          timezone: 'Europe/Berlin',
          weekly: Object.fromEntries(
            ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, ['09:00-17:00']]),
          ),
          holidays: [{ date: '2025-12-25' }, { date: '2025-12-26' }, { date: '2025-05-01' }],
        },
      ],
    },
  },
})

const folder = await mkdtemp(path.join(tmpdir(), 'rapport-bench-'))
const store = await openStore({ workspace: 'bench', databaseUrl: process.env.DATABASE_URL, folder })
const signal = new AbortController().signal
try {
  await measure('seed', () => seed(store.db))
  const settings = serviceScoreSettings(config, asOf)
  await measure('score all', () => scoreService(store.db, settings, { signal }))
  await measure('customers', () => saveCustomerService(store.db, { asOf, today: '2025-12-31' }))
  await change(store.db)
  await measure('score 1 % changed', () => scoreService(store.db, settings, { signal }))
  await measure('customers again', () => saveCustomerService(store.db, { asOf, today: '2025-12-31' }))
  await analyzeTables(store.db, ['ticket_metric', 'ticket_turn'])
  for (const [name, slice] of [
    ['90 days', { from: '2025-10-03', to: '2025-12-31' }],
    ['all', { from: '2025-01-01', to: '2025-12-31' }],
  ] as const) {
    for (const grouping of [null, ...SERVICE_GROUPINGS]) {
      await measure(`${name} by ${grouping ?? 'nothing'}`, async () => {
        const groups = await groupedFigures(store.db, {
          slice,
          grouping,
          clock: 'calendar',
          asOf,
          notAtFirstContact: [],
        })
        return groups.length
      })
    }
  }
} finally {
  await store.close()
  await rm(folder, { recursive: true, force: true })
}

async function measure<T>(name: string, work: () => Promise<T>): Promise<void> {
  const started = performance.now()
  const result = await work()
  const seconds = Number(((performance.now() - started) / 1_000).toFixed(3))
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(`${JSON.stringify({ name, seconds, peakMemoryMb, result })}\n`)
}

/** One ticket has a question, an automatic answer, a reply and a solution; every fifth is asked again and answered. */
async function seed(db: Database): Promise<number> {
  const started = sql`timestamptz '2025-01-01' + make_interval(secs => floor(n::float8 * 31535000 / ${tickets}::float8))`
  const text = (expression: ReturnType<typeof sql>) =>
    sql`to_char((${expression}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
  const wait = sql`make_interval(secs => 60 + (('x' || substr(md5(n::text), 1, 6))::bit(24)::integer % 30000))`
  await sql`
    insert into customer (level, name) select 'contact', 'Customer ' || n from generate_series(1, 200000) as n
  `.execute(db)
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason)
    select 'desk', 'contact', 'c' || n, n, 'bench' from generate_series(1, 200000) as n
  `.execute(db)
  await sql`
    insert into ticket (connection, id, data, hash, revision)
    select 'desk', n::text, jsonb_build_object(
      'id', n::text, 'subject', 'Ticket ' || n, 'category', 'solved', 'status', 'solved',
      'channel', (array['email', 'chat', 'form'])[1 + n % 3], 'priority', (array['low', 'normal', 'high'])[1 + n % 3],
      'topic', (array['billing', 'delivery', 'product', 'account'])[1 + n % 4], 'initiator', 'customer',
      'contacts', jsonb_build_array(jsonb_build_object('id', 'c' || 1 + (n * 7919) % 200000, 'label', null, 'primary', true)),
      'companies', jsonb_build_array(), 'agentId', 'a' || n % 50, 'teamId', 't' || n % 8,
      'createdAt', ${text(started)}, 'closedAt', null, 'spam', false, 'vendorReported', '{}'::jsonb), '', nextval('revision')
    from generate_series(1, ${tickets}::integer) as n
  `.execute(db)
  const message = (id: string, at: ReturnType<typeof sql>, more: string) => sql`
    select 'desk', ${id} || n, jsonb_build_object(
      'id', ${id} || n, 'ticketId', n::text, 'at', ${text(at)}, 'visibility', 'public', 'kind', 'email', 'delivered', true,
      'authorId', case when ${id} = 'm1' then null else 'a' || n % 50 end, 'sessionId', null, 'ringAt', null,
      'answeredAt', null, 'endedAt', null) || ${more}::jsonb, '', nextval('revision')
    from generate_series(1, ${tickets}::integer) as n`
  const customer = '{"direction":"in","author":"customer","automatic":false}'
  const automatic = '{"direction":"out","author":"automation","automatic":true}'
  const agent = '{"direction":"out","author":"agent","automatic":false}'
  await sql`
    insert into message (connection, id, data, hash, revision)
    ${message('m1', started, customer)}
    union all ${message('m2', sql`${started} + interval '1 minute'`, automatic)}
    union all ${message('m3', sql`${started} + ${wait}`, agent)}
  `.execute(db)
  await sql`
    insert into status_change (connection, id, data, hash, revision)
    select 'desk', 's' || n, jsonb_build_object('id', 's' || n, 'ticketId', n::text,
      'at', ${text(sql`${started} + ${wait} + interval '5 minutes'`)}, 'from', 'open', 'to', 'solved', 'category', 'solved', 'by', null),
      '', nextval('revision')
    from generate_series(1, ${tickets}::integer) as n
    union all
    select 'desk', 'r' || n, jsonb_build_object('id', 'r' || n, 'ticketId', n::text,
      'at', ${text(sql`${started} + ${wait} + interval '1 day'`)}, 'from', 'solved',
      'to', case when n % 5 = 0 then 'open' else 'closed' end, 'category', case when n % 5 = 0 then 'open' else 'closed' end, 'by', null),
      '', nextval('revision')
    from generate_series(1, ${tickets}::integer) as n
  `.execute(db)
  await analyzeTables(db, ['ticket', 'message', 'status_change', 'identity_link', 'customer'])
  return tickets * 6
}

/** One ticket in a hundred gets another message. */
async function change(db: Database): Promise<void> {
  await sql`
    update message set revision = nextval('revision') where id like 'm3%' and right(id, 2) = '00'
  `.execute(db)
}
