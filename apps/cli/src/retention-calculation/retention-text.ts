import type {
  Acquisition,
  CalendarPeriodName,
  ChurnRiskCounts,
  Cohort,
  CohortCell,
  ContractualPeriod,
  PeriodRetention,
} from '@rapport/metrics'
import { moneyText, shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import { countOf } from '../value-calculation/figure-text.ts'
import type { contractRetentionResult, retentionResult } from './retention-result.ts'
import { spanText } from './span-text.ts'

/** How many periods and cohorts are shown, the latest; all are in the JSON. */
const SHOWN = 12

/** A retention as people read it: compact tables under headings. */
export function retentionLines(result: ReturnType<typeof retentionResult>): string[] {
  const { asOf, period, currency, overall, unknownAmounts, contracts, acquisition } = result
  const worth = overall.revenue === null ? 'revenue unknown' : `revenue ${moneyText(overall.revenue)}`
  const lines = [
    `As of ${asOf}, by the ${period}: ${countOf(overall.customers, 'customer', 'customers')}, ${countOf(overall.orders, 'order', 'orders')}, ${worth}${currency === null ? '' : ` ${currency}`}.`,
    result.customerUntil,
    ...(unknownAmounts === 0
      ? []
      : [`Of ${countOf(unknownAmounts, 'order', 'orders')} the amount is unknown.`]),
    '',
    'Retention and churn',
    ...periodLines(result.periods, period),
    '',
    ...cohortLines(result.cohorts, period),
    '',
    'Segments',
    ...segmentLines(result),
    '',
    churnRiskLine(result.churnRisk),
  ]
  if (contracts !== null) lines.push('', 'Contracts', ...contractLines(contracts, period))
  if (acquisition !== null) lines.push('', 'Acquisition', ...acquisitionLines(acquisition, period))
  return lines
}

/** Retention under contract by itself. */
export const contractRetentionLines = ({
  asOf,
  period,
  n,
  contracts,
}: ReturnType<typeof contractRetentionResult>): string[] => [
  `As of ${asOf}, by the ${period}: ${countOf(n.customers, 'customer', 'customers')} with subscriptions.`,
  '',
  'Contracts',
  ...contractLines(contracts, period),
]

/** How many customers are at which risk, in one line. */
export function churnRiskLine({ low, medium, high, unknown }: ChurnRiskCounts): string {
  const parts = [`${count(low)} low`, `${count(medium)} medium`, `${count(high)} high`]
  if (unknown > 0) parts.push(`${count(unknown)} unknown`)
  return `Churn risk: ${parts.join(', ')}.`
}

function periodLines(
  periods: readonly { readonly from: string; readonly retention: PeriodRetention | null }[],
  name: CalendarPeriodName,
): string[] {
  if (periods.length === 0) return [`No ${name} is complete yet.`]
  const rows = periods
    .slice(-SHOWN)
    .map(({ from, retention }) => [
      spanText(from, name),
      ...(retention === null ? ['', '', '', '', 'unknown'] : retentionCells(retention)),
    ])
  return [
    ...table([name, 'start', 'new', 'lost', 'end', 'retention', '95 % interval', 'churn'], rows, [
      'left',
      ...numbers(7),
    ]),
    ...leftOut(periods.length, `${name}s`),
  ]
}

function retentionCells({ start, new: added, lost, end, retention, churn }: PeriodRetention): string[] {
  return [
    ...[start, added, lost, end].map(count),
    shareText(retention?.share ?? null),
    retention === null ? '' : `${shareText(retention.low)} to ${shareText(retention.high)}`,
    shareText(churn?.share ?? null),
  ]
}

function cohortLines(cohorts: readonly Cohort[], name: CalendarPeriodName): string[] {
  const shown = cohorts.slice(-SHOWN)
  const offsets = Math.min(SHOWN, Math.max(0, ...shown.map(({ cells }) => cells.length)))
  const columns = Array.from({ length: offsets }, (_, offset) => String(offset))
  const cohortTable = (text: (cell: CohortCell) => string): string[] =>
    table(
      ['first order', 'customers', ...columns],
      shown.map(({ from, customers, cells }) => [
        spanText(from, name),
        count(customers),
        ...columns.map((_, offset) => {
          const cell = cells[offset] ?? null
          return cell === null ? '' : text(cell)
        }),
      ]),
      ['left', ...numbers(1 + offsets)],
    )
  return [
    `Cohorts: customers who ordered, by ${name}s since the first order`,
    ...cohortTable(({ active }) => shareText(active.share)),
    ...leftOut(cohorts.length, 'cohorts'),
    '',
    'Cohorts: revenue',
    ...cohortTable(({ revenue }) => (revenue === null ? 'unknown' : moneyText(revenue))),
  ]
}

function segmentLines({ segments, overall }: ReturnType<typeof retentionResult>): string[] {
  const rows = [
    ...segments.filter(({ customers }) => customers > 0),
    { ...overall, segment: 'all', share: overall.customers > 0 ? 1 : null },
  ].map((group) => [
    group.segment,
    count(group.customers),
    shareText(group.share),
    count(group.orders),
    moneyText(group.revenue),
    moneyText(group.averageOrderValue),
    moneyText(group.ordersPerMonth === null ? null : group.ordersPerMonth * 12),
    moneyText(group.lifespanMonths),
  ])
  return table(
    ['segment', 'customers', 'share', 'orders', 'revenue', 'per order', 'orders a year', 'lifespan, months'],
    rows,
    ['left', ...numbers(7)],
  )
}

function contractLines(periods: readonly ContractualPeriod[], name: CalendarPeriodName): string[] {
  if (periods.length === 0) return [`No ${name} with a subscription is complete yet.`]
  const rows = periods
    .slice(-SHOWN)
    .map(({ from, retention, revenue }) => [
      spanText(from, name),
      ...retentionCells(retention),
      moneyText(revenue.start),
      moneyText(revenue.end),
      shareText(revenue.revenueChurn),
      shareText(revenue.netRevenueChurn),
    ])
  const headings = ['start', 'new', 'lost', 'end', 'retention', '95 % interval', 'churn']
  const money = ['MRR at start', 'at end', 'revenue churn', 'net']
  return [
    ...table([name, ...headings, ...money], rows, ['left', ...numbers(11)]),
    ...leftOut(periods.length, `${name}s`),
  ]
}

function acquisitionLines(acquisition: Acquisition, name: CalendarPeriodName): string[] {
  const { periods, cost, value, valueToCost, paybackMonths, margin } = acquisition
  const rows = periods
    .slice(-SHOWN)
    .map((one) => [
      spanText(one.from, name),
      moneyText(one.spend),
      one.newCustomers === null ? 'not complete' : count(one.newCustomers),
      moneyText(one.cost),
    ])
  const perCustomer = value.perCustomer === null ? 'unknown' : moneyText(value.perCustomer)
  const ratio = valueToCost === null ? 'unknown' : `${valueToCost.toFixed(2)} : 1`
  const payback =
    cost === null
      ? 'unknown'
      : paybackMonths === null
        ? 'not reached yet'
        : `${paybackMonths} ${paybackMonths === 1 ? 'month' : 'months'}`
  return [
    ...table([name, 'spend', 'new customers', 'CAC'], rows, ['left', ...numbers(3)]),
    ...leftOut(periods.length, `${name}s`),
    `CAC ${cost === null ? 'unknown' : moneyText(cost)}, CLV ${perCustomer} (${value.policy}, at a margin of ${shareText(margin)}), CLV : CAC ${ratio}, payback ${payback}.`,
  ]
}

const numbers = (columns: number) => Array.from({ length: columns }, () => 'right' as const)

const leftOut = (all: number, what: string): string[] =>
  all > SHOWN ? [`The latest ${SHOWN} of ${count(all)} ${what}; --json has all.`] : []
