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

/** The interval of a total. */
export interface TotalInterval {
  readonly intervals: ByLevel<Interval>
  /** False where the fitted parameters are taken for true, as their uncertainty is not known: it is then too narrow. */
  readonly allowsForParameters: boolean
}

/**
 * The interval of the future value of all customers together, all uncertainty in one, at 50, 80 and 95 %: the draws of
 * purchases and of contracts add up, one by one. `contracts` is null where there are none. Null where a part of the value
 * has no interval: without a model of purchase times and spend, or where the mean spend is infinite. Purchases of which
 * no value is known, or only a range, do not widen the interval of contracts.
 */
export function portfolioInterval(
  fitted: FittedValueModel,
  columns: ValueColumns,
  contracts: ContractPortfolio | null,
): TotalInterval | null {
  const ofContracts = contracts === null ? [] : [contracts.totalDraws(seededRandom(SEED + 1), DRAWS)]
  const { clv } = predictValue(fitted, columns, { intervals: false })
  const valued = rowsWithOrders(columns).filter((row) => !Number.isNaN(clv[row] ?? Number.NaN))
  if (contracts !== null && valued.length === 0) {
    return { intervals: summedDraws(ofContracts).all, allowsForParameters: true }
  }
  const ofPurchases = purchaseDraws(fitted, pickRows(columns, valued))
  if (ofPurchases === null) return null
  const { draws, allowsForParameters } = ofPurchases
  return { intervals: summedDraws([draws, ...ofContracts]).all, allowsForParameters }
}

/** Totals of the customers whose value is known; those without one are no part of the total. */
function purchaseDraws(fitted: FittedValueModel, buyers: ValueColumns) {
  const future = futureOf(fitted)
  if (future === null || fitted.spend === null) return null
  const { orders, mean } = spendOf(buyers, fitted.spend.basis)
  const { frequency, recency, age } = buyers
  const customers = { frequency, recency, age, priced: orders, meanAmount: mean }
  const total = portfolioTotal(future, customers, { draws: DRAWS, random: seededRandom(SEED) })
  const draws = total.draws ?? total.drawsAtEstimate
  return draws === null ? null : { draws, allowsForParameters: total.draws !== null }
}
