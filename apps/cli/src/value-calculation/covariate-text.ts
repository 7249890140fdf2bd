import { table } from '../table.ts'
import { countOf, estimateText } from './figure-text.ts'
import type { CovariateSummary } from './fit-with-covariates.ts'

/** What the covariates tell: coefficients, tests, and how value goes with each of them. */
export function covariateLines(summary: CovariateSummary): string[] {
  const { fit, spend, associations, unknownCustomers, customersWithoutRow } = summary
  const left = spend?.leftOut ?? []
  return [
    '',
    ...coefficientTable(summary),
    ...testLine('purchase times', fit.test),
    ...testLine('amounts', spend?.fit.test ?? null),
    ...(left.length === 0
      ? []
      : [
          `Of amounts without ${left.join(', ')}: customers with amounts are alike in it, or it follows from others.`,
        ]),
    ...(unknownCustomers === 0
      ? []
      : [
          `Left out: the covariates of ${countOf(unknownCustomers, 'customer', 'customers')} without transactions.`,
        ]),
    ...(customersWithoutRow === 0
      ? []
      : [`No covariates: ${countOf(customersWithoutRow, 'customer', 'customers')}, taken as not known.`]),
    '',
    ...(associations === null
      ? ['Without a discount residual value has no end: no covariate is compared by it.']
      : associations.map(({ sentence }) => sentence)),
  ]
}

function coefficientTable({ fit, spend }: CovariateSummary): string[] {
  const rows = [...fit.coefficients, ...(spend?.fit.coefficients ?? [])].map(
    ({ process, covariate, estimate, standardError, factor, multiplies }) => [
      covariate,
      process,
      estimate === null ? 'not determined' : estimateText(estimate),
      standardError === null ? '' : estimateText(standardError),
      factor === null ? '' : `${factor.toFixed(3)} × ${multiplies}`,
    ],
  )
  return table(['covariate', 'process', 'estimate', 'standard error', 'one more means'], rows, [
    'left',
    'left',
    'right',
    'right',
    'left',
  ])
}

const testLine = (of: string, test: { readonly p: number } | null): string[] =>
  test === null
    ? []
    : [`All covariates together, on ${of}: likelihood-ratio test, p = ${test.p.toPrecision(3)}.`]
