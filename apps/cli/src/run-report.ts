import type { ConnectorErrorKind } from '@rapport/connector'
import type { RunResult } from '@rapport/run'
import { commandName } from './command-name.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { connectorExitCodes } from './failure.ts'
import { count, counts, duration, total } from './quantities.ts'

/** What a run came to, as lines to read. */
export function reportRun(result: RunResult): string[] {
  const how = result.dryRun ? ' (dry run: nothing was written)' : ''
  const rows: [string, string][] = [
    ['read', counts(result.read)],
    [
      'customers',
      result.customers > 0
        ? `${count(result.customers)} with orders, ${count(result.scored)} scored anew`
        : '',
    ],
    [result.dryRun ? 'would change' : 'planned', counts(result.planned)],
    ['written', result.dryRun || total(result.planned) === 0 ? '' : count(result.written)],
    [
      'left as edited',
      result.drifted > 0 ? `${count(result.drifted)} (a person changed the field after our write)` : '',
    ],
    ['set aside', result.rejected > 0 ? `${count(result.rejected)} (${commandName} rejects)` : ''],
    [
      'calls',
      result.calls.made > 0
        ? `${count(result.calls.made)}: ${count(result.calls.reads)} to read, ${count(result.calls.writes)} to write`
        : '',
    ],
  ]
  return [
    `run ${result.runId} ${result.state} after ${duration(result.seconds)}${how}`,
    ...rows.filter(([, text]) => text !== '').map(([name, text]) => `  ${name.padEnd(15)} ${text}`),
    ...(result.planIds.length > 0 && total(result.planned) > 0
      ? [`  look at the changes with: ${commandName} plan ${result.planIds.join(' ')}`]
      : []),
  ]
}

/** The exit code of a run. `detailed` tells a dry run with changes from one without. */
export function exitCodeOfRun(result: RunResult, detailed: boolean): ExitCode {
  switch (result.state) {
    case 'failed':
      return result.failure === null || result.failure === 'error'
        ? exitCodes.error
        : connectorExitCodes[result.failure satisfies ConnectorErrorKind]
    case 'waiting':
      return exitCodes.unavailable
    case 'cancelled':
      return exitCodes.interrupted
    case 'stopped':
      return exitCodes.stopped
    default:
      if (detailed && result.dryRun && total(result.planned) > 0) return exitCodes.changes
      return result.state === 'partial' ? exitCodes.rejects : exitCodes.ok
  }
}
