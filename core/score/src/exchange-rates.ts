import type { Database } from '@rapport/store'

/** Dated rates into one currency, as the source or a file gave them. */
export interface ExchangeRates {
  /** What one unit of `currency` was worth on a day (`YYYY-MM-DD`); null where no rate is known for it. */
  rateOn(currency: string, day: string): number | null
}

/** Loads all rates into `to`. A rate holds from its day until the next one. */
export async function loadExchangeRates(db: Database, to: string): Promise<ExchangeRates> {
  const rows = await db
    .selectFrom('exchange_rate')
    .select(['from_currency', 'on_date', 'rate'])
    .where('to_currency', '=', to)
    .orderBy('on_date', 'desc')
    .execute()
  const newestFirst = Map.groupBy(rows, (row) => row.from_currency)
  return {
    rateOn: (currency, day) => {
      if (currency === to) return 1
      const known = newestFirst.get(currency)?.find((row) => row.on_date <= day)
      return known === undefined ? null : Number(known.rate)
    },
  }
}
