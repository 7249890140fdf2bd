// Measures the scoring of tickets and the reports over them, on generated tickets in a real Postgres. Prints JSON.
//   npm run bench:service
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { configuration } from '@rapport/config'
import {
  customersWithMost,
  type FiguresRequest,
  groupedFigures,
  groupedNextReplies,
  SERVICE_GROUPINGS,
  type ServiceSlice,
} from '@rapport/run'
import { saveCustomerService, scoreService, serviceScoreSettings } from '@rapport/score'
import { analyzeTables, openStore } from '@rapport/store'
import { cpuSecondsSince, readCpu } from './cpu.ts'
import { changeOneInHundred, seedTickets } from './service-tickets.ts'

const { values: options } = parseArgs({ options: { tickets: { type: 'string', default: '1000000' } } })
const tickets = Number(options.tickets)
/** As the report shows without --limit. */
const customersShown = 50
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
  await measure('seed', () => seedTickets(store.db, tickets))
  const settings = serviceScoreSettings(config, asOf)
  await measure('score all', () => scoreService(store.db, settings, { signal }))
  await measure('customers', () => saveCustomerService(store.db, { asOf, today: '2025-12-31' }))
  await changeOneInHundred(store.db)
  await measure('score 1 % changed', () => scoreService(store.db, settings, { signal }))
  await measure('customers again', () => saveCustomerService(store.db, { asOf, today: '2025-12-31' }))
  await analyzeTables(store.db, ['ticket_metric', 'ticket_turn'])
  for (const [name, slice] of [
    ['90 days', { from: '2025-10-03', to: '2025-12-31' }],
    ['all', { from: '2025-01-01', to: '2025-12-31' }],
  ] as const) {
    for (const grouping of [null, ...SERVICE_GROUPINGS]) {
      const request = { slice, grouping, clock: 'calendar', asOf, notAtFirstContact: [] } as const
      const by = `${name} by ${grouping ?? 'nothing'}`
      let shown: ServiceSlice = slice
      await measure(by, async () => {
        if (grouping === 'customer') {
          const { customers } = await customersWithMost(store.db, slice, customersShown)
          shown = { ...slice, customers }
        }
        return (await groupedFigures(store.db, { ...request, slice: shown })).length
      })
      await measure(`${by}, next replies`, () => nextReplies({ ...request, slice: shown }))
    }
    await measure(`${name} by agent and day of the reply, next replies`, () =>
      nextReplies({
        slice: { ...slice, dayOf: 'event' },
        grouping: 'agent',
        clock: 'calendar',
        asOf,
        notAtFirstContact: [],
      }),
    )
  }
} finally {
  await store.close()
  await rm(folder, { recursive: true, force: true })
}

/** How many there were. */
async function nextReplies(request: FiguresRequest): Promise<number> {
  const groups = await groupedNextReplies(store.db, request)
  return [...groups.values()].reduce((sum, { answered }) => sum + answered, 0)
}

async function measure<T>(name: string, work: () => Promise<T>): Promise<void> {
  const before = await readCpu(folder)
  const started = performance.now()
  const result = await work()
  const seconds = Number(((performance.now() - started) / 1_000).toFixed(3))
  const { rapport, postgres } = cpuSecondsSince(before, await readCpu(folder))
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(
    `${JSON.stringify({ name, seconds, cpuSeconds: { rapport, postgres }, peakMemoryMb, result })}\n`,
  )
}
