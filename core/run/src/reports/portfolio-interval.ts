import {
  type ByLevel,
  type FittedValueModel,
  futureOf,
  type Interval,
  pickRows,
  portfolioTotal,
  rowsWithOrders,
  spendOf,
  type ValueColumns,
} from '@rapport/metrics'
import { seededRandom } from '@rapport/stats'

/** The same seed gives the same interval in every report. */
const SEED = 20_050_817

/**
 * Totals drawn. Every one goes through all customers, so that of very many customers fewer are drawn: an end of the 95 %
 * interval lies at its share within half a percentage point by 1,000 draws, within 1.1 by 200.
 */
const drawsFor = (customers: number): number =>
  Math.round(Math.min(1_000, Math.max(200, 20_000_000 / customers)))

/** What is to be known of an interval before it can be computed. */
export const hasInterval = ({ timing, spend }: FittedValueModel): boolean => timing !== null && spend !== null

/**
 * The interval of the future value of all customers together, all uncertainty in one, at 50, 80 and 95 %; null without
 * a model of purchase times and spend, and where a fit has no covariance.
 */
export function portfolioInterval(fitted: FittedValueModel, columns: ValueColumns): ByLevel<Interval> | null {
  const future = futureOf(fitted)
  if (future === null || fitted.spend === null) return null
  const buyers = pickRows(columns, rowsWithOrders(columns))
  const { orders, mean } = spendOf(buyers, fitted.spend.basis)
  const { frequency, recency, age } = buyers
  const customers = { frequency, recency, age, priced: orders, meanAmount: mean }
  return portfolioTotal(future, customers, { draws: drawsFor(frequency.length), random: seededRandom(SEED) })
    .all
}
