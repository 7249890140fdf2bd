import { explainValue, type FittedValueModel, formatLocalDay, type ValueScores } from '@rapport/metrics'
import type { Score, ScoreValue } from '@rapport/model'
import type { Population } from './population.ts'

/** Everything the scores of some customers are made from. */
export interface ScoredRows {
  readonly population: Population
  /** The population's row that is row 0 of `scores`. */
  readonly firstRow: number
  readonly scores: ValueScores
  readonly fitted: FittedValueModel
  readonly currency: string
  readonly asOf: string
}

const rounded = (value: number | undefined, decimals: number): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toFixed(decimals))
const money = (value: number | undefined) => rounded(value, 2)
const share = (value: number | undefined) => rounded(value, 4)
const count = (value: number | undefined) => rounded(value, 2)
const day = (value: number | undefined): string | null =>
  value === undefined || Number.isNaN(value) ? null : formatLocalDay(value)
const known = (
  value: ScoreValue['value'],
  low: number | null = null,
  high: number | null = null,
): ScoreValue => (low === null && high === null ? { value } : { value, low, high })

/** The score of one customer, by its row of `scores`, rounded as it is stored, shown and written. */
export function customerScore(rows: ScoredRows, scoredRow: number): Score {
  const { population, fitted, scores } = rows
  const { columns } = population
  const row = rows.firstRow + scoredRow
  const clv = money(scores.clv[scoredRow])
  const low = money(scores.low[scoredRow])
  const high = money(scores.high[scoredRow])
  const probabilityAlive = share(scores.probabilityAlive[scoredRow])
  const orders = columns.orders[row] ?? 0
  const lastOrderAt = day(population.lastDay[row])
  const firstDay = population.firstDay[row] ?? Number.NaN
  const lastDay = population.lastDay[row] ?? Number.NaN
  const unknownAmounts = population.unknownAmounts[row] ?? 0
  const setAside = population.setAside[row] ?? 0
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
      asOf: rows.asOf.slice(0, 10),
      pastValue: money(scores.historicValue[scoredRow]),
      expectedOrders: count(scores.expectedOrders[scoredRow]),
      expectedSpend: money(scores.expectedSpend[scoredRow]),
      change: null,
    },
    { currency: rows.currency },
  )
  return {
    customerId: Number(columns.ids[row]),
    policy: fitted.policy,
    asOf: rows.asOf,
    n: orders,
    why,
    values: {
      clv: known(clv, low, high),
      clv_low: known(low),
      clv_high: known(high),
      historic_value: known(money(scores.historicValue[scoredRow])),
      average_order_value: known(money(columns.averageOrderValue[row])),
      orders: known(orders),
      expected_orders: known(count(scores.expectedOrders[scoredRow])),
      probability_alive: known(probabilityAlive),
      last_order_at: known(lastOrderAt),
    },
    explanation: {
      outcome: fitted.outcome,
      unit: fitted.unit,
      frequency: rounded(columns.frequency[row], 0),
      recency: rounded(columns.recency[row], 4),
      age: rounded(columns.age[row], 4),
      monetary: rounded(columns.monetary[row], 4),
      expectedSpend: rounded(scores.expectedSpend[scoredRow], 4),
      simpleValue: money(scores.simpleValue[scoredRow]),
      firstOrderAt: day(population.firstDay[row]),
      unknownAmounts,
      setAside,
    },
  }
}
