import { CommandError } from '../command-error.ts'
import { quoteCell } from './bad-row.ts'

/** The columns of a file of transactions. */
export const TRANSACTION_COLUMNS = ['customer_id', 'date', 'amount', 'currency'] as const

export type TransactionColumn = (typeof TRANSACTION_COLUMNS)[number]

const REQUIRED = ['customer_id', 'date', 'amount'] as const satisfies readonly TransactionColumn[]

const isColumn = (name: string): name is TransactionColumn =>
  (TRANSACTION_COLUMNS as readonly string[]).includes(name)

/** The columns in the order of the file. Throws a CommandError that names what is unknown, missing or there twice. */
export function readHeader(cells: readonly string[], file: string): readonly TransactionColumn[] {
  const [only = ''] = cells
  if (cells.length === 1 && /[;\t|]/.test(only)) {
    throw new CommandError(`${file}: the header has no commas: separate the cells with commas`)
  }
  const unknown = cells.filter((name) => !isColumn(name))
  if (unknown.length > 0) {
    throw new CommandError(
      `${file}: unknown column${unknown.length > 1 ? 's' : ''} ${unknown.map(quoteCell).join(', ')}: the columns are customer_id, date, amount and, optionally, currency`,
    )
  }
  const columns = cells.filter(isColumn)
  for (const name of columns) {
    if (columns.indexOf(name) !== columns.lastIndexOf(name)) {
      throw new CommandError(`${file}: the header has the column ${name} twice: remove one of them`)
    }
  }
  const missing = REQUIRED.filter((name) => !columns.includes(name))
  if (missing.length > 0) {
    throw new CommandError(
      `${file}: the header has no column ${missing.join(' and no column ')}: add ${missing.length > 1 ? 'them' : 'it'}; the first line must be customer_id,date,amount`,
    )
  }
  return columns
}
