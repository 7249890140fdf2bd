import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { RetentionReport } from '@rapport/metrics'
import type { ValueReport } from '@rapport/run'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SegmentCustomer } from '../../apps/cli/src/reports/segment-customers.ts'
import type { SegmentsReport } from '../../apps/cli/src/reports/segments-report.ts'
import { type Installation, install } from '../support/installation.ts'
import { randomNumbers } from '../support/portal.ts'

const people = 400
const asOf = '2024-12-31'
const margin = 0.3

/** Purchases over two years: each customer orders at an own rate until it stops. */
function purchases(): string[] {
  const random = randomNumbers(29)
  const rows: string[] = []
  for (let person = 1; person <= people; person += 1) {
    const gap = 10 + 120 * random()
    const first = Math.floor(360 * random())
    const stops = random() < 0.5 ? first + 300 * random() : 731
    for (let day = first; day < Math.min(stops + 1, 731); day += 1 + Math.floor(-gap * Math.log(random()))) {
      const date = new Date(Date.UTC(2023, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
      rows.push(`${person},${date},${(10 + random() * 90).toFixed(2)}`)
    }
  }
  return rows
}

let installation: Installation
beforeAll(async () => {
  installation = await install('http://127.0.0.1:9', {
    token: null,
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      metrics: { asOf, value: { model: 'mbg-nbd', margin } },
      connections: { shop: { connector: 'csv', settings: { folder: 'exports' } } },
    }),
  })
  const folder = path.join(installation.folder, 'exports')
  await mkdir(folder)
  const contacts = Array.from({ length: people }, (_, index) => `${index + 1},Person ${index + 1}`)
  await writeFile(path.join(folder, 'contacts.csv'), ['id,name', ...contacts, ''].join('\n'))
  const rows = purchases()
  const numbered = rows.map((row, index) => `${index + 1},${row}`)
  await writeFile(
    path.join(folder, 'transactions.csv'),
    ['id,customer_id,date,amount', ...numbered, ''].join('\n'),
  )
  await writeFile(
    path.join(installation.folder, 'transactions.csv'),
    ['customer_id,date,amount', ...rows, ''].join('\n'),
  )
  await writeFile(path.join(installation.folder, 'spend.csv'), 'period_start,amount\n2023-01-01,5000\n')
})
afterAll(() => installation[Symbol.asyncDispose]())

/** What a command prints as JSON. */
async function printed<T>(...parameters: readonly string[]): Promise<T> {
  const finished = await installation.run(...parameters, '--json')
  expect(finished.code, finished.stderr).toBe(0)
  return finished.json<T>()
}

test('A workspace without scores says what to run', async () => {
  for (const report of ['value', 'retention', 'segments']) {
    const { code, stderr } = await installation.run('report', report)
    expect(code).toBe(1)
    expect(stderr).toContain(
      'no customer is scored yet, so there is nothing to report: run "npx rapport sync" first',
    )
  }
})

describe('after a sync', () => {
  beforeAll(async () => {
    const { code, stderr } = await installation.run('sync')
    expect(code, stderr).toBe(0)
  })

  test('the value of all customers is that of the same transactions in a file', async () => {
    const report = await printed<ValueReport>('report', 'value')
    expect(report).toMatchObject({
      asOf,
      currency: 'USD',
      policy: 'btyd@1',
      customers: people,
      valued: people,
      model: { outcome: 'mbg-nbd', reason: null, fittedAsOf: asOf, horizonMonths: 12, margin },
    })
    const settings = ['--model', 'mbg-nbd', '--margin', String(margin), '--as-of', asOf]
    const file = await printed<{ total: ValueReport['future'] }>(
      ...['calc', 'value', '--transactions', 'transactions.csv', ...settings],
    )
    // Scores are rounded to cents.
    const cents = people * 0.005
    expect(Math.abs(report.future.value! - file.total.value!)).toBeLessThan(cents)
    for (const level of [50, 80, 95] as const) {
      const [own, other] = [report.future.intervals![level], file.total.intervals![level]]
      expect(own.low / other.low).toBeCloseTo(1, 6)
      expect(own.high / other.high).toBeCloseTo(1, 6)
    }
  })

  test('value is spread over tenths, and the most valuable customers come with their reason', async () => {
    const { deciles, top, future } = await printed<ValueReport>('report', 'value')
    expect(deciles.map(({ customers }) => customers)).toEqual(Array(10).fill(people / 10))
    expect(deciles.reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 12)
    expect(deciles.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(future.value!, 6)
    expect(top).toHaveLength(10)
    expect(top[0]?.clv).toBe(deciles[0]?.high)
    expect(top[0]?.records[0]).toMatch(/^shop\/contact:\d+$/)
    expect(top[0]?.why).toMatch(/^Future value about/)
  })

  test('people read the total, its intervals, the model and why', async () => {
    const { stdout } = await installation.run('report', 'value')
    expect(stdout).toContain(`As of ${asOf}: ${people} customers with orders.`)
    expect(stdout).toMatch(/^Future value of all customers: [\d,.]+ USD\.$/m)
    expect(stdout).toMatch(/^ {2}95 %: [\d,.]+ to [\d,.]+ USD$/m)
    expect(stdout).toContain('Model: mbg-nbd: set in rapport.yaml, not compared with others')
    expect(stdout).toContain(`Fitted as of ${asOf}.`)
  })

  test('retention is that of the same transactions in a file', async () => {
    const spend = ['--acquisition-spend', 'spend.csv', '--period', 'quarter']
    const report = await printed<RetentionReport>('report', 'retention', ...spend)
    const file = await printed<RetentionReport & Record<string, unknown>>(
      ...['calc', 'retention', '--transactions', 'transactions.csv', '--as-of', asOf],
      ...['--margin', String(margin), ...spend],
    )
    const { n: _n, customers: _customers, churnRisk: _byGaps, ...same } = file
    // Sums of doubles in another order of the customers.
    const rounded = (value: unknown) =>
      JSON.parse(
        JSON.stringify(value, (_, one) => (typeof one === 'number' ? Number(one.toPrecision(12)) : one)),
      )
    expect(rounded(report)).toMatchObject({ ...rounded(same), currency: 'USD' })
    expect(report.overall.customers).toBe(people)
  })

  test('segments hold every customer once, with value and churn risk by the model', async () => {
    const { customers, segments, churnRisk, policies } = await printed<SegmentsReport>('report', 'segments')
    const { future } = await printed<ValueReport>('report', 'value')
    expect(policies).toMatchObject({ segments: 'rfm@1', clv: 'btyd@1' })
    const total = (of: (segment: (typeof segments)[number]) => number) =>
      segments.reduce((sum, segment) => sum + of(segment), 0)
    expect([customers, total((segment) => segment.customers)]).toEqual([people, people])
    expect(total(({ clv }) => clv.sum ?? 0)).toBeCloseTo(future.value!, 6)
    for (const risk of ['low', 'medium', 'high'] as const) {
      expect(total((segment) => segment.churnRisk[risk])).toBe(churnRisk[risk])
    }
    expect(churnRisk.low + churnRisk.medium + churnRisk.high).toBe(people)
  })

  test('a segment lists its customers by value, with their records', async () => {
    const { segments } = await printed<SegmentsReport>('report', 'segments')
    const champions = segments.find(({ segment }) => segment === 'champions')
    const listed = await printed<{ count: number; customers: readonly SegmentCustomer[] }>(
      ...['report', 'segments', '--segment', 'champions'],
    )
    expect(listed.count).toBe(champions?.customers)
    expect(listed.customers).toHaveLength(listed.count)
    const values = listed.customers.map(({ clv }) => clv!)
    expect(values).toEqual([...values].sort((left, right) => right - left))
    for (const { records, probabilityAlive, churnRisk } of listed.customers) {
      expect(records).toHaveLength(1)
      expect(churnRisk).toBe(probabilityAlive! >= 0.7 ? 'low' : probabilityAlive! >= 0.3 ? 'medium' : 'high')
    }
    const { stdout } = await installation.run('report', 'segments', '--segment', 'champions')
    expect(stdout).toContain(`${listed.count} customers are in the segment champions (rfm@1)`)
    expect(stdout).toContain(listed.customers[0]?.records[0])
  })

  test('a segment that does not exist is a mistake in the command', async () => {
    const { code, stderr } = await installation.run('report', 'segments', '--segment', 'best')
    expect(code).toBe(2)
    expect(stderr).toContain('champions')
  })
})
