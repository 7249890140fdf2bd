import {
  type ByLevel,
  type ContractPortfolio,
  futureOf,
  type Interval,
  portfolioTotal,
  rowsWithOrders,
  summedDraws,
} from '@rapport/metrics'
import { compensatedSum, seededRandom } from '@rapport/stats'
import type { PurchaseCalculation } from './calculate-value.ts'
import { pricedCustomers } from './predict-columns.ts'

/** What all customers together are worth up to the horizon. */
export interface ValuedPortfolio {
  /** Of purchases and contracts; null where neither is known. */
  readonly value: number | null
  readonly purchases: number | null
  readonly contracts: number | null
  /** All uncertainty in one interval, at 50, 80 and 95 %; null where a part of the value has none. */
  readonly intervals: ByLevel<Interval> | null
  /**
   * Do the intervals allow for the uncertainty of the parameters? Not where the data do not determine these: they are
   * taken for true then, and the intervals are too narrow. Null where there are none.
   */
  readonly allowsForParameters: boolean | null
}

/** How totals are drawn. */
interface PortfolioDraws {
  readonly seed: number
  readonly draws: number
}

type Purchases = Pick<PurchaseCalculation, 'fitted' | 'columns' | 'scores' | 'covariates'>

/** One total over customers with and without contracts, with one interval: the draws of both add up, one by one. */
export function valuePortfolio(
  purchases: Purchases | null,
  contracts: ContractPortfolio | null,
  options: PortfolioDraws,
): ValuedPortfolio {
  const { seed, draws } = options
  const ofPurchases = purchases === null ? null : purchaseTotal(purchases, options)
  const ofContracts =
    contracts === null
      ? null
      : {
          total: contracts.total(),
          draws: contracts.totalDraws(seededRandom(seed + 1), draws),
          allowsForParameters: true,
        }
  const parts = [ofPurchases, ofContracts].filter((part) => part !== null)
  const known = parts.flatMap(({ draws }) => (draws === null ? [] : [draws]))
  const isWhole = parts.length > 0 && known.length === parts.length
  return {
    value: parts.length === 0 ? null : parts.reduce((sum, { total }) => sum + total, 0),
    purchases: ofPurchases?.total ?? null,
    contracts: ofContracts?.total ?? null,
    intervals: isWhole ? summedDraws(known).all : null,
    allowsForParameters: isWhole ? parts.every((part) => part.allowsForParameters) : null,
  }
}

interface PartialTotal {
  readonly total: number
  readonly draws: Float64Array | null
  /** Do the draws allow for the uncertainty of the parameters? */
  readonly allowsForParameters: boolean
}

function purchaseTotal(
  { fitted, columns, scores, covariates }: Purchases,
  { seed, draws }: PortfolioDraws,
): PartialTotal | null {
  const known = scores.clv.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return null
  const total = compensatedSum(known)
  const future = futureOf(fitted)
  // With covariates each customer has parameters of its own, whose joint distribution is not drawn from.
  if (future?.spend == null || fitted.spend === null || covariates !== null) {
    return { total, draws: null, allowsForParameters: false }
  }
  // Customers whose value is not known are no part of the total, nor of its interval.
  const rows = rowsWithOrders(columns).filter((row) => !Number.isNaN(scores.clv[row]))
  const customers = pricedCustomers(fitted.spend.basis, columns, rows)
  const drawn = portfolioTotal(future, customers, { draws, random: seededRandom(seed) })
  return { total, draws: drawn.draws ?? drawn.drawsAtEstimate, allowsForParameters: drawn.draws !== null }
}
