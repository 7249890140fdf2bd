import type { ValueColumns } from './columns.ts'
import type { PurchaseSummary } from './summary.ts'
import type { TimeUnitName } from './time-unit.ts'

/** A column of numbers that grows; NaN is "unknown". */
export class GrowingColumn {
  #values: Float64Array
  #length = 0

  /** With the number of rows to expect, the column never has to be copied to a larger one. */
  constructor(expected = 1024) {
    this.#values = new Float64Array(Math.max(1, expected))
  }

  push(value: number | null): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length] = value ?? Number.NaN
    this.#length += 1
  }

  /** The values so far. */
  finish(): Float64Array {
    return this.#values.subarray(0, this.#length)
  }
}

/** Builds the columns of many customers one by one, without keeping their summaries: for streams of any length. */
export class ValueColumnsBuilder {
  readonly #unit: TimeUnitName
  readonly #ids: string[] = []
  readonly #frequency: GrowingColumn
  readonly #recency: GrowingColumn
  readonly #age: GrowingColumn
  readonly #monetary: GrowingColumn
  readonly #spendOccasions: GrowingColumn
  readonly #historicValue: GrowingColumn
  readonly #orders: GrowingColumn
  readonly #averageOrderValue: GrowingColumn
  readonly #pricedOrders: GrowingColumn

  constructor(unit: TimeUnitName, expected?: number) {
    this.#unit = unit
    this.#frequency = new GrowingColumn(expected)
    this.#recency = new GrowingColumn(expected)
    this.#age = new GrowingColumn(expected)
    this.#monetary = new GrowingColumn(expected)
    this.#spendOccasions = new GrowingColumn(expected)
    this.#historicValue = new GrowingColumn(expected)
    this.#orders = new GrowingColumn(expected)
    this.#averageOrderValue = new GrowingColumn(expected)
    this.#pricedOrders = new GrowingColumn(expected)
  }

  /** Adds a customer whose summary was made in the builder's unit. */
  add(id: string, summary: PurchaseSummary): void {
    this.#ids.push(id)
    this.#frequency.push(summary.frequency)
    this.#recency.push(summary.recency)
    this.#age.push(summary.age)
    this.#monetary.push(summary.monetary)
    this.#spendOccasions.push(summary.spendOccasions)
    this.#historicValue.push(summary.historicValue === null ? null : Number(summary.historicValue))
    this.#orders.push(summary.orders)
    this.#averageOrderValue.push(summary.averageOrderValue)
    this.#pricedOrders.push(summary.pricedOrders)
  }

  finish(): ValueColumns {
    return {
      unit: this.#unit,
      ids: this.#ids,
      frequency: this.#frequency.finish(),
      recency: this.#recency.finish(),
      age: this.#age.finish(),
      monetary: this.#monetary.finish(),
      spendOccasions: this.#spendOccasions.finish(),
      historicValue: this.#historicValue.finish(),
      orders: this.#orders.finish(),
      averageOrderValue: this.#averageOrderValue.finish(),
      pricedOrders: this.#pricedOrders.finish(),
    }
  }
}
