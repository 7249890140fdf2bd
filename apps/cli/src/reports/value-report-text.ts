import { INTERVAL_LEVELS } from '@rapport/metrics'
import type { ValueReport } from '@rapport/run'
import { commandName } from '../command-name.ts'
import { moneyText, shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { table } from '../table.ts'
import { customerText } from './customer-text.ts'

/** The value of all customers as people read it; `model` says which model and why. */
export function valueReportLines(report: ValueReport, model: readonly string[]): string[] {
  const { asOf, currency, customers, valued, policy, deciles, top } = report
  const unvalued = customers - valued
  const { fittedAsOf, horizonMonths, discount, margin } = report.model
  const lines = [
    `As of ${asOf}: ${count(customers)} customers with orders.`,
    futureLine(report),
    ...intervalLines(report),
    `Past value: ${worth(report.past.value, currency)} (${report.past.policy}).`,
    ...(unvalued > 0
      ? [`Of ${count(unvalued)} customers the future value is unknown: ${commandName} explain says why.`]
      : []),
    `Future value counts ${count(horizonMonths)} months from ${asOf} on, discounted by ${shareText(discount)} a year, at a margin of ${shareText(margin)}; policy ${policy}.`,
    '',
    ...model,
    ...(fittedAsOf === null ? [] : [`Fitted as of ${fittedAsOf}.`]),
  ]
  if (deciles.length > 0) lines.push('', 'Distribution', ...decileLines(report))
  if (top.length > 0) lines.push('', 'Most valuable customers', ...topLines(report))
  return lines
}

const worth = (amount: number | null, currency: string): string =>
  amount === null ? 'unknown' : `${moneyText(amount)} ${currency}`

function futureLine({ future, currency, model }: ValueReport): string {
  if (future.value === null && model.outcome === 'range') {
    return 'Future value: only a range, since too few customers have bought more than once to tell one value.'
  }
  return `Future value of all customers: ${worth(future.value, currency)}.`
}

function intervalLines({ future, currency }: ValueReport): string[] {
  const { intervals, allowsForParameters } = future
  if (intervals === null) {
    return ['Its interval is unknown: the model in force has none for all customers together.']
  }
  const lines = INTERVAL_LEVELS.map(
    (level) =>
      `  ${level} %: ${moneyText(intervals[level].low)} to ${moneyText(intervals[level].high)} ${currency}`,
  )
  return allowsForParameters === false
    ? [...lines, '  The parameters of the model are taken for true, so that the interval is too narrow.']
    : lines
}

function decileLines({ deciles }: ValueReport): string[] {
  return table(
    ['tenth', 'customers', 'from', 'to', 'together', 'share'],
    deciles.map(({ decile, customers, low, high, value, share }) => [
      String(decile),
      count(customers),
      moneyText(low),
      moneyText(high),
      moneyText(value),
      shareText(share),
    ]),
    Array.from({ length: 6 }, () => 'right'),
  )
}

function topLines({ top }: ValueReport): string[] {
  const rows = table(
    ['customer', 'value', '80 % interval', 'past'],
    top.map(({ name, records, clv, low, high, historicValue }) => [
      customerText(name, records),
      moneyText(clv),
      low === null || high === null ? '' : `${moneyText(low)} to ${moneyText(high)}`,
      moneyText(historicValue),
    ]),
    ['left', 'right', 'right', 'right'],
  )
  // Each sentence stands below its customer; the first row holds the headings.
  return rows.flatMap((row, index) => {
    const why = top[index - 1]?.why ?? null
    return why === null ? [row] : [row, `  ${why}`]
  })
}
