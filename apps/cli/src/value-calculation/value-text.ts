import type { Choice, PriorChoice, TimingLimit } from '@rapport/metrics'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import type { ValueCalculation } from './calculate-value.ts'
import type { ValueRequest } from './value-request.ts'
import { validationResult, valueResult } from './value-result.ts'
import { type ValueRow, valueRows } from './value-rows.ts'

/** How many of the most valuable customers are shown. */
const SHOWN = 10

/** The result for people: the model, what it rests on, the total, and the most valuable customers. */
export function* valueText(request: ValueRequest, calculation: ValueCalculation): Generator<string> {
  const lines = [
    ...headLines(request, calculation),
    '',
    ...customerLines(mostValuable(calculation)),
    ...validationLines(request, calculation),
  ]
  yield `${lines.join('\n')}\n`
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2, minimumFractionDigits: 2 })
const precise = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6, useGrouping: false })
const share = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 })

const modelNames: Readonly<Record<string, string>> = {
  'mbg-nbd': 'MBG/NBD',
  'bg-nbd': 'BG/NBD',
  'pareto-nbd': 'Pareto/NBD',
  'bg-bb': 'BG/BB',
  'simple-horizon': 'simple estimate (order value × order rate × time as a customer)',
  'carried-on': 'rate so far carried on',
  'last-period': 'last period repeated',
  historic: 'past value only',
  range: 'only a range: fewer than 30 customers have bought twice',
  none: 'none: there is no history to learn from',
  sbg: 'sBG on contracts',
}

const limits: Readonly<Record<TimingLimit, string>> = {
  'one-time-buyers-only': 'nobody bought twice, so neither the rate of orders nor who leaves can be seen',
  'no-dropout': 'no dropout detectable: the data are explained as well without anybody leaving',
  'homogeneous-dropout': 'all customers seem to share one chance to leave',
  'polarised-dropout': 'some customers leave at once, the others never',
  'homogeneous-rate': 'all customers seem to order at one rate',
  'polarised-rate': 'almost nobody orders again, and a few very often',
  'weakly-identified': 'the data do not hold all parameters',
}

const priors: Readonly<Record<Exclude<PriorChoice, 'auto'>, string | null>> = {
  none: null,
  weak: 'A weak prior steadies the estimates.',
}

function headLines(request: ValueRequest, calculation: ValueCalculation): string[] {
  const result = valueResult(request, calculation)
  const { n, total } = result
  const lines = [
    `As of ${result.asOf}: ${count(n.customers)} customers, ${count(n.transactions)} transactions.`,
    `Model: ${modelNames[result.model] ?? result.model} (${result.policy}).`,
    ...choiceLines(result.choice),
  ]
  const shown = Object.entries({ ...result.parameters, ...(result.spend?.parameters ?? {}) })
  if (shown.length > 0) {
    const rows = shown.map(([name, { value, standardError }]) => [
      name,
      precise.format(value),
      standardError === null ? 'not determined' : precise.format(standardError),
    ])
    lines.push('', ...table(['parameter', 'estimate', 'standard error'], rows, ['left', 'right', 'right']))
  }
  if (result.logLikelihood !== null) lines.push('', `Log-likelihood ${result.logLikelihood.toFixed(6)}.`)
  const limit = result.limit === null ? null : (limits[result.limit as TimingLimit] ?? result.limit)
  if (limit !== null) lines.push(`At a limit of the model: ${limit}.`)
  const prior = result.prior === null ? null : priors[result.prior]
  if (prior !== null) lines.push(prior)
  if (total.value !== null) lines.push('', totalLine(request, calculation, total))
  return lines
}

function totalLine(
  request: ValueRequest,
  { horizon }: ValueCalculation,
  { value, intervals, purchases, contracts }: ValueCalculation['total'],
): string {
  const interval =
    intervals === null
      ? ''
      : ` (95 %: ${number.format(intervals[95].low)} to ${number.format(intervals[95].high)})`
  const parts =
    purchases === null || contracts === null
      ? ''
      : `: ${number.format(purchases)} of purchases, ${number.format(contracts)} of contracts`
  return `Future value of all customers over ${precise.format(horizon)} ${request.unit}s: ${number.format(value ?? 0)}${interval}${parts}.`
}

function choiceLines(choice: Choice | null): string[] {
  if (choice === null || choice.candidates.length === 0) return []
  const rows = choice.candidates.map(({ candidate, role, bias, normalizedGini }) => [
    modelNames[candidate] ?? candidate,
    role,
    bias === null ? '' : share.format(bias),
    normalizedGini === null ? '' : normalizedGini.toFixed(3),
  ])
  return ['', ...table(['candidate', 'role', 'bias', 'Gini'], rows, ['left', 'left', 'right', 'right'])]
}

function mostValuable(calculation: ValueCalculation): ValueRow[] {
  const best: ValueRow[] = []
  for (const row of valueRows(calculation)) {
    const least = best.at(-1)?.value ?? Number.NEGATIVE_INFINITY
    if (row.value === null || (best.length === SHOWN && row.value <= least)) continue
    best.push(row)
    best.sort((left, right) => (right.value ?? 0) - (left.value ?? 0))
    best.length = Math.min(best.length, SHOWN)
  }
  return best
}

function customerLines(rows: readonly ValueRow[]): string[] {
  if (rows.length === 0) return ['No customer has a value.']
  const money = (value: number | null) => (value === null ? '' : number.format(value))
  return table(
    ['customer', 'repeats', 'alive', 'expected', 'per order', 'value', 'low', 'high', 'past'],
    rows.map((row) => [
      row.customerId,
      row.frequency === null ? '' : String(row.frequency),
      row.probabilityAlive === null ? '' : share.format(row.probabilityAlive),
      row.expectedTransactions === null ? '' : number.format(row.expectedTransactions),
      money(row.expectedSpend),
      money(row.value),
      money(row.low),
      money(row.high),
      money(row.pastValue),
    ]),
    ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  )
}

function validationLines(request: ValueRequest, calculation: ValueCalculation): string[] {
  const validation = validationResult(calculation)
  if (validation === null) return []
  const rows = validation.orders.map((measures) => [
    modelNames[measures.method] ?? measures.method,
    number.format(measures.predictedTotal),
    measures.bias === null ? '' : share.format(measures.bias),
    measures.meanAbsoluteError.toFixed(3),
    measures.rootMeanSquaredError.toFixed(3),
    measures.normalizedGini === null ? '' : measures.normalizedGini.toFixed(3),
  ])
  const actual = validation.orders[0]?.actualTotal ?? 0
  return [
    '',
    `Held back: the ${precise.format(validation.horizon)} ${request.unit}s after ${validation.splitAt}, with ${count(actual)} transactions of ${count(validation.customers)} customers.`,
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
