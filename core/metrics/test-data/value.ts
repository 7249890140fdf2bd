import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import type { ValueColumns } from '../src/value/columns.ts'
import type { WonDeal } from '../src/value/occasions.ts'

/** Reads the committed test data; for tests and benchmarks only. */
const read = (path: string): Buffer => readFileSync(new URL(path, import.meta.url))

/** Rows of a CSV file as objects of numbers; an empty cell is NaN. */
export function readNumbers(text: string): Record<string, number>[] {
  const [head = '', ...lines] = text.trim().split('\n')
  const names = head.trim().split(',')
  return lines.map((line) => {
    const cells = line.trim().split(',')
    return Object.fromEntries(names.map((name, i) => [name, cells[i] === '' ? Number.NaN : Number(cells[i])]))
  })
}

/** A grid of hard rows with exact values. */
export const numericsGrid = (name: 'bgnbd' | 'mbg' | 'gg' | 'bgbb' | 'sbg' | 'pnbd'): Record<string, number>[] =>
  readNumbers(read(`./numerics/${name}.csv`).toString())

/** CDNOW, all 23,570 customers: the columns of the committed summary file. */
export function cdnowFull(): Record<'x' | 't_x' | 'T' | 'zbar' | 'x_star' | 'spend_star', Float64Array> {
  const rows = readNumbers(gunzipSync(read('./cdnow_full_cbs.csv.gz')).toString())
  const column = (name: string) => Float64Array.from(rows, (row) => row[name] ?? Number.NaN)
  return {
    x: column('x'),
    t_x: column('t_x'),
    T: column('T'),
    zbar: column('zbar'),
    x_star: column('x_star'),
    spend_star: column('spend_star'),
  }
}

/** CDNOW as the columns of the value metrics; the first orders' amounts are not in the file, so means are of repeats. */
export function cdnowFullColumns(): ValueColumns {
  const { x, t_x, T, zbar } = cdnowFull()
  const priced = x.map((count, row) => ((zbar[row] ?? 0) > 0 ? count : 0))
  const mean = zbar.map((value) => (value > 0 ? value : Number.NaN))
  return {
    unit: 'week',
    ids: Array.from(x, (_, row) => String(row + 1)),
    frequency: x,
    recency: t_x,
    age: T,
    monetary: mean,
    spendOccasions: priced,
    historicValue: x.map((count, row) => count * (zbar[row] ?? 0)),
    orders: x.map((count) => count + 1),
    averageOrderValue: mean,
    pricedOrders: priced,
  }
}

/** The 1/10 sample of CDNOW (2,357 customers), deal by deal, from the sandbox's copy of the public file. */
export function cdnowSampleDeals(): { id: string; deals: WonDeal[] }[] {
  const customers = new Map<string, WonDeal[]>()
  const lines = gunzipSync(read('../../../apps/sandbox/data/cdnow_sample.txt.gz')).toString().split('\n')
  lines.forEach((line, index) => {
    const [, id, date, , value] = line.trim().split(/\s+/)
    if (id === undefined || date === undefined || value === undefined) return
    const deals = customers.get(id) ?? []
    deals.push({
      id: String(index),
      closedAt: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`,
      amount: value,
    })
    customers.set(id, deals)
  })
  return [...customers].map(([id, deals]) => ({ id, deals }))
}

const estimate = z.object({
  params: z.record(z.string(), z.number()),
  se: z.record(z.string(), z.number()),
  cov: z.array(z.array(z.number())),
  LL: z.number(),
  sum_p_alive: z.number().optional(),
  sum_cet: z.number().optional(),
  sum_dert: z.number().optional(),
})
const cohort = z.object({
  t: z.number(),
  delta: z.number(),
  bgnbd: estimate,
  mbg: estimate,
  pnbd: estimate,
  gg: estimate.optional(),
})
const reference = z.object({ cdnow_sample_cal39w: cohort, cdnow_full_cal39w: cohort })

/** Independent fits: see the README of the test data. */
export const referenceFits = (): z.infer<typeof reference> =>
  reference.parse(JSON.parse(read('./reference.json').toString()))

/** Independent fits of BG/BB and sBG: see the README of the test data. */
export const referenceEstimate = (
  name: 'donations_bgbb' | 'sbg_highend' | 'sbg_regular',
): z.infer<typeof estimate> =>
  z.object({ [name]: estimate }).parse(JSON.parse(read('./reference.json').toString()))[name]!

/** 11,104 donors over 6 yearly appeals, one row each, as the columns of a model of purchase times. */
export function donations(): Record<'frequency' | 'recency' | 'age', Float64Array> {
  const rows = readNumbers(read('./donations_bgbb.csv').toString()).flatMap((row) =>
    Array.from({ length: row.weights! }, () => row),
  )
  return {
    frequency: Float64Array.from(rows, (row) => row.frequency!),
    recency: Float64Array.from(rows, (row) => row.recency!),
    age: Float64Array.from(rows, (row) => row.periods!),
  }
}

/** The share of customers of a segment still there after 0, 1, … 12 years, in percent. */
export const survivalPercent = (segment: 'highend' | 'regular'): number[] =>
  read('./sbg_retention.csv')
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(','))
    .filter(([name]) => name === segment)
    .map(([, , percent]) => Number(percent))
