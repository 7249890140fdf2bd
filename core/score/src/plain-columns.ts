import { GrowingColumn, type PurchaseHistory, type PurchaseSummary } from '@rapport/metrics'

/** The plain figures of many customers over all their won deals, as columns of equal length; NaN is "unknown". */
export interface PlainColumns {
  readonly orders: Float64Array
  readonly averageOrderValue: Float64Array
  /** Won to date, net of refunds. */
  readonly historicValue: Float64Array
  /** Days since 1970-01-01, local. */
  readonly firstDay: Float64Array
  readonly lastDay: Float64Array
  /** Deals of unknown amount, and occasions set aside for a negative net amount. */
  readonly unknownAmounts: Float64Array
  readonly setAside: Float64Array
}

/** Builds the columns customer by customer, without keeping their histories. */
export class PlainColumnsBuilder {
  readonly #columns: Readonly<Record<keyof PlainColumns, GrowingColumn>>

  constructor(expected?: number) {
    const column = () => new GrowingColumn(expected)
    this.#columns = {
      orders: column(),
      averageOrderValue: column(),
      historicValue: column(),
      firstDay: column(),
      lastDay: column(),
      unknownAmounts: column(),
      setAside: column(),
    }
  }

  add({ orders, averageOrderValue, historicValue }: PurchaseSummary, history: PurchaseHistory): void {
    const { occasions, unknownAmounts, setAside } = history
    this.#columns.orders.push(orders)
    this.#columns.averageOrderValue.push(averageOrderValue)
    this.#columns.historicValue.push(historicValue === null ? null : Number(historicValue))
    this.#columns.firstDay.push(occasions[0]?.day ?? null)
    this.#columns.lastDay.push(occasions.at(-1)?.day ?? null)
    this.#columns.unknownAmounts.push(unknownAmounts)
    this.#columns.setAside.push(setAside.length)
  }

  finish(): PlainColumns {
    const { orders, averageOrderValue, historicValue, firstDay, lastDay, unknownAmounts, setAside } =
      this.#columns
    return {
      orders: orders.finish(),
      averageOrderValue: averageOrderValue.finish(),
      historicValue: historicValue.finish(),
      firstDay: firstDay.finish(),
      lastDay: lastDay.finish(),
      unknownAmounts: unknownAmounts.finish(),
      setAside: setAside.finish(),
    }
  }
}
