import {
  combinedValue,
  explainValue,
  type FittedValueModel,
  formatLocalDay,
  localDay,
  TIME_UNITS,
  type ValuedPart,
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

/** Purchases and contracts together. A contract that has ended or not begun adds nothing, and takes nothing away. */
function together(purchases: ValuedPart, contract: ContractScore | null, repeatOrders: number): ValuedPart {
  if (contract === null || contract.status !== 'current') return purchases
  return repeatOrders === 0 ? contract : combinedValue(purchases, contract)
}

/** The policies behind the predicted value, where contracts are a part of it. */
function valuePolicy(policy: string, contract: ContractScore | null, repeatOrders: number): string | null {
  if (contract === null) return null
  if (repeatOrders === 0) return 'sbg@1'
  return contract.status === 'current' ? `${policy} + sbg@1` : null
}

/**
 * The score of one customer, by its row of `scores`, rounded as it is stored, shown and written. `previous` is its score
 * of an earlier moment, to tell what moved; null where there is none.
 */
export function customerScore(rows: ScoredRows, scoredRow: number, previous: ValueParts | null): Score {
  const { population, fitted, fittedAsOf, scores, groups } = rows
  const { columns, plain } = population
  const unit = TIME_UNITS[columns.unit]
  const row = rows.firstRow + scoredRow
  const customerId = columns.ids[row] ?? ''
  const contract = rows.contracts.get(customerId) ?? null
  const purchases = {
    value: rounded(scores.clv[scoredRow], 9),
    low: rounded(scores.low[scoredRow], 9),
    high: rounded(scores.high[scoredRow], 9),
  }
  const repeatOrders = columns.orders[row] ?? 0
  const valued = together(purchases, contract, repeatOrders)
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
      repeatOrders,
      repeatGap: unit.toDays((columns.age[row] ?? Number.NaN) - (columns.recency[row] ?? Number.NaN)),
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
      outcome: contract !== null && repeatOrders === 0 ? 'sbg' : fitted.outcome,
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
      contract:
        contract === null
          ? null
          : { status: contract.status, value: money(contract.value), renewalChance: contract.renewalChance },
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
      ...(contract === null
        ? {}
        : contractExplanation(contract, valuePolicy(fitted.policy, contract, repeatOrders))),
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

const contractExplanation = (contract: ContractScore, policy: string | null) => ({
  contract: {
    status: contract.status,
    value: money(contract.value),
    reason: contract.reason,
    renewalChance: share(contract.renewalChance ?? undefined),
  },
  ...(policy === null ? {} : { valuePolicy: policy }),
})
