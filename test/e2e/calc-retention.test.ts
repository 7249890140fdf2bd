import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Acquisition, ContractualPeriod, RetentionReport } from '@rapport/metrics'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RetentionRow } from '../../apps/cli/src/retention-calculation/retention-result.ts'
import { type CommandEnd, runWarm } from '../../apps/cli/src/testing/warm-command.ts'

const program = fileURLToPath(new URL('../../apps/cli/bin/rapport.js', import.meta.url))
const sample = new URL('../../apps/sandbox/data/cdnow_sample.txt.gz', import.meta.url)

interface Result extends RetentionReport {
  readonly n: { readonly customers: number; readonly transactions: number; readonly skipped: number }
  readonly contracts: readonly ContractualPeriod[] | null
  readonly acquisition: Acquisition | null
  readonly customers: readonly RetentionRow[]
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-calc-retention-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function give(name: string, rows: readonly string[]): Promise<void> {
  await writeFile(path.join(folder, name), [...rows, ''].join('\n'))
}

/** For what is printed and written: in a process that has loaded the command already. */
async function calc(...parameters: readonly string[]): Promise<CommandEnd> {
  return runWarm({ folder, environment: process.env, parameters: ['calc', 'retention', ...parameters] })
}

/** As a person would: in a process of its own. */
async function calcByItself(...parameters: readonly string[]) {
  const child = spawn(process.execPath, [program, 'calc', 'retention', ...parameters], { cwd: folder })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, stdout, stderr }
}

async function result(...parameters: readonly string[]): Promise<Result> {
  const { code, stdout, stderr } = await calc(...parameters, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

const header = 'customer_id,date,amount'
const four = [
  header,
  'a,2024-01-10,100',
  'a,2024-02-10,50',
  'a,2024-03-10,70',
  'b,2024-01-20,40',
  'c,2024-02-05,30',
  'c,2024-04-05,60',
  'd,2024-04-15,20',
]

describe('four customers, by hand', () => {
  let whole: Result
  beforeAll(async () => {
    await give('four.csv', four)
    await give('subscriptions.csv', [
      'customer_id,start,end,amount,period',
      'a,2024-01-01,,30,month',
      'b,2024-01-15,2024-03-15,300,quarter',
    ])
    await give('spend.csv', [
      'period_start,amount',
      '2024-01-01,100',
      '2024-02-01,60',
      '2024-03-01,40',
      '2024-05-01,70',
    ])
    const files = ['--subscriptions', 'subscriptions.csv', '--acquisition-spend', 'spend.csv']
    whole = await result(
      '--transactions',
      'four.csv',
      '--as-of',
      '2024-04-30',
      ...files,
      '--out',
      'customers.csv',
    )
  })

  test('customers stay until the 95th percentile of all gaps has passed: 60 days', () => {
    expect(whole).toMatchObject({
      policies: { segments: 'rfm@1', churnRisk: 'churn-risk@1', figures: 'plain@1' },
      asOf: '2024-04-30',
      period: 'month',
      n: { customers: 4, transactions: 7 },
      gaps: { p75Days: 60, p95Days: 60, gaps: 3 },
    })
    const counts = whole.periods.map(({ from, retention }) => [
      from,
      retention?.start,
      retention?.new,
      retention?.lost,
      retention?.end,
      retention?.retention?.share ?? null,
    ])
    expect(counts).toEqual([
      ['2024-01-01', 0, 2, 0, 2, null],
      ['2024-02-01', 2, 1, 0, 3, 1],
      ['2024-03-01', 3, 0, 1, 2, 2 / 3],
      ['2024-04-01', 2, 1, 0, 3, 1],
    ])
  })

  test('retention has its Wilson interval, and churn is the rest', () => {
    const march = whole.periods[2]?.retention
    expect(march?.retention?.low).toBeCloseTo(0.207655, 5)
    expect(march?.retention?.high).toBeCloseTo(0.938506, 5)
    expect(march?.churn).toMatchObject({ count: 1, of: 3 })
  })

  test('cohorts tell who ordered and for how much, offset by offset', () => {
    const told = whole.cohorts.map(({ from, customers, cells }) => [
      from,
      customers,
      cells.map((cell) => (cell === null ? null : [cell.active.count, cell.revenue])),
    ])
    expect(told).toEqual([
      [
        '2024-01-01',
        2,
        [
          [2, 140],
          [1, 50],
          [1, 70],
          [0, 0],
        ],
      ],
      [
        '2024-02-01',
        1,
        [
          [1, 30],
          [0, 0],
          [1, 60],
        ],
      ],
      ['2024-04-01', 1, [[1, 20]]],
    ])
  })

  test('a month that is not complete is null', async () => {
    const { cohorts, periods } = await result('--transactions', 'four.csv', '--as-of', '2024-04-29')
    expect(cohorts.map(({ cells }) => cells.at(-1))).toEqual([null, null, null])
    expect(periods.at(-1)?.from).toBe('2024-03-01')
  })

  test('every customer has bands, a segment, flags and a churn risk', () => {
    const told = whole.customers.map((row) => [
      row.customerId,
      [row.recencyBand, row.frequencyBand, row.moneyBand].join(''),
      row.segment,
      row.churnRisk,
      row.isAtRisk,
      row.isNew,
    ])
    expect(told).toEqual([
      ['a', '244', 'at_risk', 'low', true, false],
      ['b', '112', 'lost', 'high', false, false],
      ['c', '333', 'loyal', 'low', false, true],
      ['d', '411', 'new', 'low', false, true],
    ])
    expect(whole.churnRisk).toEqual({ low: 3, medium: 0, high: 1, unknown: 0 })
    expect(whole.overall).toMatchObject({ customers: 4, orders: 7, revenue: 370, averageOrderValue: 370 / 7 })
  })

  test('--out writes them as CSV', async () => {
    const [first, second] = (await readFile(path.join(folder, 'customers.csv'), 'utf8')).split('\n')
    expect(first).toBe(
      'customer_id,first_order,last_order,orders,revenue,recency_band,frequency_band,money_band,segment,churn_risk,is_at_risk,is_new',
    )
    expect(second).toBe('a,2024-01-10,2024-03-10,3,220,2,4,4,at_risk,low,true,false')
  })

  test('contracts have retention and revenue churn', () => {
    const told = whole.contracts?.map(({ from, retention, revenue }) => [
      from,
      retention.start,
      retention.end,
      revenue.start,
      revenue.revenueChurn,
    ])
    expect(told).toEqual([
      ['2024-01-01', 0, 2, 0, null],
      ['2024-02-01', 2, 2, 130, 0],
      ['2024-03-01', 2, 1, 130, 100 / 130],
      ['2024-04-01', 1, 1, 30, 0],
    ])
  })

  test('spend gives the cost of a customer and its payback', () => {
    expect(whole.acquisition).toMatchObject({
      periods: [
        { cost: 50 },
        { cost: 60 },
        { newCustomers: 0, cost: null },
        { newCustomers: null, cost: null },
      ],
      spend: 200,
      newCustomers: 3,
      cost: 200 / 3,
      // 47.50, 16.67 and 43.33 a customer in the first three months.
      paybackMonths: 3,
      value: { policy: 'simple@1', perCustomer: null },
      valueToCost: null,
    })
  })

  test('people read tables', async () => {
    const { stdout } = await calcByItself('--transactions', 'four.csv', '--as-of', '2024-04-30')
    expect(stdout).toContain('As of 2024-04-30, by the month: 4 customers, 7 orders, revenue 370.00.')
    expect(stdout).toMatch(/^2024-03 +3 +0 +1 +2 +66\.7 % +20\.8 % to 93\.9 % +33\.3 %$/m)
    expect(stdout).toContain('Churn risk: 3 low, 0 medium, 1 high.')
  })
})

describe('bad input', () => {
  test('a bad row ends the calculation with its line, or is skipped and listed', async () => {
    await give('bad.csv', [...four, 'e,2024-04-31,5'])
    const stopped = await calc('--transactions', 'bad.csv')
    expect(stopped.code).toBe(1)
    expect(stopped.stderr).toMatch(/bad\.csv line 9: .*2024-04-31/)

    const skipping = ['--on-bad-row', 'skip', '--bad-rows', 'listed.csv']
    const skipped = await calcByItself('--transactions', 'bad.csv', ...skipping, '--json')
    expect(skipped.code, skipped.stderr).toBe(3)
    expect(JSON.parse(skipped.stdout)).toMatchObject({ n: { customers: 4, skipped: 1 } })
    expect(await readFile(path.join(folder, 'listed.csv'), 'utf8')).toMatch(/^9,.*2024-04-31/m)
  })

  test('spend that fits no period is refused with its line', async () => {
    await give('four.csv', four)
    await give('late.csv', ['period_start,amount', '2024-01-15,100'])
    const { code, stderr } = await calc('--transactions', 'four.csv', '--acquisition-spend', 'late.csv')
    expect(code).toBe(1)
    expect(stderr).toContain('late.csv line 2: 2024-01-15 is not the first day of a month: write 2024-01-01')
  })

  test('without a file the command says which one it needs', async () => {
    const { code, stderr } = await calcByItself()
    expect(code).toBe(2)
    expect(stderr).toContain('Give --transactions FILE.csv, --subscriptions FILE.csv, or both.')
  })
})

describe('subscriptions alone', () => {
  beforeAll(() =>
    give('contracts.csv', [
      'customer_id,start,end,amount,period',
      'a,2024-01-01,,30,Month',
      'b,2024-01-15,2024-03-15,300,QUARTER',
    ]),
  )

  test('have the retention under contract that they have beside transactions, and nothing else', async () => {
    await give('four.csv', four)
    const asOf = ['--subscriptions', 'contracts.csv', '--as-of', '2024-04-30']
    const alone = await result(...asOf)
    const both = await result('--transactions', 'four.csv', ...asOf)
    expect(alone).toEqual({
      asOf: '2024-04-30',
      period: 'month',
      n: { customers: 2 },
      contracts: both.contracts,
      customers: [],
    })
    expect(alone.contracts).toHaveLength(4)
  })

  test('are read by people as one table', async () => {
    const { code, stdout } = await calc('--subscriptions', 'contracts.csv', '--as-of', '2024-04-30')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^As of 2024-04-30, by the month: 2 customers with subscriptions\.\n\nContracts\nmonth /,
    )
    expect(stdout).toMatch(/^2024-03 +2 +0 +1 +1 +50\.0 %/m)
  })
})

test('one customer with one order is not told in the plural', async () => {
  await give('one.csv', [header, 'a,2024-01-10,100'])
  const { stdout } = await calc('--transactions', 'one.csv')
  expect(stdout).toContain(': 1 customer, 1 order, revenue 100.00.')
})

test('the sample of CDNOW: three cohorts, all complete, and a CLV : CAC by simple@1', async () => {
  const lines = gunzipSync(await readFile(sample))
    .toString('utf8')
    .trim()
    .split('\n')
  const rows = lines.map((line) => {
    const [, id, date = '', , amount] = line.trim().split(/\s+/)
    return `${id},${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)},${amount}`
  })
  await give('cdnow.csv', [header, ...rows])
  await give('cost.csv', ['period_start,amount', '1997-01-01,8000', '1997-02-01,9000', '1997-03-01,5000'])
  const whole = await result(
    '--transactions',
    'cdnow.csv',
    '--acquisition-spend',
    'cost.csv',
    '--margin',
    '0.3',
  )
  const { n, asOf, cohorts, overall, acquisition, customers, segments } = whole
  expect(n).toMatchObject({ customers: 2357, transactions: 6696 })
  expect(asOf).toBe('1998-06-30')
  expect(cohorts.map(({ from, customers: size }) => [from, size])).toEqual([
    ['1997-01-01', 781],
    ['1997-02-01', 857],
    ['1997-03-01', 719],
  ])
  const revenue = cohorts.flatMap(({ cells }) => cells.map((cell) => cell?.revenue ?? Number.NaN))
  expect(revenue.reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(244_091.94, 6)
  expect(customers).toHaveLength(2357)
  expect(segments.reduce((sum, segment) => sum + segment.customers, 0)).toBe(2357)
  const { averageOrderValue, ordersPerMonth, lifespanMonths } = overall
  const simple = averageOrderValue! * ordersPerMonth! * lifespanMonths! * 0.3
  expect(acquisition?.value.perCustomer).toBeCloseTo(simple, 9)
  expect(acquisition?.valueToCost).toBeCloseTo(simple / (22_000 / 2357), 9)
  expect(acquisition?.paybackMonths).toBe(1)
})
