import type { CandidateResult, ChoiceReason } from '@rapport/metrics'
import type { Explanation } from './explain.ts'
import { percentText } from './explanation-values.ts'

/** What each reason of `auto` means. The first is what the choice asks of the model: see `chooseModel`. */
const reasons: Readonly<Record<ChoiceReason, string>> = {
  'beats-baselines':
    'nearer to the total of the held-back time than every baseline, and not clearly worse at ranking customers',
  'does-not-beat-baselines':
    'the purchase model was no nearer to the total of the held-back time than a baseline, or clearly worse at ranking customers, so the simple estimate was taken',
  'no-simple-estimate':
    'a baseline came nearer to the totals, but nobody was seen to leave, so that there is no churn for a simple estimate: the best model was taken',
  'few-repeat-customers':
    'too few customers have bought more than once to tell one value, so there is only a range',
  'no-holdout':
    'the history is too short to hold back a part of it and compare, so the simple estimate was taken',
  'nothing-in-holdout':
    'there were no purchases to compare in the held-back time or before it, so the simple estimate was taken',
}

/** The model and why it was taken, with the comparison; `verbose` adds the parameters of the fit. */
export function modelLines(model: NonNullable<Explanation['model']>, verbose: boolean): string[] {
  const why = model.reason === null ? 'set in rapport.yaml, not compared with others' : reasons[model.reason]
  return [
    `Model: ${model.outcome}: ${why}`,
    ...comparison(model.candidates),
    ...(verbose && model.parameters !== null ? [`  purchases  ${parameters(model.parameters)}`] : []),
    ...(verbose && model.spendParameters !== null
      ? [`  spend      ${parameters(model.spendParameters)}`]
      : []),
  ]
}

function comparison(candidates: readonly CandidateResult[]): string[] {
  if (candidates.length === 0) return []
  const row = (candidate: string, role: string, bias: string, gini: string): string =>
    `  ${candidate.padEnd(15)} ${role.padEnd(10)} ${bias.padStart(10)} ${gini.padStart(6)}`
  return [
    row('candidate', 'role', 'bias', 'Gini'),
    ...candidates.map(({ candidate, role, bias, normalizedGini }) =>
      row(
        candidate,
        role,
        bias === null ? 'unknown' : `${bias > 0 ? '+' : ''}${percentText(bias)}`,
        normalizedGini === null ? 'none' : normalizedGini.toFixed(3),
      ),
    ),
    '  bias: predicted orders of the held-back time against the actual ones; Gini: how well customers are ranked, 1 is perfect. Clearly worse: by more than two standard errors',
  ]
}

function parameters(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value.toPrecision(6)}`)
    .join(', ')
}
