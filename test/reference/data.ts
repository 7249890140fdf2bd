import { readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { type ValueColumns, valueColumns } from '../../core/metrics/src/value/columns.ts'
import type { CovariateColumns } from '../../core/metrics/src/value/covariates/covariate-columns.ts'
import { joinCovariates } from '../../core/metrics/src/value/covariates/covariate-columns.ts'
import { purchaseHistory, type WonDeal } from '../../core/metrics/src/value/occasions.ts'
import { summarize } from '../../core/metrics/src/value/summary.ts'
import { TIME_UNITS } from '../../core/metrics/src/value/time-unit.ts'
import { dataFiles, dataFolderVariable } from './files.ts'

const read = (file: keyof typeof dataFiles): string =>
  readFileSync(path.join(process.env[dataFolderVariable] ?? '', dataFiles[file].name), 'utf8')

/** Rows of a CSV file by the names of the columns; no cell of these files is quoted. */
function readRows(file: keyof typeof dataFiles): Record<string, string>[] {
  const [head = '', ...lines] = read(file).trim().split(/\r?\n/)
  const names = head.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))
  })
}

const numbers = (rows: readonly Record<string, string>[], name: string): Float64Array =>
  Float64Array.from(rows, (row) => Number(row[name]))

/** The 600 apparel customers as they were on 2006-12-31, 104 weeks after all of them first ordered. */
export function apparel(): { columns: ValueColumns; covariates: CovariateColumns } {
  const deals = new Map<string, WonDeal[]>()
  readRows('transactions').forEach(({ Id = '', Date: closedAt = '', Price = '' }, row) => {
    const own = deals.get(Id) ?? []
    own.push({ id: String(row), closedAt, amount: Price })
    deals.set(Id, own)
  })
  const columns = valueColumns(
    [...deals].map(([id, own]) => ({
      id,
      summary: summarize(purchaseHistory(own, { timeZone: 'UTC', asOf: '2006-12-31' }), TIME_UNITS.week),
    })),
    'week',
  )
  const rows = readRows('covariates').map(({ Id = '', Gender, Channel }) => ({
    id: Id,
    values: { Gender: Number(Gender), Channel: Number(Channel) },
  }))
  return { columns, covariates: joinCovariates(columns.ids, rows).covariates }
}

/** The apparel customers as summarised by another program, in the order of their ids. */
export function apparelSummary() {
  const rows = readRows('apparelSummary')
  return {
    ids: rows.map((row) => row.Id ?? ''),
    frequency: numbers(rows, 'x'),
    recency: numbers(rows, 't.x'),
    age: numbers(rows, 'T.cal'),
    ordersAfter: numbers(rows, 'x_star'),
  }
}

/** CDNOW, the sample of 2,357 customers in weeks to 1997-09-30, with means rounded to cents. */
export function cdnowSample() {
  const rows = readRows('cdnowSummary')
  return {
    frequency: numbers(rows, 'x'),
    recency: numbers(rows, 't_x'),
    age: numbers(rows, 'T'),
    mean: numbers(rows, 'zbar'),
    ordersAfter: numbers(rows, 'x_star'),
  }
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

export type ReferenceFit = z.infer<typeof estimate>

const timing = { t: z.number(), delta: z.number(), bgnbd: estimate, mbg: estimate, pnbd: estimate }

/** The independent fits of both cohorts. */
export const referenceFits = () =>
  z
    .object({
      apparel_w104: z.object({ ...timing, pnbd_cov: estimate, bgnbd_cov_mean_link: estimate }),
      cdnow_sample_cal39w: z.object({ ...timing, gg: estimate }),
    })
    .parse(JSON.parse(read('fits')))
