import { pickRows } from '@rapport/metrics'
import type { Transactions } from '../calculation/read-transactions.ts'

/** What the customers of a file bought. */
export interface FileCustomers extends Pick<Transactions, 'columns' | 'purchases' | 'asOf'> {
  /** For each row of the columns, the customer's number in `purchases`; the row's own where it is left out. */
  readonly places?: Uint32Array
}

/** The customers of a file by id, in the order of its code units, so that the order of the rows in the file changes nothing. */
export function customersById({ columns, purchases, asOf }: FileCustomers): FileCustomers {
  const { ids } = columns
  const places = Uint32Array.from(ids, (_, place) => place)
  places.sort((left, right) => ((ids[left] ?? '') < (ids[right] ?? '') ? -1 : 1))
  return { columns: pickRows(columns, Array.from(places)), purchases, asOf, places }
}
