import type { HealthBand } from '@rapport/metrics'
import type { CustomerHealth, HealthCounts, HealthReport } from '@rapport/run'
import { moneyText, shareText } from '../figure-text.ts'
import { count } from '../quantities.ts'
import { customerText } from '../reports/customer-text.ts'
import { table } from '../table.ts'
import { countOf } from '../value-calculation/figure-text.ts'

/** The report as people read it: how many customers are how well, and those of a band with what pulls their score. */
export function healthReportLines(report: HealthReport): string[] {
  const { asOf, policy, currency, total } = report
  const { tooLittleKnown, nothingKnown } = total.unknown
  return [
    `As of ${asOf}: the health of ${countOf(total.customers, 'customer', 'customers')}, by ${policy}; money in ${currency}.`,
    '',
    ...countsTable(report),
    ...(tooLittleKnown > 0
      ? [`Unknown of ${count(tooLittleKnown)}: less than half of the weight is known.`]
      : []),
    ...(nothingKnown > 0
      ? [`Unknown of ${count(nothingKnown)}: no order, ticket, answer or activity says anything.`]
      : []),
    '',
    ...customerLines(report),
  ]
}

function countsTable({ grouping, groups, total }: HealthReport): string[] {
  const headings = ['customers', 'good', 'watch', 'risk', 'at risk of known', 'unknown', 'median']
  const rows = [
    ...groups.map(({ group, ...counts }) => [group ?? 'without orders', ...cells(counts)]),
    ['all', ...cells(total)],
  ]
  return table([grouping ?? '', ...headings], rows, ['left', ...headings.map(() => 'right' as const)])
}

function cells({ customers, good, watch, risk, unknown, median }: HealthCounts): string[] {
  const known = good + watch + risk
  return [
    count(customers),
    count(good),
    count(watch),
    count(risk),
    shareText(known === 0 ? null : risk / known),
    count(unknown.tooLittleKnown + unknown.nothingKnown),
    median === null ? '' : median.toFixed(1),
  ]
}

const BANDS: Readonly<Record<HealthBand, string>> = {
  risk: 'at risk',
  watch: 'to watch',
  good: 'in good health',
}

function customerLines({ band, customers, total }: HealthReport): string[] {
  if (customers.length === 0) return [`No customer is ${BANDS[band]}.`]
  const rows = table(['customer', 'CLV', 'score', 'since', '30 days'], customers.map(rowOf), [
    'left',
    'right',
    'right',
    'left',
    'right',
  ])
  return [
    `Customers ${BANDS[band]}, the most valuable first`,
    // Each sentence stands below its customer; the first row holds the headings.
    ...rows.flatMap((row, index) => {
      const why = customers[index - 1]?.why ?? null
      return why === null ? [row] : [row, `  ${why}`]
    }),
    ...(total[band] > customers.length
      ? [`${count(customers.length)} of ${count(total[band])}; --limit shows more.`]
      : []),
  ]
}

const rowOf = ({ name, records, clv, score, since, change }: CustomerHealth): string[] => [
  customerText(name, records),
  moneyText(clv),
  score.toFixed(1),
  since,
  change === null ? '' : `${change > 0 ? '+' : ''}${change.toFixed(1)}`,
]
