import { formatReference, nearest, type RecordReference, type SoughtRecord } from '@rapport/model'
import {
  type Explanation,
  explain,
  explainedMetric,
  explainedNames,
  explainNumber,
  explainStoredTicket,
  type Workspace,
  whyUnscored,
} from '@rapport/run'
import { CommandError, UsageError } from './command-error.ts'
import { commandName } from './command-name.ts'
import { explainedNumberLines } from './explained-number-text.ts'
import { findRecord } from './find-record.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { count } from './quantities.ts'
import { ticketClockLines } from './service-report/ticket-clock-text.ts'
import { unknownCustomer } from './unknown-customer.ts'

/** Prints the explanation of a customer, or of one of its metrics. */
export async function printExplanation(
  options: GlobalOptions,
  sought: SoughtRecord,
  metric: string | null,
): Promise<void> {
  await withWorkspace(options, async (workspace) => {
    const record = await findRecord(workspace.store.db, sought)
    if (record.entity === 'ticket') {
      await printTicket(options, workspace, record)
      return
    }
    const explanation = await explain(workspace, record, { verbose: options.verbose === true })
    if (explanation === null) throw await unknownCustomer(workspace.store.db, record)
    if (metric === null) printResult(options, explanation, () => explanation.lines)
    else if (!(await printNumber(options, workspace, explanation, metric))) {
      printMetric(options, explanation, metric)
    }
  })
}

/** Prints a number of health, surveys or service; false where it is not one of theirs. */
async function printNumber(
  options: GlobalOptions,
  workspace: Workspace,
  explanation: Explanation,
  name: string,
): Promise<boolean> {
  const number = await explainNumber(workspace, explanation, name)
  if (number === null) return false
  const { record, currency, identity } = explanation
  const { name: metric, ...rest } = number
  printResult(options, { record, metric, ...rest, currency, identity }, () =>
    explainedNumberLines(record, number),
  )
  return true
}

async function printTicket(
  options: GlobalOptions,
  workspace: Workspace,
  record: RecordReference,
): Promise<void> {
  const ticket = await explainStoredTicket(workspace, record)
  if (ticket === null) {
    throw new CommandError(
      `no ticket is known for ${formatReference(record)}, or it had not begun: check the spelling, or run "${commandName} sync" first`,
    )
  }
  printResult(options, ticket, () => ticketClockLines(ticket))
}

function printMetric(options: GlobalOptions, explanation: Explanation, name: string): void {
  const { record, currency, identity, score, model, parts, occasions, behind } = explanation
  if (score === null) throw new CommandError(`${record}: ${whyUnscored(explanation)}`)
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
