import type { Choice, ParameterEstimate } from '@rapport/metrics'
import { shareText } from '../figure-text.ts'
import { table } from '../table.ts'
import type { ValueCalculation } from './calculate-value.ts'
import { covariateLines } from './covariate-text.ts'
import { estimateText, giniText } from './figure-text.ts'
import type { valueResult } from './value-result.ts'
import { choiceReasons, churnLimits, limits, modelNames, unfittedReasons } from './value-words.ts'

type Result = ReturnType<typeof valueResult>

/** The model, why it was taken, and what was estimated. */
export function modelLines(result: Result, calculation: ValueCalculation): string[] {
  const { choice, model, policy, unfitted } = result
  const reason = choice === null ? '' : `: ${choiceReasons[choice.reason]}`
  const covariates = calculation.purchases?.covariates ?? null
  return [
    `Model: ${modelNames[model] ?? model} (${policy})${reason}.`,
    ...(covariates?.insteadOf == null
      ? []
      : [
          'The simple estimate, which would be taken then, has no place for the covariates that were asked for.',
        ]),
    ...(unfitted === null ? [] : [`There is no history to learn from: ${unfittedReasons[unfitted]}.`]),
    ...churnLines(result, calculation),
    ...choiceLines(choice),
    ...(calculation.purchases === null ? [] : estimateLines(timingName(calculation), result)),
    ...spendLines(result, calculation),
    ...(covariates === null ? [] : covariateLines(covariates)),
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
