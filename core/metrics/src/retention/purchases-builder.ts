import { GrowingColumn } from '../value/columns-builder.ts'
import type { LocalDay } from '../value/local-day.ts'
import type { CustomerPurchases, PurchaseColumns } from './purchases.ts'

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/** No day of the calendar is further from 1970-01-01, and each fits into 32 bits. */
const LAST_DAY = 100_000_000

/** Where each text stands in their order, by code units. */
export function orderOfTexts(texts: readonly string[]): Uint32Array {
  const order = Uint32Array.from(texts, (_, place) => place)
  return order.sort((left, right) => compareText(texts[left] ?? '', texts[right] ?? ''))
}

/**
 * Builds the columns of many customers purchase by purchase, without keeping an object of any: for streams of any length.
 * Purchases after the evaluation, and customers who had bought nothing by then, are left out.
 */
export class PurchaseColumnsBuilder {
  readonly #asOf: LocalDay
  readonly #ids: string[] = []
  readonly #starts: GrowingColumn
  #days: Int32Array
  readonly #amounts: GrowingColumn
  #length = 0
  #id = ''
  /** How many purchases of the present customer were given, the day of the last of them, and whether one was kept. */
  #given = 0
  #lastDay = Number.NEGATIVE_INFINITY
  #isKept = false

  /** With what to expect, no column has to be copied to a larger one. Throws a RangeError for an evaluation that is no day. */
  constructor(asOf: LocalDay, expected?: { readonly customers: number; readonly purchases: number }) {
    if (!Number.isInteger(asOf)) {
      throw new RangeError(`The evaluation is on day ${asOf}; give a whole day since 1970-01-01.`)
    }
    this.#asOf = asOf
    this.#starts = new GrowingColumn(expected === undefined ? undefined : expected.customers + 1)
    this.#days = new Int32Array(Math.max(1, expected?.purchases ?? 1024))
    this.#amounts = new GrowingColumn(expected?.purchases)
  }

  /** The purchases that follow are of this customer. */
  nextCustomer(id: string): void {
    this.#id = id
    this.#given = 0
    this.#lastDay = Number.NEGATIVE_INFINITY
    this.#isKept = false
  }

  /**
   * A purchase of the present customer; the days ascend, and what was bought on one day is one purchase. The amount is 0
   * or more, or null where it is unknown. Throws a RangeError that names the customer where it is not so.
   */
  add(day: LocalDay, amount: number | null): void {
    this.#given += 1
    if (day !== Math.trunc(day) || Math.abs(day) > LAST_DAY) {
      throw new RangeError(
        `Day ${this.#given} of customer ${this.#id} is ${day}; give whole days since 1970-01-01.`,
      )
    }
    if (day <= this.#lastDay) {
      throw new RangeError(
        `Day ${this.#given} of customer ${this.#id} is not after the one before; sort the days and merge what was bought on one day.`,
      )
    }
    if (amount !== null && !(amount >= 0)) {
      throw new RangeError(
        `Amount ${this.#given} of customer ${this.#id} is ${amount}; a purchase is 0 or more, set net refunds aside first.`,
      )
    }
    this.#lastDay = day
    if (day > this.#asOf) return
    if (!this.#isKept) {
      this.#ids.push(this.#id)
      this.#starts.push(this.#length)
      this.#isKept = true
    }
    if (this.#length === this.#days.length) {
      const larger = new Int32Array(this.#length * 2)
      larger.set(this.#days)
      this.#days = larger
    }
    this.#days[this.#length] = day
    this.#amounts.push(amount)
    this.#length += 1
  }

  /**
   * The columns, in order of id; customers that were added in this order are not copied. Throws a RangeError where a
   * customer was given twice.
   */
  finish(): PurchaseColumns {
    this.#starts.push(this.#length)
    const given = {
      asOf: this.#asOf,
      ids: this.#ids,
      starts: this.#starts.finish(),
      days: this.#days.subarray(0, this.#length),
      amounts: this.#amounts.finish(),
    }
    const ascend = given.ids.every((id, row) => row === 0 || (given.ids[row - 1] ?? '') < id)
    return ascend ? given : inOrderOfId(given)
  }
}

function inOrderOfId(given: PurchaseColumns): PurchaseColumns {
  const ids: string[] = []
  const starts = new Float64Array(given.starts.length)
  const days = new Int32Array(given.days.length)
  const amounts = new Float64Array(given.amounts.length)
  let length = 0
  for (const row of orderOfTexts(given.ids)) {
    const id = given.ids[row] ?? ''
    if (ids.length > 0 && ids.at(-1) === id) {
      throw new RangeError(`Customer ${id} is given twice; put all days of a customer in one row.`)
    }
    const [start, end] = [given.starts[row] ?? 0, given.starts[row + 1] ?? 0]
    days.set(given.days.subarray(start, end), length)
    amounts.set(given.amounts.subarray(start, end), length)
    starts[ids.length] = length
    length += end - start
    ids.push(id)
  }
  starts[ids.length] = length
  return { asOf: given.asOf, ids, starts, days, amounts }
}

/**
 * Purchases up to the evaluation as columns. Customers who had bought nothing by then are left out. Rows stand in order
 * of id, so that sums of doubles come out the same to the last bit in whatever order the customers came. Throws a
 * RangeError that names the customer whose days are not ascending, whose amounts are below 0 or not as many as the
 * days, or who is given twice.
 */
export function purchaseColumns(customers: Iterable<CustomerPurchases>, asOf: LocalDay): PurchaseColumns {
  const builder = new PurchaseColumnsBuilder(asOf)
  for (const { id, days, amounts } of customers) {
    if (days.length !== amounts.length) {
      throw new RangeError(
        `Customer ${id} has ${days.length} days and ${amounts.length} amounts; give one amount (or null) for each day.`,
      )
    }
    builder.nextCustomer(id)
    days.forEach((day, place) => {
      builder.add(day, amounts[place] ?? null)
    })
  }
  return builder.finish()
}
