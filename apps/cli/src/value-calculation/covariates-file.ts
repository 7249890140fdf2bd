import type { CovariateRow } from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import { readTableFile } from './table-file.ts'

/** Reads covariates: `customer_id` and columns of numbers; an empty cell is "not known". */
export async function readCovariates(file: string): Promise<CovariateRow[]> {
  const { name, columns, rows } = await readTableFile(file, { required: ['customer_id'], optional: 'any' })
  const covariates = columns.filter((column) => column !== 'customer_id')
  if (covariates.length === 0) {
    throw new CommandError(`${name} has no column beside customer_id: add columns of numbers`)
  }
  return rows.map(({ line, cells }) => {
    const id = cells.customer_id ?? ''
    if (id === '') throw new CommandError(`${name} line ${line} has no customer_id`)
    const values = covariates.map((column) => {
      const text = cells[column] ?? ''
      const value = text === '' ? null : Number(text)
      if (value !== null && !Number.isFinite(value)) {
        throw new CommandError(
          `${name} line ${line}: ${column} "${text}" is not a number: write one such as 0.5, or leave it empty where it is not known`,
        )
      }
      return [column, value] as const
    })
    return { id, values: Object.fromEntries(values) }
  })
}
