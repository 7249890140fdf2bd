export * from './acquisition.ts'
export { type BandCuts, bandOf } from './bands.ts'
export * from './calendar-period.ts'
export type { CalendarSpan } from './calendar-span.ts'
export * from './churn-risk.ts'
export * from './cohorts.ts'
export * from './contractual-retention.ts'
export type { CustomerRate } from './customer-rate.ts'
export * from './flags.ts'
export * from './gaps.ts'
export * from './plain-figures.ts'
export * from './purchase-retention.ts'
export {
  type CustomerPurchases,
  type PurchaseColumns,
  purchaseColumns,
  summarizePurchases,
} from './purchases.ts'
export * from './retention.ts'
export * from './retention-report.ts'
export * from './revenue-churn.ts'
export * from './rfm.ts'
