import { sliceRows, type ValueColumns } from '../value/columns.ts'

/**
 * Some rows of columns at a time, always in the same memory: columns made anew for each of many large groups stay there
 * until the collector finds them. Ids are left out.
 */
export class PickedRows {
  readonly #columns: ValueColumns
  readonly #picked: ValueColumns

  constructor(columns: ValueColumns, most: number) {
    const column = () => new Float64Array(most)
    this.#columns = columns
    this.#picked = {
      unit: columns.unit,
      ids: [],
      frequency: column(),
      recency: column(),
      age: column(),
      monetary: column(),
      spendOccasions: column(),
      historicValue: column(),
      orders: column(),
      averageOrderValue: column(),
      pricedOrders: column(),
    }
  }

  /** The rows at the places, up to the next call. */
  pick(rows: readonly number[]): ValueColumns {
    for (const name of NUMBERS) copyRows(this.#columns[name], rows, this.#picked[name])
    return sliceRows(this.#picked, 0, rows.length)
  }
}

const NUMBERS = [
  'frequency',
  'recency',
  'age',
  'monetary',
  'spendOccasions',
  'historicValue',
  'orders',
  'averageOrderValue',
  'pricedOrders',
] as const satisfies readonly (keyof ValueColumns)[]

function copyRows(column: Float64Array, rows: readonly number[], into: Float64Array): void {
  for (let place = 0; place < rows.length; place += 1) {
    into[place] = column[rows[place] ?? 0] ?? Number.NaN
  }
}
