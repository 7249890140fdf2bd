import { moneyText, shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import type { ValueCalculation } from './calculate-value.ts'
import { countOf, giniText, lengthText } from './figure-text.ts'
import { modelLines } from './model-text.ts'
import type { ValueRequest } from './value-request.ts'
import { validationResult, valueResult } from './value-result.ts'
import { type ValueRow, valueRows } from './value-rows.ts'
import { contractReasons, modelNames } from './value-words.ts'

/** How many of the most valuable customers are shown. */
const SHOWN = 10

/** The result for people: what it rests on, the model, the total, and the most valuable customers. */
export function* valueText(request: ValueRequest, calculation: ValueCalculation): Generator<string> {
  const result = valueResult(request, calculation)
  const lines = [
    ...countLines(calculation),
    ...modelLines(result, calculation),
    '',
    ...totalLines(request, calculation),
    ...customerLines(calculation),
    ...validationLines(request, calculation),
  ]
  yield `${lines.join('\n')}\n`
}

function countLines({ asOf, purchases, contracts }: ValueCalculation): string[] {
  const lines: string[] = []
  if (purchases !== null) {
    const { customers, transactions, afterAsOf, setAside, duplicates, skipped } = purchases.counts
    lines.push(
      `As of ${asOf}: ${countOf(customers, 'customer', 'customers')}, ${countOf(transactions, 'transaction', 'transactions')}.`,
    )
    const told = [
      [afterAsOf, 'row is after that day: left out', 'rows are after that day: left out'],
      [skipped, 'row could not be read: left out', 'rows could not be read: left out'],
      [duplicates, 'row is equal to another one: kept', 'rows are equal to others: kept'],
      [
        setAside,
        'day with more returned than bought: no purchase',
        'days with more returned than bought: no purchases',
      ],
    ] as const
    for (const [number, one, many] of told) if (number > 0) lines.push(`${countOf(number, one, many)}.`)
  }
  if (contracts !== null) {
    const statuses = ['current', 'ended', 'upcoming'].map((status) => {
      const { length } = contracts.base.customers.filter((customer) => customer.status === status)
      return length === 0 ? [] : [`${count(length)} ${status}`]
    })
    const customers = countOf(contracts.base.customers.length, 'customer', 'customers')
    const asked = purchases === null ? `As of ${asOf}: ` : ''
    lines.push(`${asked}${customers} with subscriptions (${statuses.flat().join(', ')}).`)
    lines.push(...unvaluedContracts(contracts))
  }
  return lines
}

function unvaluedContracts({ values }: NonNullable<ValueCalculation['contracts']>): string[] {
  return Object.entries(contractReasons).flatMap(([reason, why]) => {
    const without = values.filter((value) => value.reason === reason).length
    return without === 0
      ? []
      : [`The contract of ${countOf(without, 'customer', 'customers')} has no value: ${why}.`]
  })
}

function totalLines(request: ValueRequest, calculation: ValueCalculation): string[] {
  const { horizon, purchases, total } = calculation
  const { value, intervals } = total
  if (value === null) return []
  const currency = purchases?.currency == null ? '' : ` ${purchases.currency}`
  if (purchases?.fitted.outcome === 'historic' && total.contracts === null) {
    return [`Past value of all customers: ${moneyText(value)}${currency}.`, '']
  }
  const interval =
    intervals === null ? '' : ` (95 %: ${moneyText(intervals[95].low)} to ${moneyText(intervals[95].high)})`
  const isKnown = purchases === null || total.purchases !== null
  const whose = isKnown ? 'all customers' : 'the contracts'
  const over = `${lengthText(horizon)} ${request.unit}s`
  const lines = [`Future value of ${whose} over ${over}: ${moneyText(value)}${currency}${interval}.`]
  if (total.allowsForParameters === false) {
    lines.push('The parameters of the model are taken for true, so that the interval is too narrow.')
  }
  if (!isKnown) lines.push('That of the purchases is not known.')
  else if (purchases !== null && total.contracts !== null) {
    const bought = purchases.fitted.outcome === 'historic' ? 'past purchases' : 'purchases'
    lines.push(
      `Of that ${moneyText(total.purchases)} of ${bought}, ${moneyText(total.contracts)} of contracts.`,
    )
  }
  return [...lines, '']
}

/** The most valuable customers; where only ranges are told, or only orders, those with the highest ones. */
function mostValuable(calculation: ValueCalculation): ValueRow[] {
  const worth = ({ value, high, expectedTransactions }: ValueRow): number =>
    value ?? high ?? expectedTransactions ?? Number.NEGATIVE_INFINITY
  const best: ValueRow[] = []
  for (const row of valueRows(calculation)) {
    const own = worth(row)
    const least = best.at(-1)
    if (own === Number.NEGATIVE_INFINITY) continue
    if (best.length === SHOWN && least !== undefined && own <= worth(least)) continue
    best.push(row)
    best.sort((left, right) => worth(right) - worth(left))
    best.length = Math.min(best.length, SHOWN)
  }
  return best
}

/** Columns of the table of customers, and what stands in them. */
const customerColumns: readonly (readonly [heading: string, text: (row: ValueRow) => string])[] = [
  ['customer', ({ customerId }) => customerId],
  ['repeats', ({ frequency }) => (frequency === null ? '' : count(frequency))],
  ['alive', ({ probabilityAlive }) => shareText(probabilityAlive)],
  ['expected', ({ expectedTransactions }) => moneyText(expectedTransactions)],
  ['per order', ({ expectedSpend }) => moneyText(expectedSpend)],
  ['contracts', ({ contractValue = null }) => moneyText(contractValue)],
  ['value', ({ value }) => moneyText(value)],
  ['low', ({ low }) => moneyText(low)],
  ['high', ({ high }) => moneyText(high)],
  ['past', ({ pastValue }) => moneyText(pastValue)],
]

/** Columns in which nothing is known are left out. */
function customerLines(calculation: ValueCalculation): string[] {
  const rows = mostValuable(calculation)
  if (rows.length === 0) return ['No customer has a value.']
  const shown = customerColumns.filter(([, text]) => rows.some((row) => text(row) !== ''))
  return table(
    shown.map(([heading]) => heading),
    rows.map((row) => shown.map(([, text]) => text(row))),
    shown.map((_, column) => (column === 0 ? 'left' : 'right')),
  )
}

function validationLines(request: ValueRequest, calculation: ValueCalculation): string[] {
  const validation = validationResult(calculation)
  if (validation === null) return []
  const rows = validation.orders.map((measures) => [
    modelNames[measures.method] ?? measures.method,
    moneyText(measures.predictedTotal),
    shareText(measures.bias),
    measures.meanAbsoluteError.toFixed(3),
    measures.rootMeanSquaredError.toFixed(3),
    giniText(measures.normalizedGini),
  ])
  const { horizon, splitAt, customers, drawnFrom } = validation
  const actual = validation.orders[0]?.actualTotal ?? 0
  const sample = drawnFrom === null ? '' : ` (drawn from ${count(drawnFrom)})`
  return [
    '',
    `Held back: the ${lengthText(horizon)} ${request.unit}s after ${splitAt}, with ${countOf(actual, 'transaction', 'transactions')} of ${countOf(customers, 'customer', 'customers')}${sample}.`,
    ...(request.covariates === undefined ? [] : ['Validated without covariates, which are as of today.']),
    ...table(['method', 'predicted', 'bias', 'MAE', 'RMSE', 'Gini'], rows, [
      'left',
      'right',
      'right',
      'right',
      'right',
      'right',
    ]),
  ]
}
