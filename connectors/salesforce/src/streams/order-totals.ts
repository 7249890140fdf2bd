import { type Decimal, toDecimal } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { describeObject } from '../describe.ts'
import { add } from '../values.ts'
import { readChildren } from './children.ts'

/**
 * How the totals of orders are added up from their items, for users who do not see Salesforce's own sum. Null where they do not
 * see the items either.
 */
export async function prepareOrderTotals(
  ctx: SalesforceContext,
): Promise<((orders: readonly string[]) => Promise<ReadonlyMap<string, Decimal>>) | null> {
  const object = 'OrderItem'
  const described = await describeObject(ctx, object)
  if (described === null || !described.fields.has('TotalPrice')) return null
  return async (orders) => {
    const totals = new Map<string, Decimal>()
    const query = { object, parent: 'OrderId', fields: ['TotalPrice'] }
    for await (const row of readChildren(ctx, query, orders)) {
      const price = toDecimal(String(row.TotalPrice ?? ''))
      if (price !== undefined) {
        totals.set(String(row.OrderId), add(totals.get(String(row.OrderId)) ?? '0', price))
      }
    }
    return totals
  }
}
