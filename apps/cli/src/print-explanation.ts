import { formatReference, nearest, type RecordReference } from '@rapport/model'
import { type Explanation, explain, explainedMetric, explainedNames } from '@rapport/run'
import { CommandError, UsageError } from './command-error.ts'
import { commandName } from './command-name.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { count } from './quantities.ts'

/** Prints the explanation of a customer, or of one of its metrics. */
export async function printExplanation(
  options: GlobalOptions,
  record: RecordReference,
  metric: string | null,
): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const explanation = await explain(workspace, record, { verbose: options.verbose === true })
    if (explanation === null) {
      throw new CommandError(
        `no customer is known for ${formatReference(record)}: check the spelling, or run "${commandName} sync" first`,
      )
    }
    if (metric === null) printResult(options, explanation, () => explanation.lines)
    else printMetric(options, explanation, metric)
  })
}

function printMetric(options: GlobalOptions, explanation: Explanation, name: string): void {
  const { record, currency, identity, score, model, parts, occasions, behind } = explanation
  if (score === null) throw new CommandError(`${record} is not scored yet: run "${commandName} sync" first`)
  const metric = explainedMetric(score, name, currency)
  if (metric === null) {
    const meant = nearest(name, explainedNames)
    throw new UsageError(
      `there is no metric "${name}": ${meant === null ? `there are ${explainedNames.join(', ')}` : `did you mean "${meant}"?`}`,
    )
  }
  const { label, text, value, low, high, policy } = metric
  const { asOf, n, why } = score
  const number = { record, metric: name, value, low, high, policy, asOf, n, why, currency }
  printResult(options, { ...number, parts, model, occasions, identity }, () => [
    `${label} (${record}): ${text}`,
    [
      ...(policy === null ? [] : [`policy ${policy}`]),
      `as of ${asOf.slice(0, 10)}`,
      `from ${count(n)} ${n === 1 ? 'order' : 'orders'}`,
    ].join(', '),
    ...(why === null || name === 'why' ? [] : [why]),
    '',
    ...behind,
  ])
}
