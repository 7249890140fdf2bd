import type { VendorRates } from '@rapport/connector'
import type { SalesforceContext } from './client.ts'
import { readCurrencies } from './organisation.ts'

/**
 * The rates of an org with several currencies, all against the corporate one; null where it has but one, which costs one call.
 * A currency's fixed rate counts only where none of its rates has a date, as for sales.
 */
export async function readExchangeRates(ctx: SalesforceContext): Promise<VendorRates | null> {
  const currencies = await readCurrencies(ctx)
  if (currencies === null) return null
  const { corporate, rates } = currencies
  const dated = new Set(rates.flatMap(({ currency, from }) => (from === null ? [] : [currency])))
  return {
    base: corporate,
    rates: rates
      .filter(({ currency, from }) => currency !== corporate && (from !== null || !dated.has(currency)))
      .map(({ currency, perCorporate, from }) => ({ currency, rate: perCorporate, from })),
  }
}
