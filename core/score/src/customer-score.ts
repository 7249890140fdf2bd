import {
  explainValue,
  type FittedValueModel,
  formatLocalDay,
  localDay,
  type ValueParts,
  type ValueScores,
  valueChange,
} from '@rapport/metrics'
import type { Score, ScoreValue } from '@rapport/model'
import type { ContractScore } from './contracts.ts'
import { type Groups, membershipOf } from './groups.ts'
import type { Population } from './population.ts'

/** What all customers are scored with. */
export interface ScoreBasis {
  readonly population: Population
  readonly fitted: FittedValueModel
  /** When the model was fitted, `YYYY-MM-DD`. */
  readonly fittedAsOf: string
  readonly groups: Groups
  /** Contracts by customer id. */
  readonly contracts: ReadonlyMap<string, ContractScore>
  readonly currency: string
  /** The day of the evaluation, `YYYY-MM-DD`, and its last moment. */
  readonly day: string
  readonly asOf: string
}

/** Everything the scores of some customers are made from. */
export interface ScoredRows extends ScoreBasis {
  /** The population's row that is row 0 of `scores`. */
  readonly firstRow: number
  readonly scores: ValueScores
}

/** `toFixed` is exact where scaling is not, and slow; below a billion scaling is off by less than is kept. */
function rounded(value: number | null | undefined, decimals: number): number | null {
  if (value == null || !Number.isFinite(value)) return null
  if (Math.abs(value) >= 1e9) return Number(value.toFixed(decimals))
  const scale = 10 ** decimals
  return Math.round(value * scale) / scale
}
const money = (value: number | null | undefined) => rounded(value, 2)
const share = (value: number | undefined) => rounded(value, 4)
const count = (value: number | undefined) => rounded(value, 2)
const day = (value: number | undefined): string | null =>
  value === undefined || Number.isNaN(value) ? null : formatLocalDay(value)
const known = (
  value: ScoreValue['value'],
  low: number | null = null,
  high: number | null = null,
): ScoreValue => (low === null && high === null ? { value } : { value, low, high })

interface Valued {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** Purchases and contracts are independent, so that the distances of their ends from the value add as squares. */
function together(purchases: Valued, contract: ContractScore | null): Valued {
  if (contract === null || contract.value === null) return purchases
  if (purchases.value === null) return contract
  const value = purchases.value + contract.value
  const end = (name: 'low' | 'high', direction: 1 | -1): number | null => {
    const [own, other] = [purchases[name], contract[name]]
    if (own === null || other === null) return null
    return value + direction * Math.hypot(own - (purchases.value ?? 0), other - (contract.value ?? 0))
  }
  const low = end('low', -1)
  return { value, low: low === null ? null : Math.max(0, low), high: end('high', 1) }
}

/**
 * The score of one customer, by its row of `scores`, rounded as it is stored, shown and written. `previous` is its score
 * of an earlier moment, to tell what moved; null where there is none.
 */
export function customerScore(rows: ScoredRows, scoredRow: number, previous: ValueParts | null): Score {
  const { population, fitted, fittedAsOf, scores, groups } = rows
  const { columns, plain } = population
  const row = rows.firstRow + scoredRow
  const customerId = columns.ids[row] ?? ''
  const contract = rows.contracts.get(customerId) ?? null
  const purchases = {
    value: rounded(scores.clv[scoredRow], 9),
    low: rounded(scores.low[scoredRow], 9),
    high: rounded(scores.high[scoredRow], 9),
  }
  const valued = together(purchases, contract)
  const [clv, low, high] = [money(valued.value), money(valued.low), money(valued.high)]
  const probabilityAlive = share(scores.probabilityAlive[scoredRow])
  const expectedOrders = count(scores.expectedOrders[scoredRow])
  const expectedSpend = rounded(scores.expectedSpend[scoredRow], 4)
  const orders = plain.orders[row] ?? 0
  const firstDay = plain.firstDay[row] ?? Number.NaN
  const lastDay = plain.lastDay[row] ?? Number.NaN
  const lastOrderAt = day(lastDay)
  const unknownAmounts = plain.unknownAmounts[row] ?? 0
  const setAside = plain.setAside[row] ?? 0
  const pastValue = money((plain.historicValue[row] ?? Number.NaN) * fitted.settings.margin)
  const membership = membershipOf(
    groups,
    {
      firstDay: Number.isNaN(firstDay) ? null : firstDay,
      lastDay: Number.isNaN(lastDay) ? null : lastDay,
      orders,
      historicValue: rounded(plain.historicValue[row], 9),
      clv: valued.value,
      probabilityAlive,
      contract,
      repeatOrders: columns.orders[row] ?? 0,
    },
    localDay(rows.day, 'UTC'),
  )
  const parts: ValueParts = {
    asOf: rows.day,
    policy: fitted.policy,
    fittedAsOf,
    clv,
    orders,
    probabilityAlive,
    expectedOrders,
    expectedSpend,
  }
  const why = explainValue(
    {
      outcome: fitted.outcome,
      validated: fitted.choice?.reason ?? 'not-compared',
      clv,
      low,
      high,
      probabilityAlive,
      horizonMonths: fitted.settings.horizonMonths,
      margin: fitted.settings.margin,
      orders,
      spanDays: Number.isNaN(firstDay) ? null : lastDay - firstDay,
      lastOrderAt,
      unknownAmounts,
      setAside,
      asOf: rows.day,
      pastValue,
      expectedOrders,
      expectedSpend,
      contractValue: money(contract?.value),
      change: previous === null ? null : valueChange(previous, parts),
    },
    { currency: rows.currency },
  )
  return {
    customerId: Number(customerId),
    policy: fitted.policy,
    asOf: rows.asOf,
    n: orders,
    why,
    values: {
      clv: known(clv, low, high),
      clv_low: known(low),
      clv_high: known(high),
      historic_value: known(pastValue),
      average_order_value: known(money(plain.averageOrderValue[row])),
      orders: known(orders),
      expected_orders: known(expectedOrders),
      probability_alive: known(probabilityAlive),
      last_order_at: known(lastOrderAt),
      segment: known(membership.rfm?.segment ?? null),
      churn_risk: known(membership.churnRisk),
    },
    explanation: {
      asOf: rows.day,
      fittedAsOf,
      outcome: fitted.outcome,
      unit: fitted.unit,
      frequency: rounded(columns.frequency[row], 0),
      recency: rounded(columns.recency[row], 4),
      age: rounded(columns.age[row], 4),
      monetary: rounded(columns.monetary[row], 4),
      expectedSpend,
      simpleValue: money(scores.simpleValue[scoredRow]),
      firstOrderAt: day(firstDay),
      unknownAmounts,
      setAside,
      bands: membership.rfm === null ? null : bandsOf(membership.rfm),
      isHighValue: membership.isHighValue,
      isAtRisk: membership.isAtRisk,
      isNew: membership.isNew,
      ...(population.olderThanHistory.has(Number(customerId)) ? { olderThanHistory: true } : {}),
      ...(contract === null ? {} : { contract: { ...contract, value: money(contract.value) } }),
    },
  }
}

/** Recency, frequency and money, each from 1 to 5: `543`; an unknown one is `-`. */
const bandsOf = ({
  recency,
  frequency,
  money: spent,
}: {
  readonly recency: number
  readonly frequency: number
  readonly money: number | null
}): string => `${recency}${frequency}${spent ?? '-'}`
