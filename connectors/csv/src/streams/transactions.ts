import { CellError, readCurrency, readDecimal, readInstant } from '../cells.ts'
import type { Columns } from '../columns.ts'
import { defineFile, defineFileStream } from '../file-stream.ts'
import { Ordinals } from '../ordinals.ts'

/** Column by model field. */
export const transactionColumns = {
  id: 'id',
  contact: 'customer_id',
  company: 'company_id',
  date: 'date',
  amount: 'amount',
  currency: 'currency',
  name: 'name',
  pipeline: 'pipeline',
  dealType: 'deal_type',
  product: 'product',
  modifiedAt: 'modified_at',
  deleted: 'deleted',
} as const
type Field = keyof typeof transactionColumns

/**
 * `transactions.csv`: one purchase a row, read as a deal that is won. It belongs to a contact (`customer_id`), to a company
 * (`company_id`), or to both.
 *
 * Its id is the column `id`. A file without that column is keyed by customer, date, amount and a number among rows that are
 * equal in all three: `42|1998-01-03T00:00:00.000Z|29.33|1`. The key does not depend on the order of the rows; a corrected
 * amount or date makes a new transaction, and the old one stays. Files that are corrected need an id.
 */
export const transactionFile = defineFile<'deal', Field>({
  entity: 'deal',
  kind: 'transactions',
  columns: transactionColumns,
  require: (columns) => {
    columns.requireOneOf('date')
    columns.requireOneOf('amount')
    columns.requireOneOf('contact', 'company')
  },
  startPass: (columns) => {
    const ordinals = new Ordinals()
    return (cells) => {
      const text = (field: Field): string | null => columns.optional(cells, field)
      const [contact, company] = [text('contact'), text('company')]
      if (contact === null && company === null) {
        throw new CellError(`the row names no customer: fill ${customerColumns(columns)}`)
      }
      const closedAt = readInstant(columns.cell(cells, 'date'), columns.name('date'))
      const [amount, currency] = [text('amount'), text('currency')]
      const exact = amount === null ? null : readDecimal(amount, columns.name('amount'))
      const key = [contact ?? company, closedAt, exact ?? ''].join('|')
      return {
        record: {
          id: columns.has('id') ? columns.id(cells) : `${key}|${ordinals.next(key)}`,
          name: text('name'),
          pipeline: text('pipeline'),
          dealType: text('dealType'),
          product: text('product'),
          state: 'won',
          amount: exact,
          currency: currency === null ? null : readCurrency(currency, columns.name('currency')),
          closedAt,
          contacts: contact === null ? [] : [{ id: contact, primary: true }],
          companies: company === null ? [] : [{ id: company, primary: true }],
          modifiedAt: columns.instant(cells, 'modifiedAt'),
        },
        deleted: columns.yesNo(cells, 'deleted'),
      }
    }
  },
})

export const transactions = defineFileStream(transactionFile)

function customerColumns(columns: Columns<Field>): string {
  return (['contact', 'company'] as const)
    .filter((field) => columns.has(field))
    .map((field) => columns.name(field))
    .join(' or ')
}
