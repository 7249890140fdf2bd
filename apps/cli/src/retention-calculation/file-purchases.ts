import { orderOfTexts, type PurchaseColumns, PurchaseColumnsBuilder } from '@rapport/metrics'
import type { Transactions } from '../calculation/read-transactions.ts'
import { release } from '../calculation/reserved-memory.ts'
import { occasionsOf } from '../value-calculation/customer-occasions.ts'

/** The purchases of a file's customers, in order of id. Takes the transactions apart, so that both are never in memory whole. */
export function filePurchases(
  { columns, purchases, asOf }: Pick<Transactions, 'columns' | 'purchases' | 'asOf'>,
  occasionWindow: number,
): PurchaseColumns {
  const { unit: _unit, ids, ...numbers } = columns
  for (const { buffer } of Object.values(numbers)) {
    if (buffer instanceof ArrayBuffer) release(new Uint8Array(buffer))
  }
  const builder = new PurchaseColumnsBuilder(asOf, {
    customers: ids.length,
    purchases: purchases.days.length,
  })
  for (const row of orderOfTexts(ids)) {
    builder.nextCustomer(ids[row] ?? '')
    const { days, amounts } = occasionsOf({ columns, purchases, asOf }, row, occasionWindow)
    days.forEach((day, place) => {
      const amount = amounts[place] ?? Number.NaN
      builder.add(day, Number.isNaN(amount) ? null : amount)
    })
  }
  release(purchases.starts, purchases.days, purchases.amounts)
  return builder.finish()
}
