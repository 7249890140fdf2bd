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
  /** All uncertainty in one interval, at 50, 80 and 95 %; null where a part of it is not known. */
  readonly intervals: ByLevel<Interval> | null
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
      : { total: contracts.total(), draws: contracts.totalDraws(seededRandom(seed + 1), draws) }
  const parts = [ofPurchases, ofContracts].filter((part) => part !== null)
  const known = parts.flatMap(({ draws }) => (draws === null ? [] : [draws]))
  return {
    value: parts.length === 0 ? null : parts.reduce((sum, { total }) => sum + total, 0),
    purchases: ofPurchases?.total ?? null,
    contracts: ofContracts?.total ?? null,
    intervals: parts.length > 0 && known.length === parts.length ? summedDraws(known).all : null,
  }
}

interface PartialTotal {
  readonly total: number
  readonly draws: Float64Array | null
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
  if (future?.spend == null || fitted.spend === null || covariates !== null) return { total, draws: null }
  const customers = pricedCustomers(fitted.spend.basis, columns, rowsWithOrders(columns))
  const drawn = portfolioTotal(future, customers, { draws, random: seededRandom(seed) })
  // Where the mean spend of customers without a known amount is infinite, so is the total of the draws.
  return { total, draws: Number.isFinite(drawn.expected) ? drawn.draws : null }
}
