import { formatReference, nearest, type RecordReference, scoreValue } from '@rapport/model'
import { type Explanation, explain } from '@rapport/run'
import { CommandError, UsageError } from './command-error.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'

/** Prints the explanation of a customer, or of one of its metrics. */
export async function printExplanation(
  options: GlobalOptions,
  record: RecordReference,
  metric: string | null,
): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const explanation = await explain(workspace, record)
    if (explanation === null) {
      throw new CommandError(
        `no customer is known for ${formatReference(record)}: check the spelling, or run "rapport sync" first`,
      )
    }
    if (metric === null) printResult(options, explanation, () => explanation.lines)
    else printMetric(options, explanation, metric)
  })
}

function printMetric(options: GlobalOptions, explanation: Explanation, metric: string): void {
  const { score } = explanation
  if (score === null)
    throw new CommandError(`${explanation.record} is not scored yet: run "rapport sync" first`)
  if (!Object.hasOwn(score.values, metric)) {
    const known = Object.keys(score.values)
    const meant = nearest(metric, known)
    throw new UsageError(
      `there is no metric "${metric}": ${meant === null ? `there are ${known.join(', ')}` : `did you mean "${meant}"?`}`,
    )
  }
  const { value, low, high } = scoreValue.parse(score.values[metric])
  const { policy, asOf, n, why } = score
  const { record, identity, model, parts, occasions } = explanation
  const number = { record, metric, value, low: low ?? null, high: high ?? null, policy, asOf, n, why }
  printResult(options, { ...number, parts, model, occasions, identity }, () => [
    `${metric} of ${record}: ${value ?? 'not enough data'}`,
    ...(number.low === null || number.high === null ? [] : [`80 % interval: ${low} to ${high}`]),
    `policy ${policy}, as of ${asOf.slice(0, 10)}, n = ${n}`,
    ...(why === null ? [] : [why]),
    '',
    ...explanation.behind,
  ])
}
