import type { ObjectFields } from '../describe.ts'
import { quoted } from '../soql.ts'
import type { Period } from './rate-periods.ts'

/** The fields of a sale that decide at which rate it is converted; null: it has none. */
export interface SaleFields {
  readonly day: string | null
  readonly currency: string | null
}

/** More periods than this are asked for as whole currencies: their condition would not fit into the address of a query. */
const mostPeriods = 40

/** The condition of the sales that fall into one of these periods; null: all. */
export function conditionOf(
  periods: readonly Period[],
  { day, currency }: SaleFields,
  fields: ObjectFields,
): string | null {
  if (currency === null || !fields.has(currency) || periods.some((one) => one.currency === null)) return null
  const field = day === null ? undefined : fields.get(day)
  if (field === undefined || periods.length > mostPeriods) {
    const currencies = [...new Set(periods.map((one) => quoted(one.currency ?? '')))]
    return `${currency} IN (${currencies.join(', ')})`
  }
  const write = (date: string): string => (field.type === 'datetime' ? `${date}T00:00:00.000Z` : date)
  const conditions = periods.map((period) => {
    const own = `${currency} = ${quoted(period.currency ?? '')}`
    if (period.from === null) return own
    const from = `${field.name} >= ${write(period.from)}`
    // A sale without a day is converted at the newest rate.
    if (period.before === null) return `(${own} AND (${from} OR ${field.name} = null))`
    return `(${own} AND ${from} AND ${field.name} < ${write(period.before)})`
  })
  return conditions.length === 1 ? (conditions[0] ?? null) : `(${conditions.join(' OR ')})`
}
