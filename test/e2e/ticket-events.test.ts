import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ServiceReport } from '@rapport/run'
import { expect, it } from 'vitest'
import { randomEvents } from '../../connectors/csv/src/testing/random-events.ts'
import { install } from '../support/installation.ts'

const asOf = '2026-03-01'
const hours = ['09:00-17:00']
const schedule = {
  id: 'day',
  timezone: 'Europe/Berlin',
  weekly: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours },
}

interface Calculated {
  readonly summary: {
    readonly firstResponse: Readonly<Record<string, unknown>> & { readonly interval: Record<string, unknown> }
    readonly fcr: Readonly<Record<string, unknown>>
  }
}

it('a file of ticket events gives one set of numbers, synced and reported or calculated from the file', async () => {
  await using installation = await install('http://127.0.0.1:9', {
    token: null,
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      timezone: 'Europe/Berlin',
      connections: { desk: { connector: 'csv', settings: { folder: 'exports' } } },
      metrics: { asOf, service: { schedules: [schedule] } },
    }),
  })
  const folder = path.join(installation.folder, 'exports')
  await mkdir(folder)
  const lines = randomEvents(120, 3).map((line) => `${JSON.stringify(line)}\n`)
  await writeFile(path.join(folder, 'ticket-events.jsonl'), lines.join(''))
  // JSON is YAML.
  await writeFile(path.join(installation.folder, 'hours.yaml'), JSON.stringify({ schedules: [schedule] }))

  const synced = await installation.run('sync', '--json')
  expect(synced.code, synced.stderr).toBe(0)
  const period = ['--from', '2026-01-01', '--to', '2026-12-31']
  const reported = await installation.run('report', 'service', ...period, '--json')
  const { total } = reported.json<ServiceReport>()
  const calculated = await installation.run(
    ...['calc', 'service', '--events', 'exports/ticket-events.jsonl', '--as-of', asOf],
    ...['--schedule', 'hours.yaml', '--json'],
  )
  const { summary } = calculated.json<Calculated>()
  const { counts, fcr, withinTarget, median, p75, p90, p95 } = total.figures!
  expect(counts.n).toBeGreaterThan(50)
  expect(summary.firstResponse).toMatchObject({
    n: counts.n,
    answered: counts.answered,
    overdue: counts.overdue,
    pending: counts.pending,
    closedWithoutReply: counts.closedWithoutReply,
    median: median?.value,
    p75: p75?.value,
    p90: p90?.value,
    p95: p95?.value,
    withinTarget,
  })
  expect(summary.fcr).toMatchObject({ n: counts.fcrJudged, maturing: counts.fcrMaturing, ...fcr })
})
