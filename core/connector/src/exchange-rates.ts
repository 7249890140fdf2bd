import type { CurrencyCode, Decimal } from '@rapport/model'

/** One rate of a vendor. */
export interface VendorRate {
  readonly currency: CurrencyCode
  /** Units of the currency that one unit of the base is worth. */
  readonly rate: Decimal
  /** The day (`YYYY-MM-DD`) from which it holds until the currency's next one; null: on every day. A currency has the one kind or the other. */
  readonly from: string | null
}

/** The exchange rates that a vendor keeps, each against the same currency. */
export interface VendorRates {
  readonly base: CurrencyCode
  readonly rates: readonly VendorRate[]
}
