export {
  type CustomerIntervals,
  customerIntervals,
  type Ends,
} from './customer-intervals.ts'
export { type CustomerColumns, type Future, futureOf } from './future.ts'
export { type ByLevel, INTERVAL_LEVELS, type IntervalLevel } from './levels.ts'
export { drawParameters, drawSpendParameters } from './parameter-spread.ts'
export {
  type Interval,
  intervalsOf,
  type PortfolioTotal,
  portfolioTotal,
  summedDraws,
} from './portfolio-total.ts'
