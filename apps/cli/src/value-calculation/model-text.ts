import type { Choice, ParameterEstimate } from '@rapport/metrics'
import { shareText } from '../figure-text.ts'
import { table } from '../table.ts'
import type { ValueCalculation } from './calculate-value.ts'
import { countOf, estimateText, giniText } from './figure-text.ts'
import type { valueResult } from './value-result.ts'
import { choiceReasons, churnLimits, limits, modelNames, unfittedReasons } from './value-words.ts'

type Result = ReturnType<typeof valueResult>

/** The model, why it was taken, and what was estimated. */
export function modelLines(result: Result, calculation: ValueCalculation): string[] {
  const { choice, model, policy, unfitted } = result
  const reason = choice === null ? '' : `: ${choiceReasons[choice.reason]}`
  return [
    `Model: ${modelNames[model] ?? model} (${policy})${reason}.`,
    ...(unfitted === null ? [] : [`There is no history to learn from: ${unfittedReasons[unfitted]}.`]),
    ...churnLines(result, calculation),
    ...choiceLines(choice),
    ...estimateLines(timingName(calculation), result),
    ...covariateLines(calculation),
    ...spendLines(result, calculation),
    ...contractLines(result),
  ]
}

function timingName({ purchases }: ValueCalculation): string {
  const model = purchases?.fitted.timing?.model ?? 'none'
  return modelNames[model] ?? model
}

/** The simple estimate needs churn; says so where none could be seen. */
function churnLines({ model }: Result, { purchases }: ValueCalculation): string[] {
  const churn = purchases?.fitted.churn
  if (model !== 'simple-horizon' || churn === undefined || churn.monthly !== null) return []
  const why = churn.customers < 30 ? 'fewer than 30 customers have bought' : 'no customer seems to have left'
  return [`It needs the share of customers who leave, which cannot be seen: ${why}.`]
}

function choiceLines(choice: Choice | null): string[] {
  if (choice === null || choice.candidates.length === 0) return []
  const rows = choice.candidates.map(({ candidate, role, bias, normalizedGini }) => [
    modelNames[candidate] ?? candidate,
    role,
    shareText(bias),
    giniText(normalizedGini),
  ])
  return ['', ...table(['candidate', 'role', 'bias', 'Gini'], rows, ['left', 'left', 'right', 'right'])]
}

interface Estimated {
  readonly parameters: Readonly<Record<string, ParameterEstimate>>
  readonly logLikelihood: number | null
  readonly limit: string | null
  readonly prior: string | null
}

function estimateLines(
  name: string,
  { parameters, logLikelihood, limit, prior }: Estimated,
  said: Readonly<Record<string, string>> = limits,
): string[] {
  const rows = Object.entries(parameters).map(([parameter, { value, standardError }]) => [
    parameter,
    estimateText(value),
    standardError === null ? 'not determined' : estimateText(standardError),
  ])
  if (rows.length === 0) return []
  return [
    '',
    ...table([name, 'estimate', 'standard error'], rows, ['left', 'right', 'right']),
    ...(logLikelihood === null ? [] : [`Log-likelihood ${logLikelihood.toFixed(6)}.`]),
    ...(limit === null ? [] : [`At a limit: ${said[limit] ?? limit}.`]),
    ...(prior === 'weak' ? ['A weak prior steadies the estimates.'] : []),
  ]
}

function spendLines({ spend }: Result, { purchases }: ValueCalculation): string[] {
  if (spend !== null) return estimateLines('Gamma-Gamma', spend)
  const predicts = (purchases?.fitted.timing ?? null) !== null
  return predicts ? ['', 'No amount is known: orders are predicted, and no value.'] : []
}

function covariateLines({ purchases }: ValueCalculation): string[] {
  const covariates = purchases?.covariates ?? null
  if (covariates === null) return []
  const { fit, unknownCustomers, customersWithoutRow } = covariates
  const rows = fit.coefficients.map(({ process, covariate, estimate, standardError, factor, multiplies }) => [
    covariate,
    process,
    estimate === null ? 'not determined' : estimateText(estimate),
    standardError === null ? '' : estimateText(standardError),
    factor === null ? '' : `${factor.toFixed(3)} × ${multiplies}`,
  ])
  return [
    '',
    ...table(['covariate', 'process', 'estimate', 'standard error', 'one more means'], rows, [
      'left',
      'left',
      'right',
      'right',
      'left',
    ]),
    ...(fit.test === null
      ? []
      : [`All covariates together: likelihood-ratio test, p = ${fit.test.p.toPrecision(3)}.`]),
    ...(unknownCustomers === 0
      ? []
      : [
          `Left out: the covariates of ${countOf(unknownCustomers, 'customer', 'customers')} without transactions.`,
        ]),
    ...(customersWithoutRow === 0
      ? []
      : [`No covariates: ${countOf(customersWithoutRow, 'customer', 'customers')}, taken as not known.`]),
  ]
}

function contractLines(result: Result): string[] {
  if (result.contracts === undefined) return []
  const { models } = result.contracts
  return Object.entries(models).flatMap(([period, model]) => {
    if (model.method === 'sbg') return estimateLines(`sBG by the ${period}`, model, churnLimits)
    const { retention, renewalsMade, renewalsMissed } = model
    const seen = `${renewalsMade} of ${renewalsMade + renewalsMissed} renewals were made`
    const rate = retention === null ? 'no rate can be told' : `${shareText(retention)} renew`
    return ['', `Contracts by the ${period}: one rate for all, ${rate} (${seen}).`]
  })
}
