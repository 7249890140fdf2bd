export { type CustomerTotals, customerTotals, customerTotalsAt, SEGMENTS_AT_RISK } from './customer-totals.ts'
export { type LoyaltyOfWait, type ServiceAndLoyalty, serviceAndLoyalty } from './service-and-loyalty.ts'
