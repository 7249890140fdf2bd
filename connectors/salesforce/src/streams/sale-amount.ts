import { type CurrencyCode, currencyCode, type Decimal, type Instant } from '@rapport/model'
import type { SalesforceContext } from '../client.ts'
import { type Currencies, readCurrencies } from '../organisation.ts'
import { divide, UnusableValue } from '../values.ts'
import type { RecordReader } from './record-reader.ts'

/** What a sale is worth, in its own currency and in the corporate one. */
export interface SaleAmount {
  readonly amount: Decimal | null
  readonly currency: CurrencyCode | null
  readonly homeCurrency: CurrencyCode | null
  readonly homeAmount: Decimal | null
}

/** How the amounts of an org are read. */
export type AmountReader = (
  record: RecordReader,
  amount: Decimal | null,
  currency: string | null,
  day: Instant | null,
) => SaleAmount

/**
 * Amounts of an org with one currency are in the one that the settings name. With several, each record names its own, and is
 * brought into the corporate currency at the dated rate of its day, as Salesforce's reports do; where the org dates no rates, at
 * the rate that holds now. Where the rates are hidden, what a sale is worth in the corporate currency is unknown.
 * @param unseen objects with rates that this user does not see any more. Without those that have a date, the fixed ones would be
 * taken for the rates of all days.
 */
export async function prepareAmounts(
  ctx: SalesforceContext,
  hasCurrencies: boolean,
  unseen: readonly string[],
): Promise<AmountReader> {
  const currencies = hasCurrencies && unseen.length === 0 ? await readCurrencies(ctx) : null
  if (hasCurrencies && currencies === null) {
    return (_record, amount, code) => ({
      amount,
      currency: requireCode(code),
      homeCurrency: null,
      homeAmount: null,
    })
  }
  if (currencies === null) {
    const only = ctx.settings.currency
    return (_record, amount) => ({
      amount,
      currency: only,
      homeCurrency: only,
      homeAmount: only === null ? null : amount,
    })
  }
  const rateOn = ratesByCurrency(currencies)
  return (_record, amount, code, day) => {
    const currency = requireCode(code)
    const rate = currency === null ? null : rateOn(currency, day?.slice(0, 10) ?? null)
    return {
      amount,
      currency,
      homeCurrency: currencies.corporate,
      homeAmount: amount === null || rate === null ? null : divide(amount, rate, currencies.digits),
    }
  }
}

function requireCode(code: string | null): CurrencyCode | null {
  if (code === null) return null
  const parsed = currencyCode.safeParse(code.toUpperCase())
  if (!parsed.success) throw new UnusableValue('CurrencyIsoCode', code, 'an ISO 4217 currency code')
  return parsed.data
}

/** The rate of a currency on a day; null where none is known. An open sale has no day yet: the newest rate holds. */
function ratesByCurrency(
  currencies: Currencies,
): (currency: CurrencyCode, day: string | null) => Decimal | null {
  const dated = new Map<CurrencyCode, { from: string; rate: Decimal }[]>()
  const fixed = new Map<CurrencyCode, Decimal>()
  for (const { currency, perCorporate, from } of currencies.rates) {
    if (from === null) fixed.set(currency, perCorporate)
    else dated.set(currency, [...(dated.get(currency) ?? []), { from, rate: perCorporate }])
  }
  for (const rates of dated.values()) rates.sort((one, other) => (one.from < other.from ? 1 : -1))
  return (currency, day) => {
    const rates = dated.get(currency)
    if (rates === undefined) return fixed.get(currency) ?? null
    return rates.find(({ from }) => day === null || from <= day)?.rate ?? null
  }
}
