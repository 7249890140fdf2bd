import {
  type ByLevel,
  type ContractPortfolio,
  type FittedValueModel,
  futureOf,
  type Interval,
  pickRows,
  portfolioTotal,
  predictValue,
  rowsWithOrders,
  spendOf,
  summedDraws,
  type ValueColumns,
} from '@rapport/metrics'
import { seededRandom } from '@rapport/stats'

/** The same seed gives the same interval in every report. */
const SEED = 20_050_817

/** An end of the 95 % interval lies at its share within half a percentage point by so many. */
const DRAWS = 1_000

/** What is to be known of purchases before their interval can be computed. */
export const hasInterval = ({ timing, spend }: FittedValueModel): boolean => timing !== null && spend !== null

/**
 * The interval of the future value of all customers together, all uncertainty in one, at 50, 80 and 95 %: the draws of
 * purchases and of contracts add up, one by one. `contracts` is null where there are none. Null where a part of the value
 * has no interval: without a model of purchase times and spend, where a fit has no covariance, or where the mean spend is
 * infinite. Purchases of which no value is known, or only a range, do not widen the interval of contracts.
 */
export function portfolioInterval(
  fitted: FittedValueModel,
  columns: ValueColumns,
  contracts: ContractPortfolio | null,
): ByLevel<Interval> | null {
  const ofContracts = contracts === null ? [] : [contracts.totalDraws(seededRandom(SEED + 1), DRAWS)]
  if (contracts !== null && !addsValue(fitted, columns)) return summedDraws(ofContracts).all
  const ofPurchases = purchaseDraws(fitted, columns)
  return ofPurchases === null ? null : summedDraws([ofPurchases, ...ofContracts]).all
}

/** Whether any customer's purchases have a value; those without one are no part of the total. */
const addsValue = (fitted: FittedValueModel, columns: ValueColumns): boolean =>
  predictValue(fitted, columns, { intervals: false }).clv.some((value) => !Number.isNaN(value))

function purchaseDraws(fitted: FittedValueModel, columns: ValueColumns): Float64Array | null {
  const future = futureOf(fitted)
  if (future === null || fitted.spend === null) return null
  const buyers = pickRows(columns, rowsWithOrders(columns))
  const { orders, mean } = spendOf(buyers, fitted.spend.basis)
  const { frequency, recency, age } = buyers
  const customers = { frequency, recency, age, priced: orders, meanAmount: mean }
  const total = portfolioTotal(future, customers, { draws: DRAWS, random: seededRandom(SEED) })
  return Number.isFinite(total.expected) ? total.draws : null
}
