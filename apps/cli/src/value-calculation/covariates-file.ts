import type { CovariateRow } from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import { readTableFile } from './table-file.ts'

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** Reads covariates: `customer_id` and columns of numbers, a row for each customer; an empty cell is "not known". */
export async function readCovariates(file: string): Promise<CovariateRow[]> {
  const { name, columns, rows } = await readTableFile(file, { required: ['customer_id'], optional: 'any' })
  const covariates = columns.filter((column) => column !== 'customer_id')
  if (covariates.length === 0) {
    throw new CommandError(`${name} has no column beside customer_id: add columns of numbers`)
  }
  if (rows.length === 0) throw new CommandError(`${name} has a header and no rows: nothing to calculate with`)
  const lineOf = new Map<string, number>()
  return rows.map(({ line, cells }) => {
    const at = `${name} line ${line}`
    const id = cells.customer_id ?? ''
    if (id === '') throw new CommandError(`${at}: customer_id is empty`)
    const before = lineOf.get(id)
    if (before !== undefined) {
      throw new CommandError(`${at}: customer ${id} is in line ${before} already: give each customer one row`)
    }
    lineOf.set(id, line)
    const values = covariates.map((column) => [column, covariateOf(cells[column] ?? '', column, at)] as const)
    return { id, values: Object.fromEntries(values) }
  })
}

function covariateOf(text: string, column: string, at: string): number | null {
  if (text === '') return null
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  if (Number.isFinite(value)) return value
  throw new CommandError(
    `${at}: ${column} "${text}" is not a number: write one such as 0.5, or leave it empty where it is not known`,
  )
}
