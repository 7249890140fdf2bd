import { ValueColumnsBuilder } from './columns-builder.ts'
import type { PurchaseSummary } from './summary.ts'
import { TIME_UNITS, type TimeUnitName } from './time-unit.ts'

/**
 * Summaries of many customers, as columns of equal length; NaN is "unknown". The unit travels with the numbers, so
 * that weeks are never taken for months.
 */
export interface ValueColumns {
  readonly unit: TimeUnitName
  readonly ids: readonly string[]
  /** Repeat orders; NaN without an order, as recency and age. */
  readonly frequency: Float64Array
  readonly recency: Float64Array
  readonly age: Float64Array
  /** Mean of the repeat orders with a known amount above 0; NaN where there is none. */
  readonly monetary: Float64Array
  /** How many orders `monetary` is over. */
  readonly spendOccasions: Float64Array
  /** Won to date, net of refunds; NaN where no amount is known. */
  readonly historicValue: Float64Array
  readonly orders: Float64Array
  /** Mean of all orders with a known amount above 0; NaN where there is none. */
  readonly averageOrderValue: Float64Array
  readonly pricedOrders: Float64Array
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
] as const satisfies readonly (keyof PurchaseSummary & keyof ValueColumns)[]

/** Columns from summaries that were made in the unit. */
export function valueColumns(
  summaries: readonly { readonly id: string; readonly summary: PurchaseSummary }[],
  unit: TimeUnitName,
): ValueColumns {
  const builder = new ValueColumnsBuilder(unit)
  for (const { id, summary } of summaries) builder.add(id, summary)
  return builder.finish()
}

/** Throws a RangeError where a column has another length than `ids`, or the unit is none. */
export function checkColumns(columns: ValueColumns): void {
  if (!Object.hasOwn(TIME_UNITS, columns.unit)) {
    throw new RangeError(`The unit of the columns is "${columns.unit}"; it must be day, week or month.`)
  }
  for (const name of NUMBERS) {
    if (columns[name].length !== columns.ids.length) {
      throw new RangeError(
        `Column ${name} has ${columns[name].length} rows and there are ${columns.ids.length} ids; give one for each.`,
      )
    }
  }
}

/** The rows at the given places. */
export function pickRows(columns: ValueColumns, rows: readonly number[]): ValueColumns {
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN)
  return {
    unit: columns.unit,
    ids: rows.map((row) => columns.ids[row] ?? ''),
    frequency: pick(columns.frequency),
    recency: pick(columns.recency),
    age: pick(columns.age),
    monetary: pick(columns.monetary),
    spendOccasions: pick(columns.spendOccasions),
    historicValue: pick(columns.historicValue),
    orders: pick(columns.orders),
    averageOrderValue: pick(columns.averageOrderValue),
    pricedOrders: pick(columns.pricedOrders),
  }
}

/** The rows from `start` up to, not including, `end`. The numbers are not copied. */
export function sliceRows(columns: ValueColumns, start: number, end: number): ValueColumns {
  const slice = (column: Float64Array) => column.subarray(start, end)
  return {
    unit: columns.unit,
    ids: columns.ids.slice(start, end),
    frequency: slice(columns.frequency),
    recency: slice(columns.recency),
    age: slice(columns.age),
    monetary: slice(columns.monetary),
    spendOccasions: slice(columns.spendOccasions),
    historicValue: slice(columns.historicValue),
    orders: slice(columns.orders),
    averageOrderValue: slice(columns.averageOrderValue),
    pricedOrders: slice(columns.pricedOrders),
  }
}

/** The customers with at least one order. */
export function rowsWithOrders(columns: ValueColumns): number[] {
  const rows: number[] = []
  columns.orders.forEach((orders, row) => {
    if (orders > 0) rows.push(row)
  })
  return rows
}
